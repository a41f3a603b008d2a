// Search as you type; "muell", "mull" and "müll" all find "Müller".

const plain = (words) => words.toLowerCase().replace(/ß/g, "ss").normalize("NFD").replace(/[\u0300-\u036f]/g, "");
const spelled = (words) => plain(words.toLowerCase().normalize("NFC").replace(/ä/g, "ae").replace(/ö/g, "oe").replace(/ü/g, "ue"));
let hits = [];
let current = -1;

function find(query) {
  const [words, spelledWords] = [plain(query), spelled(query)].map((form) => form.split(/\s+/).filter(Boolean));
  if (!words.length) return [];
  const score = (node) => {
    node.forms ??= [plain(node.label), spelled(node.label)];
    const matched = words.every((word, place) => node.forms[0].includes(word) || node.forms[1].includes(spelledWords[place]));
    if (!matched) return 0;
    if (node.forms[0].startsWith(words[0]) || node.forms[1].startsWith(spelledWords[0])) return 3;
    return ` ${node.forms[0]} ${node.forms[1]}`.includes(` ${words[0]}`) || ` ${node.forms[1]}`.includes(` ${spelledWords[0]}`) ? 2 : 1;
  };
  return nodes.map((node) => [score(node), node]).filter(([rank]) => rank)
    .sort((a, b) => b[0] - a[0] || b[1].ties.length - a[1].ties.length || a[1].index - b[1].index).map(([, node]) => node).slice(0, 12);
}

function showHits() {
  const box = byId("search"), list = byId("hits");
  hits = find(box.value);
  current = hits.length ? Math.max(0, Math.min(current, hits.length - 1)) : -1;
  const empty = box.value.trim() === "";
  list.hidden = empty;
  box.setAttribute("aria-expanded", String(!empty));
  list.replaceChildren(...hits.map((node, place) => element(
    "li", { id: `hit-${place}`, role: "option", "aria-selected": String(place === current), onmousedown: (event) => { event.preventDefault(); take(place); } },
    swatch(source.kinds[node.kind]), element("span", { className: "name", textContent: shownName(node) }),
    element("small", { textContent: node.region < 0 ? kindLabel(node) : labelsOf("regions", [node.region])[0] }),
  )));
  if (!hits.length && !empty) list.append(element("li", { className: "nothing", role: "status", textContent: text("no_hits") }));
  if (current >= 0) box.setAttribute("aria-activedescendant", `hit-${current}`);
  else box.removeAttribute("aria-activedescendant");
  list.children[current]?.scrollIntoView({ block: "nearest" });
}

function closeHits() {
  byId("hits").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
  byId("search").removeAttribute("aria-activedescendant");
}

function take(place) {
  const node = hits[place];
  if (!node) return;
  if (!node.visible) {
    for (const group of groups) state.chosen[group.key].clear();
    applyFilters();
  }
  select(node.index, true);
  byId("search").value = "";
  closeHits();
  byId("search").blur();
  if (state.view === "map") byId("canvas").focus({ preventScroll: true });
}

function startSearch() {
  const box = byId("search");
  box.addEventListener("input", () => { current = 0; showHits(); });
  box.addEventListener("focus", () => { if (box.value) showHits(); });
  box.addEventListener("blur", closeHits);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      current = hits.length ? (current + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length : -1;
      showHits();
    } else if (event.key === "Enter") take(current);
    else if (event.key === "Escape") { box.value = ""; closeHits(); box.blur(); byId("canvas").focus({ preventScroll: true }); }
    event.stopPropagation();
  });
}
