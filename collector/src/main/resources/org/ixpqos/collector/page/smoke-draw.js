// What stands on the chart: smoke, median, loss, gaps, marks, distribution. In the canvas's pixels.
import { colour, faint } from "./colours.js";
import { gapWords, lossClass, milliseconds } from "./format.js";
import { distribution, runs, thinned, usualStep } from "./smoke-points.js";

/** CSS pixels below the picture, for loss, and above it, for marks. */
export const LOSS_LANE = 34;
export const MARK_LANE = 18;
export const SIDE = 92;

export function draw(u, direction) {
  const ratio = devicePixelRatio || 1;
  const drawing = u.ctx;
  const box = u.bbox;
  const x = (at) => u.valToPos(at, "x", true);
  const y = (value) => u.valToPos(value, "y", true);
  const on = { drawing, ratio, box, x, y, u };
  drawing.save();
  drawing.lineJoin = "round";
  drawing.font = `${11 * ratio}px system-ui, sans-serif`;
  drawing.save();
  drawing.beginPath();
  drawing.rect(box.left, box.top, box.width, box.height + LOSS_LANE * ratio);
  drawing.clip();
  for (const gap of direction.gaps) drawGap(on, gap);
  drawing.save();
  drawing.beginPath();
  drawing.rect(box.left, box.top, box.width, box.height);
  drawing.clip();
  const all = runs(direction.points, direction.gaps);
  const most = box.width / ratio / 2 / Math.max(1, direction.points.length);
  for (const run of all) drawSmoke(on, thinned(run, Math.max(8, most * run.length)));
  drawing.restore();
  drawLoss(on, direction.points);
  drawing.restore();
  drawLossScale(on);
  drawSpikes(on, direction.points);
  drawMarks(on, direction);
  drawDistribution(on, direction);
  drawing.restore();
}

function drawGap({ drawing, ratio, box, x }, gap) {
  const from = Math.max(box.left, x(gap.from));
  const until = Math.min(box.left + box.width, x(gap.until));
  if (until <= box.left || from >= box.left + box.width) return;
  const wide = Math.max(ratio, until - from);
  const high = box.height + LOSS_LANE * ratio;
  drawing.fillStyle = faint("quiet-stripe", 0.45);
  drawing.fillRect(from, box.top, wide, high);
  drawing.save();
  drawing.beginPath();
  drawing.rect(from, box.top, wide, high);
  drawing.clip();
  drawing.strokeStyle = faint("dim", 0.35);
  drawing.lineWidth = ratio;
  drawing.beginPath();
  for (let at = from - high; at < from + wide; at += 9 * ratio) {
    drawing.moveTo(at, box.top + high);
    drawing.lineTo(at + high, box.top);
  }
  drawing.stroke();
  drawing.restore();
  const words = gapWords(gap.reason);
  if (wide > drawing.measureText(words).width + 12 * ratio) {
    const middle = from + wide / 2;
    const half = drawing.measureText(words).width / 2 + 5 * ratio;
    drawing.fillStyle = colour("card");
    drawing.fillRect(middle - half, box.top + box.height / 2 - 9 * ratio, 2 * half, 18 * ratio);
    drawing.fillStyle = colour("dim");
    drawing.textAlign = "center";
    drawing.textBaseline = "middle";
    drawing.fillText(words, middle, box.top + box.height / 2);
  }
}

