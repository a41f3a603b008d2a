// Outlines, colours and lines: one geometry for the screen, the picture and the vector graphic.

const THEMES = {
  light: { ground: "#f6f7f9", ink: "#1b2430", halo: "#f6f7f9", line: "71,85,105", quiet: 0.1, rim: "#ffffff", faint: "#5b6675" },
  dark: { ground: "#10151c", ink: "#e8edf3", halo: "#10151c", line: "160,176,198", quiet: 0.09, rim: "#10151c", faint: "#9aa7b7" },
};
const PAPER = { ...THEMES.light, ground: "#ffffff", halo: "#ffffff" };
const theme = () => (state.onPaper ? PAPER : THEMES[state.theme]);
const colourOf = (node) => source.kinds[node.kind][state.theme];
const outlineOf = (node) => source.shapes[source.kinds[node.kind].shape];
const lineStrength = Math.min(0.42, Math.max(0.13, 5.5 / Math.sqrt(ties.length + 1)));

// Dots grow slower than the map, so that they stay visible far out and do not cover all close by.
const growth = (scale) => (scale < 0.75 ? Math.sqrt(0.75 / scale) : scale > 1.4 ? Math.sqrt(1.4 / scale) : 1);

function measureSizes() {
  const values = nodes.map((node) => measureValue(node, state.size));
  const known = values.filter((value) => value !== null);
  const low = Math.min(0, ...known), high = Math.max(...known, low + 1e-9);
  nodes.forEach((node, index) => {
    node.known = values[index] !== null;
    node.weight = node.known ? (values[index] - low) / (high - low) : 0;
    node.radius = 6.5 + 13.5 * Math.sqrt(node.weight);
  });
  state.range = { low, high, any: known.length > 0, gaps: known.length < nodes.length };
}

function outline(path, corners, x, y, radius) {
  if (corners.length === 0) path.arc(x, y, radius, 0, 2 * Math.PI);
  else corners.forEach(([dx, dy], place) => path[place ? "lineTo" : "moveTo"](x + dx * radius, y + dy * radius));
  path.closePath();
}

function paintNode(context, node, x, y, radius, alpha) {
  context.globalAlpha = alpha;
  context.beginPath();
  outline(context, outlineOf(node), x, y, radius);
  context.fillStyle = node.known ? colourOf(node) : theme().ground;
  context.lineJoin = "round";
  context.lineWidth = node.known ? Math.max(1, radius * 0.12) : Math.max(1.5, radius * 0.3);
  context.strokeStyle = node.known ? theme().rim : colourOf(node);
  context.fill();
  context.stroke();
  if (node.index === state.selected || node.index === state.hovered) {
    context.beginPath();
    context.arc(x, y, radius * 1.45 + 2, 0, 2 * Math.PI);
    context.lineWidth = node.index === state.selected ? 2.5 : 1.5;
    context.strokeStyle = colourOf(node);
    context.stroke();
  }
  context.globalAlpha = 1;
}

// The control point of a tie: straight alone, bent beside its parallels.
function control(tie, zoom) {
  const dx = tie.to.x - tie.from.x, dy = tie.to.y - tie.from.y, length = Math.hypot(dx, dy) || 1;
  const bow = tie.bend * Math.min(0.22 * length, 9 + 0.1 * length + 6 / zoom);
  return [(tie.from.x + tie.to.x) / 2 - (dy / length) * bow, (tie.from.y + tie.to.y) / 2 + (dx / length) * bow];
}

function traceTie(path, tie, zoom) {
  if (tie.from === tie.to) {
    const radius = tie.from.radius;
    path.moveTo(tie.from.x + radius, tie.from.y - radius);
    path.arc(tie.from.x, tie.from.y - radius, radius, 0, 2 * Math.PI);
    return;
  }
  path.moveTo(tie.from.x, tie.from.y);
  if (tie.bend) path.quadraticCurveTo(...control(tie, zoom), tie.to.x, tie.to.y);
  else path.lineTo(tie.to.x, tie.to.y);
}

const focus = () => state.hovered ?? state.selected;
const touches = (tie, index) => tie.from.index === index || tie.to.index === index;

// Nodes that stay bright: all, or the selected one with its neighbours. Hovering dims nothing.
function brightNodes() {
  const index = state.selected;
  if (index === null) return null;
  const bright = new Set([index]);
  for (const tie of nodes[index].ties) if (tie.visible) bright.add(other(tie, nodes[index]).index);
  return bright;
}

function paintTies(context, zoom) {
  const index = focus();
  const strokes = [[(tie) => index === null || !touches(tie, index), `rgba(${theme().line},${state.selected === null ? lineStrength : lineStrength * 0.45})`, 1]];
  if (index !== null) strokes.push([(tie) => touches(tie, index), colourOf(nodes[index]), 1.6]);
  for (const [belongs, colour, width] of strokes) {
    context.beginPath();
    for (const tie of ties) if (tie.visible && belongs(tie)) traceTie(context, tie, zoom);
    context.lineWidth = width / zoom;
    context.strokeStyle = colour;
    context.stroke();
  }
}

function swatch(kind, className = "swatch") {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "-1.6 -1.6 3.2 3.2");
  picture.setAttribute("class", className);
  picture.setAttribute("aria-hidden", "true");
  picture.append(svgMark(document, source.shapes[kind.shape], 0, 0, 1, { fill: kind[state.theme] }));
  return picture;
}

function svgMark(owner, corners, x, y, radius, attributes) {
  const made = owner.createElementNS("http://www.w3.org/2000/svg", corners.length ? "polygon" : "circle");
  const round = (value) => Math.round(value * 100) / 100;
  const places = corners.length
    ? { points: corners.map(([dx, dy]) => `${round(x + dx * radius)},${round(y + dy * radius)}`).join(" ") }
    : { cx: round(x), cy: round(y), r: round(radius) };
  for (const [name, value] of Object.entries({ ...places, ...attributes })) made.setAttribute(name, value);
  return made;
}
