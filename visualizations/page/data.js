// The data of the page, its texts, and small tools that every other part uses.

const source = JSON.parse(document.getElementById("data").textContent);
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const state = {
  language: source.language, theme: "light", view: "map", size: "degree", selected: null, hovered: null,
  chosen: { kinds: new Set(), regions: new Set(), fields: new Set(), bodies: new Set(), relations: new Set() },
};

const byId = (id) => document.getElementById(id);
const say = (labels) => labels[state.language] ?? labels.de ?? labels.en ?? Object.values(labels)[0] ?? "";
const text = (key) => say(source.texts[key]);
const locale = () => (state.language === "de" ? "de-DE" : "en-GB");
const number = (value) => new Intl.NumberFormat(locale(), { maximumSignificantDigits: 4 }).format(value);
const day = (iso) => new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeZone: "UTC" }).format(new Date(iso));
const isWebAddress = (address) => /^https?:\/\/[^\s]+$/i.test(address ?? "");

// Elements are built from text only, so that no value of the data can become markup.
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function link(address) {
  if (!isWebAddress(address)) return element("span", { textContent: address });
  const shown = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer", textContent: shown });
}

const nodes = source.nodes.id.map((id, index) => ({
  index, id,
  label: source.nodes.label[index].replace(/\s+/g, " ").trim(),
  kind: source.nodes.kind[index],
  region: source.nodes.region[index],
  fields: source.nodes.fields[index],
  bodies: source.nodes.bodies[index],
  homepage: source.nodes.homepage[index],
  sources: source.nodes.sources[index].map((place) => source.pool[place]),
  details: source.nodes.details[index].map((place) => source.pool[place]),
  x: source.nodes.x[index], y: source.nodes.y[index],
  ties: [], relations: [], visible: true, radius: 7, known: true, weight: 0,
}));

const ties = source.ties.from.map((from, index) => ({
  index,
  from: nodes[from], to: nodes[source.ties.to[index]],
  relation: source.ties.relation[index],
  strength: source.ties.strength[index],
  date: source.ties.date[index],
  sources: source.ties.sources[index].map((place) => source.pool[place]),
  bend: 0, visible: true,
}));

const pairs = new Map();
for (const tie of ties) {
  tie.from.ties.push(tie);
  if (tie.to !== tie.from) tie.to.ties.push(tie);
  const pair = tie.from.index < tie.to.index ? `${tie.from.index} ${tie.to.index}` : `${tie.to.index} ${tie.from.index}`;
  if (!pairs.has(pair)) pairs.set(pair, []);
  pairs.get(pair).push(tie);
}
for (const parallel of pairs.values()) {
  parallel.forEach((tie, place) => { tie.bend = (place - (parallel.length - 1) / 2) * (tie.from.index < tie.to.index ? 1 : -1); });
}
for (const node of nodes) node.relations = [...new Set(node.ties.map((tie) => tie.relation))];

const other = (tie, node) => (tie.from === node ? tie.to : tie.from);
const shownName = (node) => node.label || text("nameless");
const kindLabel = (node) => say(source.kinds[node.kind].label);
const labelsOf = (group, places) => places.map((place) => say(source[group][place].label));
const measureValue = (node, key) =>
  key === "degree" ? node.ties.length : source.nodes.measures[source.measures.findIndex((entry) => entry.key === key)]?.[node.index] ?? null;
const measureLabel = (key) => (key === "degree" ? text("degree") : say(source.measures.find((entry) => entry.key === key).label));