function drawSmoke({ drawing, ratio, x, y }, run) {
  const lone = run.length === 1;
  const edge = (point, _i, side) => (lone ? x(point.at) + side * 2 * ratio : x(point.at));
  for (const [low, high, alpha] of [
    [0, 12, 0.08],
    [1, 11, 0.12],
    [2, 10, 0.1],
    [3, 9, 0.1],
    [4, 8, 0.1],
    [5, 7, 0.1],
  ]) {
    drawing.fillStyle = faint("accent", alpha);
    drawing.beginPath();
    run.forEach((point, i) => drawing.lineTo(edge(point, i, -1), y(point.steps[high])));
    if (lone) drawing.lineTo(edge(run[0], 0, 1), y(run[0].steps[high]));
    if (lone) drawing.lineTo(edge(run[0], 0, 1), y(run[0].steps[low]));
    for (let i = run.length - 1; i >= 0; i--) drawing.lineTo(edge(run[i], i, -1), y(run[i].steps[low]));
    drawing.fill();
  }
  drawing.lineWidth = 1.75 * ratio;
  drawing.strokeStyle = colour("accent");
  drawing.beginPath();
  run.forEach((point, i) => drawing.lineTo(edge(point, i, -1), y(point.median)));
  if (lone) drawing.lineTo(edge(run[0], 0, 1), y(run[0].median));
  drawing.stroke();
  // the way to a point that lost packets has the colour of its loss
  run.forEach((point, i) => {
    const level = lossClass(point.loss);
    if (!level) return;
    drawing.strokeStyle = colour(`mark${level}`);
    drawing.lineWidth = 2.5 * ratio;
    drawing.beginPath();
    drawing.moveTo(
      i ? (x(run[i - 1].at) + x(point.at)) / 2 : x(point.at) - 3 * ratio,
      i ? (y(run[i - 1].median) + y(point.median)) / 2 : y(point.median),
    );
    drawing.lineTo(x(point.at), y(point.median));
    const next = run[i + 1];
    drawing.lineTo(
      next ? (x(next.at) + x(point.at)) / 2 : x(point.at) + 3 * ratio,
      next ? (y(next.median) + y(point.median)) / 2 : y(point.median),
    );
    drawing.stroke();
  });
}

/** Loss has a lane of its own below: a bar's height is its share, by its cubic root, so that 1 % is seen. */
function drawLoss({ drawing, ratio, box, x }, points) {
  const floor = box.top + box.height + LOSS_LANE * ratio;
  const most = (LOSS_LANE - 5) * ratio;
  drawing.fillStyle = colour("line");
  drawing.fillRect(box.left, floor - ratio, box.width, ratio);
  const wide = Math.max(3 * ratio, Math.min(12 * ratio, 0.7 * (x(usualStep(points)) - x(0))));
  for (const point of points) {
    if (!point.loss) continue;
    const high = Math.max(5 * ratio, Math.cbrt(point.loss) * most);
    drawing.fillStyle = colour(`mark${lossClass(point.loss)}`);
    drawing.fillRect(x(point.at) - wide / 2, floor - high, wide, high);
  }
}

/** What the heights of the bars of loss are. */
function drawLossScale({ drawing, ratio, box }) {
  const floor = box.top + box.height + LOSS_LANE * ratio;
  const most = (LOSS_LANE - 5) * ratio;
  drawing.font = `${9 * ratio}px system-ui, sans-serif`;
  drawing.fillStyle = colour("dim");
  drawing.textAlign = "right";
  drawing.textBaseline = "middle";
  for (const [share, words] of [
    [1, "loss 100 %"],
    [0.1, "10 %"],
  ]) {
    const y = floor - Math.cbrt(share) * most;
    drawing.fillText(words, box.left - 6 * ratio, y + (share === 1 ? 3 : 0) * ratio);
    drawing.fillRect(box.left - 4 * ratio, y, 4 * ratio, ratio);
  }
  drawing.font = `${11 * ratio}px system-ui, sans-serif`;
}

/** What runs out of the picture. */
function drawSpikes({ drawing, ratio, box, x, u }, points) {
  drawing.fillStyle = colour("accent");
  drawing.textAlign = "center";
  drawing.textBaseline = "alphabetic";
  let free = -Infinity;
  for (const point of points) {
    if (!point.steps || point.steps[11] <= u.scales.y.max) continue;
    const at = x(point.at);
    drawing.beginPath();
    drawing.moveTo(at - 4 * ratio, box.top + 7 * ratio);
    drawing.lineTo(at + 4 * ratio, box.top + 7 * ratio);
    drawing.lineTo(at, box.top + ratio);
    drawing.fill();
    if (at > free) {
      drawing.fillText(milliseconds(point.steps[11]), at, box.top + 19 * ratio);
      free = at + 50 * ratio;
    }
  }
}

