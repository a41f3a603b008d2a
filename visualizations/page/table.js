// The same entries as a table, for readers who want rows, a screen reader or a spreadsheet.

let sorting = { column: 0, down: false };

function columns() {
  const words = (group, of) => ({ name: text(group), value: (node) => labelsOf(group, of(node)).join(", ") });
  return [
    { name: text("name"), value: shownName },
    { name: text("kind"), value: kindLabel },
    ...(source.regions.length ? [words("regions", (node) => (node.region < 0 ? [] : [node.region]))] : []),
    ...(source.fields.length ? [words("fields", (node) => node.fields)] : []),
    ...(source.bodies.length ? [words("bodies", (node) => node.bodies)] : []),
    { name: text("connections"), numeric: true, value: (node) => node.ties.length },
    ...source.measures.map((entry) => ({ name: say(entry.label), numeric: true, value: (node) => measureValue(node, entry.key) })),
  ];
}

// Gaps come last in both directions: unknown is not small.
function compare(a, b) {
  const empty = (value) => value === null || value === "";
  if (empty(a) || empty(b)) return empty(a) === empty(b) ? 0 : empty(a) ? 1 : -1;
  const order = typeof a === "number" ? a - b : a.localeCompare(b, locale(), { numeric: true, sensitivity: "base" });
  return sorting.down ? -order : order;
}

function sortedRows(all) {
  const { value } = all[sorting.column] ?? all[0];
  return nodes.filter((node) => node.visible).map((node) => [value(node), node]).sort((a, b) => compare(a[0], b[0]) || a[1].index - b[1].index).map(([, node]) => node);
}

function showTable() {
  const shown = state.view === "table";
  byId("table").hidden = !shown;
  byId("stage").hidden = shown;
  byId("show-map").setAttribute("aria-pressed", String(!shown));
  byId("show-table").setAttribute("aria-pressed", String(shown));
  if (!shown) return;
  const all = columns();
  const head = element("tr", {}, ...all.map((column, place) => {
    const active = sorting.column === place;
    const button = element("button", { type: "button", textContent: column.name, onclick: () => sortBy(place) });
    button.dataset.key = `sort:${place}`;
    const cell = element("th", { scope: "col", className: column.numeric ? "numeric" : "" }, button);
    if (active) cell.setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
    return cell;
  }));
  const rows = sortedRows(all).map((node) => {
    const row = element("tr", { onclick: () => select(node.index) }, ...all.map((column, place) => {
      const value = column.value(node);
      if (place === 0) return element("th", { scope: "row" }, swatch(source.kinds[node.kind]), element("button", { type: "button", textContent: value, dir: "auto" }));
      return element("td", { className: column.numeric ? "numeric" : "", textContent: value === null || value === "" ? "–" : column.numeric ? number(value) : value });
    }));
    row.dataset.node = node.index;
    return row;
  });
  document.querySelector("#table thead").replaceChildren(head);
  document.querySelector("#table tbody").replaceChildren(...rows);
  markTableRow();
}

function sortBy(column) {
  sorting = { column, down: sorting.column === column ? !sorting.down : Boolean(columns()[column].numeric) };
  showTable();
  document.querySelector(`[data-key="sort:${column}"]`)?.focus();
}

function markTableRow() {
  document.querySelector("#table tr.selected")?.classList.remove("selected");
  if (state.selected !== null) document.querySelector(`#table tr[data-node="${state.selected}"]`)?.classList.add("selected");
  document.querySelector("#table tr.selected")?.scrollIntoView({ block: "nearest" });
}

function showView(view) {
  state.view = view;
  showTable();
  if (view === "map" && network) requestAnimationFrame(() => { network.redraw(); if (!moved) fit(false); });
  keepState();
}
