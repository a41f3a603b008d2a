// Pictures and tables to take along: what is visible now, with title, date and notice.

// A table cannot wear a banner, so the name of the file says what must not be overlooked.
function fileName(ending) {
  const words = [say(source.title), source.fictional ? text("fictional_short") : "", source.access === "public" ? "" : source.access];
  const name = spelled(words.filter(Boolean).join(" ")).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 80);
  return `${name || "traiber"}.${ending}`;
}

function download(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

const dateLine = () => (source.date ? `${text("data_date")}: ${day(source.date)}` : text("data_date_unknown"));

function captions() {
  const access = source.texts[`access_${source.access}`] ? text(`access_${source.access}`) : source.access;
  return { title: say(source.title), notice: source.fictional ? text("fictional") : "", foot: [dateLine(), `${text("access")}: ${access}`, ...activeFilters()].join(" · ") };
}

function activeFilters() {
  return groups.filter((group) => state.chosen[group.key].size).map((group) => {
    const values = [...state.chosen[group.key]].map((value) => (value === NONE ? text("no_data") : say(source[group.key][value].label)));
    return `${text(group.key)}: ${values.join(", ")}`;
  });
}

const usedKinds = () => source.kinds.filter((kind, place) => nodes.some((node) => node.visible && node.kind === place));

// The section on the screen now, as numbers: the frame that picture and graphic share.
function frame() {
  const canvas = byId("canvas");
  const width = canvas.clientWidth || 1000, height = canvas.clientHeight || 650;
  const scale = network.getScale(), centre = network.getViewPosition();
  const top = state.onPaper ? 0 : 62, legendRows = Math.ceil(usedKinds().length / Math.max(1, Math.floor((width - 40) / 190)));
  const place = (node) => [width / 2 + (node.x - centre.x) * scale, height / 2 + (node.y - centre.y) * scale];
  return { width, height, scale, centre, place, top, legendTop: top + height + 12, total: top + height + 20 + 24 * legendRows + 34 };
}

function paintPicture(canvas, ratio) {
  const view = frame(), context = canvas.getContext("2d"), words = captions();
  canvas.width = Math.round(view.width * ratio);
  canvas.height = Math.round(view.total * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = theme().ground;
  context.fillRect(0, 0, view.width, view.total);
  context.save();
  context.beginPath();
  context.rect(0, view.top, view.width, view.height);
  context.clip();
  context.translate(0, view.top);
  context.save();
  context.translate(view.width / 2 - view.centre.x * view.scale, view.height / 2 - view.centre.y * view.scale);
  context.scale(view.scale, view.scale);
  state.bright = brightNodes();
  paintTies(context, view.scale);
  context.restore();
  for (const node of nodes) {
    if (node.visible) paintNode(context, node, ...view.place(node), Math.max(1.5, node.radius * growth(view.scale) * view.scale), isBright(node) ? 1 : 0.16);
  }
  paintLabelBoxes(context, placeLabels(view.place, view.scale, view.width, view.height, mostLabels(view.width, view.height)));
  context.restore();
  paintCaptions(context, view, words);
}

function paintCaptions(context, view, words) {
  const write = (line, x, y, font, colour) => { context.font = `${font} ${FONT}`; context.fillStyle = colour; context.fillText(line, x, y); };
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  if (!state.onPaper) write(words.title, 20, 30, "600 18px", theme().ink);
  if (!state.onPaper && words.notice) write(words.notice, 20, 52, "600 13px", state.theme === "dark" ? "#ffc861" : "#8a5200");
  eachLegendPlace(view, (kind, x, y) => {
    context.beginPath();
    outline(context, source.shapes[kind.shape], x, y, 6);
    context.fillStyle = kind[state.theme];
    context.fill();
    write(say(kind.label), x + 14, y + 4, "500 12px", theme().ink);
  });
  if (!state.onPaper) write(words.foot, 20, view.total - 14, "400 11px", theme().faint);
}

function eachLegendPlace(view, visit) {
  const perRow = Math.max(1, Math.floor((view.width - 40) / 190));
  usedKinds().forEach((kind, place) => visit(kind, 28 + 190 * (place % perRow), view.legendTop + 10 + 24 * Math.floor(place / perRow)));
}

function exportPng() {
  const canvas = document.createElement("canvas");
  paintPicture(canvas, 2);
  canvas.toBlob((blob) => download(blob, fileName("png")), "image/png");
}

// XML 1.0 knows no control characters and no half surrogates, escaped or not.
const xmlText = (words) => words.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

function svgText() {
  const view = frame(), words = captions(), space = "http://www.w3.org/2000/svg";
  const file = document.implementation.createDocument(space, "svg", null);
  const make = (tag, attributes, parent, content) => {
    const made = file.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (content !== undefined) made.textContent = xmlText(content);
    parent.append(made);
    return made;
  };
  const round = (value) => Math.round(value * 100) / 100;
  const root = file.documentElement;
  for (const [name, value] of Object.entries({ width: view.width, height: view.total, viewBox: `0 0 ${view.width} ${view.total}`, "font-family": FONT, role: "img" })) root.setAttribute(name, value);
  make("title", {}, root, words.title);
  make("rect", { width: view.width, height: view.total, fill: theme().ground }, root);
  make("rect", { width: view.width, height: view.height }, make("clipPath", { id: "frame" }, make("defs", {}, root)));
  const drawing = make("g", { "clip-path": "url(#frame)" }, make("g", { transform: `translate(0 ${view.top})` }, root));
  state.bright = brightNodes();
  const index = focus();
  for (const tie of ties.filter((each) => each.visible)) {
    const near = index !== null && touches(tie, index);
    const colour = near ? colourOf(nodes[index]) : `rgb(${theme().line})`;
    make("path", { d: svgPath(tie, view, round), fill: "none", stroke: colour, "stroke-width": near ? 1.6 : 1, "stroke-opacity": near ? 1 : round(state.selected === null ? lineStrength : lineStrength * 0.45) }, drawing);
  }
  for (const node of nodes.filter((each) => each.visible)) {
    const [x, y] = view.place(node);
    const radius = Math.max(1.5, node.radius * growth(view.scale) * view.scale);
    const paint = node.known ? { fill: colourOf(node), stroke: theme().rim } : { fill: theme().ground, stroke: colourOf(node), "stroke-width": 1.5 };
    const mark = svgMark(file, outlineOf(node), x, y, radius, { ...paint, opacity: isBright(node) ? 1 : 0.16 });
    make("title", {}, mark, shownName(node));
    drawing.append(mark);
  }
  for (const box of placeLabels(view.place, view.scale, view.width, view.height, mostLabels(view.width, view.height))) {
    const label = make("text", { "text-anchor": ["end", "middle", "start"][box.align + 1], "font-size": box.strong ? 13 : 12, "font-weight": box.strong ? 600 : 500, fill: theme().ink, stroke: theme().halo, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" }, drawing);
    box.lines.forEach((line, place) => make("tspan", { x: round(box.x), y: round(box.y + 4 + (place - (box.lines.length - 1) / 2) * LINE) }, label, line));
  }
  make("text", { x: 20, y: 30, "font-size": 18, "font-weight": 600, fill: theme().ink }, root, words.title);
  if (words.notice) make("text", { x: 20, y: 52, "font-size": 13, "font-weight": 600, fill: state.theme === "dark" ? "#ffc861" : "#8a5200" }, root, words.notice);
  eachLegendPlace(view, (kind, x, y) => {
    root.append(svgMark(file, source.shapes[kind.shape], x, y, 6, { fill: kind[state.theme] }));
    make("text", { x: x + 14, y: y + 4, "font-size": 12, fill: theme().ink }, root, say(kind.label));
  });
  make("text", { x: 20, y: view.total - 14, "font-size": 11, fill: theme().faint }, root, words.foot);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(file)}\n`;
}

function svgPath(tie, view, round) {
  const at = ([x, y]) => `${round(x)} ${round(y)}`;
  const start = view.place(tie.from);
  if (tie.from === tie.to) {
    const radius = round(tie.from.radius * view.scale);
    return `M${at(start)}a${radius} ${radius} 0 1 1 0.01 0`;
  }
  const [x, y] = control(tie, view.scale);
  return `M${at(start)}${tie.bend ? `Q${at(view.place({ x, y }))} ` : "L"}${at(view.place(tie.to))}`;
}

// A cell that begins like a formula gets an apostrophe, so that a spreadsheet shows it as text.
function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value).replace(".", state.language === "de" ? "," : ".");
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

const csvText = (rows) => `\ufeff${rows.map((row) => row.map(csvCell).join(";")).join("\r\n")}\r\n`;

function csvNodes() {
  const all = columns();
  const names = [...new Set(nodes.flatMap((node) => node.details.filter((_, place) => place % 2 === 0).map((labels) => say(labels))))];
  const detail = (node, name) => node.details.flatMap((labels, place) => (place % 2 === 0 && say(labels) === name ? [say(node.details[place + 1])] : [])).join(" | ");
  const head = ["ID", ...all.map((column) => column.name), ...names, text("homepage"), text("sources")];
  const rows = nodes.filter((node) => node.visible).map((node) => [node.id, ...all.map((column) => column.value(node)), ...names.map((name) => detail(node, name)), node.homepage, node.sources.join(" | ")]);
  return csvText([head, ...rows]);
}

function csvTies() {
  const head = [text("from"), text("to"), text("relation"), text("strength"), text("last_contact"), text("sources")];
  const rows = ties.filter((tie) => tie.visible).map((tie) => [shownName(tie.from), shownName(tie.to), labelsOf("relations", [tie.relation])[0], tie.strength, tie.date, tie.sources.join(" | ")]);
  return csvText([head, ...rows]);
}

const EXPORTS = [
  ["png", exportPng],
  ["svg", () => download(new Blob([svgText()], { type: "image/svg+xml" }), fileName("svg"))],
  ["csv_nodes", () => download(new Blob([csvNodes()], { type: "text/csv;charset=utf-8" }), fileName("csv"))],
  ["csv_ties", () => download(new Blob([csvTies()], { type: "text/csv;charset=utf-8" }), fileName("ties.csv"))],
  ["print", () => window.print()],
];

function preparePrint() {
  state.screenTheme = state.theme;
  state.theme = "light";
  state.onPaper = true;
  const box = byId("print");
  box.querySelector("h1").textContent = say(source.title);
  box.querySelector("p").textContent = [source.fictional ? text("fictional") : "", dateLine(), ...activeFilters()].filter(Boolean).join(" · ");
  paintPicture(box.querySelector("canvas"), 2);
}

function finishPrint() {
  state.theme = state.screenTheme;
  state.onPaper = false;
  redraw();
}
