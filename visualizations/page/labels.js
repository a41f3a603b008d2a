// Names beside dots: the most important first, never one over another.

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';
const LINE = 14.5;
const MOST = 70;
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

// A name in at most two lines of about equal length.
function lines(node, strong) {
  const name = shownName(node), key = `${strong}${name}`;
  if (wrapped.has(key)) return wrapped.get(key);
  measurer.font = labelFont(strong);
  const most = strong ? 220 : 150;
  let result = [name];
  if (measurer.measureText(name).width > 0.75 * most) {
    const breaks = [...name.matchAll(/[ \-–/]/g)].map((match) => match.index + 1);
    const best = breaks.sort((a, b) => Math.abs(a - name.length / 2) - Math.abs(b - name.length / 2))[0];
    if (best && best < name.length) result = [name.slice(0, best).trim(), name.slice(best).trim()];
  }
  result = result.map((line) => shorten(line, most));
  const box = { lines: result, width: Math.max(...result.map((line) => measurer.measureText(line).width)), height: result.length * LINE };
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
    add: (box) => { eachKey(box, (key) => { if (!squares.has(key)) squares.set(key, []); squares.get(key).push(box); }); },
    hits: (box, own) => eachKey(box, (key) => (squares.get(key) ?? []).some((placed) => placed.node !== own && overlaps(placed, box))),
  };
}

function candidates() {
  const bright = state.bright;
  const shown = nodes.filter((node) => node.visible && (!bright || bright.has(node.index)));
  const rank = (node) => (node.index === state.selected ? 4 : node.index === state.hovered ? 3 : 0) + node.weight;
  return shown.sort((a, b) => rank(b) - rank(a) || b.ties.length - a.ties.length || a.index - b.index);
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
  for (const node of order) {
    if (found.length >= most) break;
    const { x, y, radius } = node.spot;
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const strong = node.index === state.selected || node.index === state.hovered;
    const label = lines(node, strong), gap = radius + (strong ? 7 : 3);
    const middles = [
      [x, y + gap + label.height / 2], [x, y - gap - label.height / 2],
      [x + gap + label.width / 2 + 2, y], [x - gap - label.width / 2 - 2, y],
    ];
    const boxes = middles.map(([cx, cy]) => ({
      node, strong, lines: label.lines, x: cx, y: cy,
      left: cx - label.width / 2 - 2, right: cx + label.width / 2 + 2, top: cy - label.height / 2 - 1, bottom: cy + label.height / 2 + 1,
    })).filter((box) => inside(box) && !taken.hits(box, null));
    const box = boxes.find((each) => !dots.hits(each, node)) ?? (strong || node.weight > 0.3 || state.bright ? boxes[0] : undefined);
    if (!box) continue;
    taken.add(box);
    found.push(box);
  }
  return found;
}

function paintLabelBoxes(context, boxes) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  for (const box of boxes) {
    context.font = labelFont(box.strong);
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
  return Math.min(MOST, Math.max(12, Math.round((width * height) / 11000)));
}

function paintLabels(context) {
  const canvas = byId("canvas"), width = canvas.clientWidth, height = canvas.clientHeight;
  const place = (node) => { const spot = network.canvasToDOM({ x: node.x, y: node.y }); return [spot.x, spot.y]; };
  drawnLabels = placeLabels(place, network.getScale(), width, height, mostLabels(width, height));
  const ratio = context.canvas.width / width;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  paintLabelBoxes(context, drawnLabels);
  context.restore();
}
