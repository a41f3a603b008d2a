// Puts the parts together: fixed texts, buttons, keys, and the first picture.

function showTexts() {
  document.documentElement.lang = state.language;
  document.title = say(source.title);
  byId("title").textContent = say(source.title);
  byId("subtitle").textContent = `${number(nodes.length)} ${text("entries")} · ${number(ties.length)} ${text("connections_counted")}`;
  byId("fictional").hidden = !source.fictional;
  byId("fictional").textContent = text("fictional");
  byId("search").placeholder = text("search");
  byId("search").setAttribute("aria-label", text("search_label"));
  byId("hits").setAttribute("aria-label", text("results"));
  byId("show-map").textContent = text("map");
  byId("show-table").textContent = text("table");
  byId("views").setAttribute("aria-label", text("view"));
  byId("language").textContent = state.language === "de" ? "EN" : "DE";
  byId("language").setAttribute("aria-label", text("switch_language"));
  byId("theme").setAttribute("aria-label", text("colour_scheme"));
  byId("sidebar").setAttribute("aria-label", text("filters"));
  byId("canvas").setAttribute("aria-label", text("canvas"));
  byId("table").setAttribute("aria-label", text("table"));
  for (const [id, key] of [["zoom-in", "zoom_in"], ["zoom-out", "zoom_out"], ["fit", "fit"]]) {
    byId(id).setAttribute("aria-label", text(key));
    byId(id).title = text(key);
  }
  document.querySelector("#export summary").textContent = text("export");
  byId("export-items").replaceChildren(...EXPORTS.map(([key, run]) => element("button", { type: "button", textContent: text(key), onclick: () => { byId("export").open = false; run(); } })));
  document.querySelector(".zoom").setAttribute("aria-label", text("zoom"));
  showFooter();
}

function showFooter() {
  const access = source.texts[`access_${source.access}`] ? text(`access_${source.access}`) : source.access;
  const share = source.share === null ? text("not_stated") : new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 1 }).format(source.share);
  const parts = [dateLine(), `${text("access")}: ${access}`, `${text("no_data_share")}: ${share}`, `${text("licence")}: ${source.licence ?? text("not_stated")}`, text("layout"), text("program")];
  byId("footer").replaceChildren(...parts.map((part) => element("span", { textContent: part })));
  byId("footer").className = source.access === "public" ? "" : "restricted";
}

function showAll() {
  wrapped.clear();
  document.documentElement.dataset.theme = state.theme;
  showTexts();
  showFilters();
  showPanel();
  showTable();
  showSizes();
  redraw();
}

function setTheme(name) {
  state.theme = name;
  showAll();
}

function setLanguage(language) {
  state.language = language;
  showAll();
  keepState();
}

const KEYS = {
  ArrowLeft: () => pan(-80, 0), ArrowRight: () => pan(80, 0), ArrowUp: () => pan(0, -80), ArrowDown: () => pan(0, 80),
  "+": () => zoomBy(1.3), "=": () => zoomBy(1.3), "-": () => zoomBy(1 / 1.3), f: () => fit(), F: () => fit(),
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox") return;
  if (event.key === "/") { event.preventDefault(); byId("search").focus(); byId("search").select(); return; }
  if (event.key === "Escape") { byId("export").open = false; if (state.selected !== null) { select(null); byId("canvas").focus({ preventScroll: true }); } return; }
  const arrows = event.key.startsWith("Arrow");
  if (state.view !== "map" || !KEYS[event.key] || (arrows && event.target !== byId("canvas") && event.target !== document.body)) return;
  event.preventDefault();
  KEYS[event.key]();
}

function startButtons() {
  byId("show-map").addEventListener("click", () => showView("map"));
  byId("show-table").addEventListener("click", () => showView("table"));
  byId("language").addEventListener("click", () => setLanguage(state.language === "de" ? "en" : "de"));
  byId("theme").addEventListener("click", () => setTheme(state.theme === "light" ? "dark" : "light"));
  byId("reset").addEventListener("click", reset);
  byId("zoom-in").addEventListener("click", () => zoomBy(1.3));
  byId("zoom-out").addEventListener("click", () => zoomBy(1 / 1.3));
  byId("fit").addEventListener("click", () => fit());
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => { if (!byId("export").contains(event.target)) byId("export").open = false; });
  addEventListener("hashchange", () => { readState(); measureSizes(); applyFilters(); showAll(); });
  addEventListener("beforeprint", preparePrint);
  addEventListener("afterprint", finishPrint);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => setTheme(dark.matches ? "dark" : "light"));
  state.theme = dark.matches ? "dark" : "light";
}

readState();
measureSizes();
startButtons();
startSearch();
startView();
showAll();
applyFilters();
fit(false);
if (state.selected !== null && state.view === "map") flyTo(nodes[state.selected]);
const tellReady = () => { document.documentElement.dataset.ready = String(Math.round(performance.now())); };
if (state.view === "map") network.once("afterDrawing", tellReady);
else tellReady();
redraw();

// What a test needs to see of a canvas.
document.documentElement.mapState = {
  labels: () => drawnLabels.map(({ left, right, top, bottom, lines: shown, node }) => ({ left, right, top, bottom, text: shown.join(" "), id: node.id })),
  spot: (id) => { const node = nodes.find((each) => each.id === id); const at = network.canvasToDOM({ x: node.x, y: node.y }); const box = byId("canvas").getBoundingClientRect(); return [box.left + at.x, box.top + at.y]; },
  camera: () => ({ ...network.getViewPosition(), scale: network.getScale() }),
  visibleNodes: () => nodes.filter((node) => node.visible).map((node) => node.id),
  visibleTies: () => ties.filter((tie) => tie.visible).map((tie) => [tie.from.id, tie.to.id, source.relations[tie.relation].key, tie.bend]),
  svg: svgText, csvNodes, csvTies,
};
