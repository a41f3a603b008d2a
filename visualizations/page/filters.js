// Filters: inside a group one of the chosen values is enough, between groups all must hold.

const NONE = -1;
const groups = [
  { key: "kinds", values: (node) => [node.kind] },
  { key: "regions", values: (node) => [node.region] },
  { key: "fields", values: (node) => (node.fields.length ? node.fields : [NONE]) },
  { key: "bodies", values: (node) => (node.bodies.length ? node.bodies : [NONE]) },
  { key: "relations", values: (node) => (node.relations.length ? node.relations : [NONE]) },
];
const closed = new Set(["bodies"]);

const passesGroup = (node, group) => {
  const chosen = state.chosen[group.key];
  return chosen.size === 0 || group.values(node).some((value) => chosen.has(value));
};
const anyFilter = () => groups.some((group) => state.chosen[group.key].size > 0);

function applyFilters() {
  const changes = [];
  for (const node of nodes) {
    const visible = groups.every((group) => passesGroup(node, group));
    if (visible !== node.visible) changes.push({ id: node.index, hidden: !visible });
    node.visible = visible;
  }
  const relations = state.chosen.relations;
  for (const tie of ties) tie.visible = tie.from.visible && tie.to.visible && (relations.size === 0 || relations.has(tie.relation));
  if (state.selected !== null && !nodes[state.selected].visible) state.selected = null;
  if (changes.length) state.dots.update(changes);
  showFilters();
  showPanel();
  showTable();
  redraw();
  keepState();
}

// How many entries each value of a group would show, given the other groups.
function countsOf(group) {
  const counts = new Map();
  for (const node of nodes) {
    if (!groups.every((each) => each === group || passesGroup(node, each))) continue;
    for (const value of group.values(node)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function showFilters() {
  const focused = document.activeElement?.dataset?.key;
  const scroll = byId("facets").scrollTop;
  const seen = nodes.filter((node) => node.visible).length;
  byId("count").textContent = `${number(seen)} ${text("of")} ${number(nodes.length)}`;
  byId("count").append(element("span", { textContent: ` ${text("entries")} ${text("visible")}` }));
  byId("reset").textContent = text("reset");
  byId("reset").disabled = !anyFilter() && state.selected === null;
  byId("notice").textContent = text("no_matches");
  byId("notice").hidden = seen > 0;
  byId("facets").replaceChildren(sizeChoice(), ...groups.map(facet).filter(Boolean));
  byId("facets").scrollTop = scroll;
  if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function sizeChoice() {
  const choice = element("select", { id: "size", onchange: (event) => setSize(event.target.value) });
  choice.dataset.key = "size";
  for (const key of ["degree", ...source.measures.map((entry) => entry.key)]) {
    choice.append(element("option", { value: key, textContent: measureLabel(key), selected: key === state.size }));
  }
  return element("label", { className: "choice" }, element("span", { textContent: text("size") }), choice);
}

function setSize(key) {
  state.size = key === "degree" || source.measures.some((entry) => entry.key === key) ? key : "degree";
  measureSizes();
  showSizes();
  redraw();
  keepState();
}

function facet(group) {
  const entries = source[group.key].map((entry, value) => ({ value, label: say(entry.label), entry }));
  const all = countsOf(group);
  if (nodes.some((node) => group.values(node).includes(NONE))) {
    entries.push({ value: NONE, label: text(group.key === "relations" ? "no_relation" : "no_data"), entry: null });
  }
  if (entries.length === 0 || (entries.length === 1 && entries[0].value === NONE)) return null;
  const chosen = state.chosen[group.key];
  const list = element("ul");
  let others = false;
  for (const { value, label, entry } of entries) {
    if (entry?.other && !others) list.append(element("li", { className: "divider", textContent: text("other_kinds") }));
    others ||= Boolean(entry?.other);
    list.append(facetRow(group, value, label, entry, all.get(value) ?? 0));
  }
  const summary = element("summary", {}, element("span", { textContent: text(group.key) }), chosen.size ? element("b", { textContent: chosen.size }) : null);
  const box = element("details", { open: !closed.has(group.key) || chosen.size > 0, ontoggle: () => closed[box.open ? "delete" : "add"](group.key) }, summary, list);
  box.className = chosen.size ? "facet active" : "facet";
  box.dataset.group = group.key;
  return box;
}

function facetRow(group, value, label, entry, count) {
  const chosen = state.chosen[group.key];
  const mark = element("input", {
    type: "checkbox", checked: chosen.has(value),
    onchange: (event) => { chosen[event.target.checked ? "add" : "delete"](value); applyFilters(); },
  });
  mark.dataset.key = `${group.key}:${entry ? entry.key : ""}`;
  const row = element("label", {}, mark, group.key === "kinds" ? swatch(entry) : element("i"), element("span", { className: entry ? "name" : "name none", textContent: label }), element("span", { className: "number", textContent: number(count) }));
  return element("li", { className: `${count ? "" : "empty"}${chosen.has(value) ? " chosen" : ""}` }, row);
}

function reset() {
  for (const group of groups) state.chosen[group.key].clear();
  state.selected = null;
  applyFilters();
  if (state.view === "map") fit();
}

// The state stands in the address after #, so that a section of the map can be passed on.
const HASH_NAMES = { kinds: "k", regions: "r", fields: "f", bodies: "m", relations: "b" };

function keepState() {
  const parts = new URLSearchParams();
  for (const group of groups) {
    const keys = [...state.chosen[group.key]].sort((a, b) => a - b).map((value) => (value === NONE ? "~" : source[group.key][value].key));
    for (const key of keys) parts.append(HASH_NAMES[group.key], key);
  }
  if (state.size !== "degree") parts.set("z", state.size);
  if (state.selected !== null) parts.set("s", nodes[state.selected].id);
  if (state.view !== "map") parts.set("v", state.view);
  if (state.language !== source.language) parts.set("l", state.language);
  const hash = `#${parts}`;
  if (hash !== (location.hash || "#")) history.replaceState(null, "", hash === "#" ? location.pathname + location.search : hash);
}

function readState() {
  const parts = new URLSearchParams(location.hash.slice(1));
  for (const group of groups) {
    const values = parts.getAll(HASH_NAMES[group.key]).map((key) => (key === "~" ? NONE : source[group.key].findIndex((entry) => entry.key === key)));
    const known = values.filter((value, place) => value !== NONE || parts.getAll(HASH_NAMES[group.key])[place] === "~");
    state.chosen[group.key] = new Set(known);
  }
  const selected = nodes.findIndex((node) => node.id === parts.get("s"));
  state.selected = selected < 0 ? null : selected;
  state.view = parts.get("v") === "table" ? "table" : "map";
  if (["de", "en"].includes(parts.get("l"))) state.language = parts.get("l");
  const size = parts.get("z");
  state.size = source.measures.some((entry) => entry.key === size) ? size : "degree";
}
