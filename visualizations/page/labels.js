// Names beside dots: the most important first, never one over another.

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';
const LINE = 14.5;
const MOST = 70;
const SURE = 16; // so many of the most important stand even where they cover a dot
const measurer = document.createElement("canvas").getContext("2d");
const wrapped = new Map();
let drawnLabels = [];

const labelFont = (strong) => `${strong ? 600 : 500} ${strong ? 13 : 12}px ${FONT}`;

function shorten(words, width) {
  if (measurer.measureText(words).width <= width) return words;
  let end = words.length;
  while (end > 1 && measurer.measureText(`${words.slice(0, end)}…`).width > width) end -= 1;
  return `${words.slice(0, end).trimEnd()}…`;
}

// A name in at most two lines, broken where the longer of the two is shortest.
function lines(node, strong) {
  const name = shownName(node), key = `${strong}${name}`;
  if (wrapped.has(key)) return wrapped.get(key);
  measurer.font = labelFont(strong);
  const most = strong ? 280 : 185;
  const short = name.slice(0, 160); // breaking the rest would not be seen
  const halves = [...short.matchAll(/[ \-–/]/g)].map(({ index }) => [short.slice(0, index + 1).trim(), short.slice(index + 1).trim()]);
  const widest = (parts) => Math.max(...parts.map((part) => measurer.measureText(part).width));
  let result = [short];
  if (widest(result) > 112) for (const parts of halves) if (parts[0] && parts[1] && widest(parts) < widest(result)) result = parts;
  result = result.map((line) => shorten(line, most));
  const box = { lines: result, width: widest(result), height: result.length * LINE };
  wrapped.set(key, box);
  return box;
}

const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

// Boxes sorted into squares, so that a collision test looks only at the surroundings.
function makeGrid(side = 80) {
  const squares = new Map();
  const eachKey = (box, visit) => {
    for (let x = Math.floor(box.left / side); x <= Math.floor(box.right / side); x += 1) {
      for (let y = Math.floor(box.top / side); y <= Math.floor(box.bottom / side); y += 1) if (visit(`${x} ${y}`)) return true;
    }
    return false;
  };
  return {
    add: (box) => { eachKey(box, (key) => { if (!squares.has(key)) squares.set(key, []); squares.get(key).push(box); return false; }); },
    hits: (box, own) => {
      const found = new Set();
      eachKey(box, (key) => { for (const placed of squares.get(key) ?? []) if (placed.node !== own && overlaps(placed, box)) found.add(placed); return false; });
      return found;
    },
  };
}

function candidates() {
  const shown = nodes.filter((node) => node.visible && isBright(node));
  const rank = (node) => (node.index === state.hovered ? 4 : node.index === state.selected ? 3 : 0) + node.weight;
  return shown.sort((a, b) => rank(b) - rank(a) || b.ties.length - a.ties.length || a.index - b.index);
}

// Eight places around a dot, best first: middle of the label and how its lines align (1 = left).
function places(x, y, gap, { width, height }) {
  const aside = gap + width / 2 + 2, above = gap + height / 2, slant = 0.7 * gap;
  return [
    [x, y + above, 0], [x, y - above, 0], [x + aside, y, 1], [x - aside, y, -1],
    [x + slant + width / 2, y + slant + height / 2, 1], [x + slant + width / 2, y - slant - height / 2, 1],
    [x - slant - width / 2, y + slant + height / 2, -1], [x - slant - width / 2, y - slant - height / 2, -1],
  ];
}

// Where each label stands on a picture of this size; `place` turns map units into pixels.
function placeLabels(place, scale, width, height, most) {
  const dots = makeGrid(), taken = makeGrid(), found = [];
  const inside = (box) => box.left > 2 && box.right < width - 2 && box.top > 2 && box.bottom < height - 2;
  const order = candidates();
  for (const node of order) {
    const [x, y] = place(node), radius = Math.max(1.5, node.radius * growth(scale) * scale);
    node.spot = { x, y, radius };
    dots.add({ node, left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
  }
  for (const [rank, node] of order.entries()) {
    if (found.length >= most) break;
    const { x, y, radius } = node.spot;
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const strong = node.index === state.selected || node.index === state.hovered;
    const label = lines(node, strong), gap = radius + (strong ? 7 : 3);
    const boxes = places(x, y, gap, label)
      .map(([cx, cy, align]) => ({
        node, strong, align, lines: label.lines, x: cx - (align * label.width) / 2, y: cy,
        left: cx - label.width / 2 - 2, right: cx + label.width / 2 + 2, top: cy - label.height / 2 - 1, bottom: cy + label.height / 2 + 1,
      }))
      .filter((box) => inside(box) && !taken.hits(box, null).size)
      .map((box) => [[...dots.hits(box, node)].reduce((sum, dot) => sum + 1 + 6 * dot.node.weight, 0), box])
      .sort((a, b) => a[0] - b[0]);
    const [cost, box] = boxes[0] ?? [];
    if (cost > 0 && !strong && !state.bright && rank >= SURE) continue;
    if (!box) continue;
    taken.add(box);
    found.push(box);
  }
  return found;
}

function paintLabelBoxes(context, boxes) {
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  for (const box of boxes) {
    context.font = labelFont(box.strong);
    context.textAlign = ["right", "center", "left"][box.align + 1];
    context.strokeStyle = theme().halo;
    context.fillStyle = theme().ink;
    box.lines.forEach((line, place) => {
      const y = box.y + (place - (box.lines.length - 1) / 2) * LINE;
      context.strokeText(line, box.x, y);
      context.fillText(line, box.x, y);
    });
  }
}

function mostLabels(width, height) {
  return Math.min(MOST, Math.max(12, Math.round((width * height) / 16000)));
}

// While the map is dragged, labels keep their places beside their dots; new ones come at the end.
function follow(box, x, y) {
  const dx = x - box.node.spot.x, dy = y - box.node.spot.y;
  const moved = { ...box, x: box.x + dx, y: box.y + dy, left: box.left + dx, right: box.right + dx, top: box.top + dy, bottom: box.bottom + dy };
  box.node.spot = { ...box.node.spot, x, y };
  return moved;
}

function paintLabels(context) {
  const { width, height } = room();
  const place = (node) => { const spot = network.canvasToDOM({ x: node.x, y: node.y }); return [spot.x, spot.y]; };
  if (state.dragging && drawnLabels.length) drawnLabels = drawnLabels.map((box) => follow(box, ...place(box.node)));
  else drawnLabels = placeLabels(place, network.getScale(), width, height, mostLabels(width, height));
  const ratio = context.canvas.width / byId("canvas").clientWidth;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintLabelBoxes(context, drawnLabels);
  context.restore();
}
