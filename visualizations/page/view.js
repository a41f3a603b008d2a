// The map itself: vis-network keeps the camera and finds what is under the pointer, we draw.

let network = null;
let moved = false; // whether the reader has chosen a section of their own

function startView() {
  const dots = new vis.DataSet(nodes.map((node) => ({ id: node.index, x: node.x, y: node.y, shape: "custom", ctxRenderer: draw })));
  network = new vis.Network(byId("canvas"), { nodes: dots, edges: [] }, source.options);
  network.on("beforeDrawing", (context) => {
    state.bright = brightNodes();
    paintTies(context, network.getScale());
  });
  network.on("afterDrawing", paintLabels);
  network.on("click", (event) => select(event.nodes.length ? event.nodes[0] : null));
  network.on("doubleClick", (event) => { if (!event.nodes.length) fit(); });
  network.on("hoverNode", (event) => hover(event.node));
  network.on("blurNode", () => hover(null));
  network.on("dragStart", () => { moved = true; state.dragging = true; });
  network.on("dragEnd", () => { state.dragging = false; redraw(); });
  network.on("zoom", () => { moved = true; showSizes(); });
  network.on("resize", () => { if (!moved) requestAnimationFrame(() => fit(false)); });
  state.dots = dots;
}

function draw({ ctx, id, x, y }) {
  const node = nodes[id];
  const radius = node.radius * growth(network ? network.getScale() : 1);
  const alpha = isBright(node) ? 1 : 0.16;
  return { drawNode: () => paintNode(ctx, node, x, y, radius, alpha), nodeDimensions: { width: 2 * radius, height: 2 * radius } };
}

const redraw = () => network && network.redraw();

const isBright = (node) => !state.bright || state.bright.has(node.index) || node.index === state.hovered;

function hover(index) {
  state.hovered = index;
  byId("canvas").classList.toggle("pointing", index !== null);
  redraw();
}

function room() {
  const canvas = byId("canvas"), panel = byId("panel");
  const covered = panel.hidden ? 0 : panel.offsetWidth + 16;
  return { width: canvas.clientWidth - covered, height: canvas.clientHeight, covered };
}

// All visible nodes with a margin for labels; never closer than the natural size.
function fit(animated = true) {
  const shown = nodes.filter((node) => node.visible);
  if (!shown.length || !network) return;
  const xs = shown.map((node) => node.x), ys = shown.map((node) => node.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const { width, height, covered } = room();
  if (width < 50 || height < 50) return; // the table is shown; the map is fitted when it appears
  const scale = Math.min(Math.max(width - 120, 40) / (right - left + 1), Math.max(height - 110, 40) / (bottom - top + 1), 1.3);
  moved = false;
  moveTo((left + right) / 2 + covered / 2 / scale, (top + bottom) / 2 - 6 / scale, scale, animated);
}

function moveTo(x, y, scale, animated = true) {
  const animation = animated && !still ? { duration: 350, easingFunction: "easeInOutQuad" } : false;
  network.moveTo({ position: { x, y }, scale, animation });
  setTimeout(showSizes, animation ? 370 : 0);
}

function zoomBy(factor) {
  moved = true;
  const { x, y } = network.getViewPosition();
  moveTo(x, y, Math.min(6, Math.max(0.03, network.getScale() * factor)), true);
}

function pan(dx, dy) {
  moved = true;
  const { x, y } = network.getViewPosition(), scale = network.getScale();
  moveTo(x + dx / scale, y + dy / scale, scale, false);
}

// The node with its neighbours in view, and the node itself never out of the middle half.
function flyTo(node) {
  const near = [node, ...node.ties.filter((tie) => tie.visible).map((tie) => other(tie, node))];
  const reach = (axis) => Math.max(...near.map((each) => Math.abs(each[axis] - node[axis])), 1);
  const { width, height, covered } = room();
  if (width < 50 || height < 50) return;
  const scale = Math.min(1.5, Math.max(network.getScale(), 0.6, Math.min((width - 160) / 2 / reach("x"), (height - 120) / 2 / reach("y"))));
  moved = true;
  moveTo(node.x + covered / 2 / scale, node.y, scale);
}

function select(index, fly = false) {
  state.selected = index;
  showPanel();
  if (index !== null && fly && state.view === "map") flyTo(nodes[index]);
  redraw();
  markTableRow();
  keepState();
}

// The size legend, drawn at the size that the dots have on the screen now.
function showSizes() {
  const box = byId("sizes");
  const { low, high, any, gaps } = state.range;
  const scale = network ? network.getScale() : 1;
  const marks = any && high - low > 1e-6 ? [0.05, 0.35, 1] : any ? [1] : [];
  const whole = nodes.every((node) => !node.known || Number.isInteger(measureValue(node, state.size)));
  const steps = [...new Map(marks.map((share) => {
    const raw = low + share * (high - low);
    const value = whole ? Math.max(Math.round(raw), low) : Number(raw.toPrecision(2));
    return [value, 6.5 + 13.5 * Math.sqrt((value - low) / (high - low))];
  }))];
  const round = (value, radius, hollow) => {
    const pixels = Math.max(1.5, radius * growth(scale) * scale);
    const extent = Math.ceil(pixels) + 2;
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("width", 2 * extent);
    picture.setAttribute("height", 2 * extent);
    picture.setAttribute("aria-hidden", "true");
    picture.append(svgMark(document, [], extent, extent, pixels, { class: hollow ? "hollow" : "solid" }));
    return element("li", {}, picture, value);
  };
  box.replaceChildren(
    element("span", { className: "label", textContent: measureLabel(state.size) }),
    element("ul", {}, ...steps.map(([value, radius]) => round(number(value), radius, false)), gaps ? round(text("no_data"), 6.5, true) : null),
  );
}
