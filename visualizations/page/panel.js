// Everything known about one entry, with its neighbours to walk on to.

function showPanel() {
  const panel = byId("panel");
  const node = state.selected === null ? null : nodes[state.selected];
  panel.hidden = node === null;
  byId("reset").disabled = node === null && !anyFilter();
  if (!node) { panel.replaceChildren(); return; }
  panel.setAttribute("aria-label", text("details"));
  const head = element("div", { className: "head" },
    element("p", { className: "kind" }, swatch(source.kinds[node.kind]), kindLabel(node)),
    element("button", { type: "button", className: "icon", textContent: "×", "aria-label": text("close"), id: "close", onclick: () => select(null) }),
    element("h2", { textContent: shownName(node), dir: "auto" }),
  );
  panel.replaceChildren(head, element("div", { className: "scroll" }, facts(node), neighbours(node)));
  panel.querySelector(".scroll").scrollTop = 0;
}

function facts(node) {
  const list = element("dl");
  const row = (name, ...values) => { if (values.length) list.append(element("dt", { textContent: name }), element("dd", { dir: "auto" }, ...values)); };
  const joined = (words) => (words.length ? words.join(" · ") : element("span", { className: "none", textContent: text("no_data") }));
  if (source.regions.length) row(text("regions"), joined(node.region < 0 ? [] : labelsOf("regions", [node.region])));
  if (source.fields.length) row(text("fields"), joined(labelsOf("fields", node.fields)));
  if (source.bodies.length) row(text("bodies"), joined(labelsOf("bodies", node.bodies)));
  for (let place = 0; place < node.details.length; place += 2) row(say(node.details[place]), say(node.details[place + 1]));
  for (const entry of source.nodes.measured[node.index] ? source.measures : []) {
    const value = measureValue(node, entry.key);
    row(say(entry.label), joined(value === null ? [] : [number(value)]));
  }
  if (node.homepage) row(text("homepage"), link(node.homepage));
  if (node.sources.length) row(text("sources"), sourceList(node.sources));
  return list;
}

const sourceList = (sources) => element("ul", { className: "sources" }, ...sources.map((each) => element("li", {}, link(each))));

function neighbours(node) {
  const partners = new Map();
  for (const tie of node.ties) {
    const partner = other(tie, node);
    if (!partners.has(partner)) partners.set(partner, []);
    partners.get(partner).push(tie);
  }
  const box = element("section", { className: "neighbours" }, element("h3", {}, text("connections"), element("span", { className: "number", textContent: number(node.ties.length) })));
  if (!partners.size) box.append(element("p", { className: "none", textContent: text("no_connections") }));
  const order = [...partners].sort((a, b) => b[1].length - a[1].length || shownName(a[0]).localeCompare(shownName(b[0]), locale()));
  const list = element("ul");
  for (const [partner, shared] of order) {
    const name = element("button", { type: "button", onclick: () => walkTo(partner) }, swatch(source.kinds[partner.kind]), element("span", { textContent: shownName(partner), dir: "auto" }));
    list.append(element("li", {}, name, ...shared.map(tieLine)));
  }
  if (partners.size) box.append(list);
  return box;
}

function tieLine(tie) {
  const words = [labelsOf("relations", [tie.relation])[0]];
  if (tie.strength !== null) words.push(`${text("strength")} ${number(tie.strength)}`);
  if (tie.date) words.push(`${text("last_contact")} ${day(tie.date)}`);
  return element("div", { className: "tie" }, element("p", { textContent: words.join(" · ") }), tie.sources.length ? sourceList(tie.sources) : null);
}

function walkTo(node) {
  if (!node.visible) {
    for (const group of groups) state.chosen[group.key].clear();
    applyFilters();
  }
  select(node.index, true);
  byId("close")?.focus({ preventScroll: true });
}