/** What the probe itself did not send or dropped, changes of its configuration, steps of its clock. */
function drawMarks({ drawing, ratio, box, x }, direction) {
  const lane = box.top - (MARK_LANE / 2 + 1) * ratio;
  drawing.textBaseline = "middle";
  drawing.textAlign = "left";
  for (const point of direction.points) {
    if (!hindered(point)) continue;
    drawing.fillStyle = colour("own");
    const at = x(point.at);
    drawing.beginPath();
    drawing.moveTo(at, lane - 4 * ratio);
    drawing.lineTo(at + 4 * ratio, lane);
    drawing.lineTo(at, lane + 4 * ratio);
    drawing.lineTo(at - 4 * ratio, lane);
    drawing.fill();
  }
  drawing.setLineDash([3 * ratio, 3 * ratio]);
  drawing.strokeStyle = colour("dim");
  drawing.lineWidth = ratio;
  const inside = direction.notes.map((note) => ({ ...note, x: x(note.at) }));
  const shown = inside.filter((note) => note.x >= box.left && note.x <= box.left + box.width);
  for (const note of shown) {
    drawing.beginPath();
    drawing.moveTo(note.x, lane);
    drawing.lineTo(note.x, box.top + box.height);
    drawing.stroke();
  }
  drawing.setLineDash([]);
  for (const group of flags(shown, ratio, drawing)) drawFlag({ drawing, ratio, box }, group, lane);
}

/** Words of a flag; several that would print over each other are one, which counts them. */
function flagWords(group) {
  const [first] = group;
  return group.length === 1 ? first.words : `${group.length} changes`;
}

function flags(notes, ratio, drawing) {
  const groups = [];
  let end = -Infinity;
  for (const note of notes) {
    if (note.x < end) groups.at(-1).push(note);
    else groups.push([note]);
    const group = groups.at(-1);
    end = group[0].x + drawing.measureText(`⚑ ${flagWords(group)}`).width + 8 * ratio;
  }
  return groups;
}

function drawFlag({ drawing, ratio, box }, group, lane) {
  const words = flagWords(group);
  const wide = drawing.measureText(`⚑ ${words}`).width;
  const at = group[0].x;
  const near = at + wide > box.left + box.width;
  drawing.fillStyle = colour("dim");
  drawing.textAlign = near ? "right" : "left";
  drawing.fillText(near ? `${words} ⚑` : `⚑ ${words}`, at + (near ? 4 : -3) * ratio, lane);
}

export function hindered(point) {
  return (point.send_errors ?? 0) + (point.not_sent ?? 0) + (point.local_drops ?? 0) > 0;
}

function drawDistribution({ drawing, ratio, box, u }, direction) {
  const count = Math.max(10, Math.min(60, Math.floor(box.height / ratio / 4)));
  const bins = distribution(direction.points, [u.scales.y.min, u.scales.y.max], count);
  const most = Math.max(...bins);
  if (!(most > 0)) return;
  const left = box.left + box.width + 10 * ratio;
  const wide = (SIDE - 18) * ratio;
  const high = box.height / count;
  drawing.fillStyle = faint("accent", 0.55);
  bins.forEach((bin, i) => {
    if (bin > 0)
      drawing.fillRect(
        left,
        box.top + box.height - (i + 1) * high,
        Math.max(ratio, (bin / most) * wide),
        Math.max(ratio, high - ratio),
      );
  });
  drawing.fillStyle = colour("dim");
  drawing.textAlign = "left";
  drawing.textBaseline = "top";
  drawing.fillText("replies", left, box.top + box.height + 8 * ratio);
}
