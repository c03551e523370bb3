// A small chart of a pair: median, loss and gaps, beside many of its kind. In CSS pixels.
import { colour, context } from "./colours.js";
import { lossClass, milliseconds } from "./format.js";
import { runs, usualStep } from "./smoke-points.js";

const HIGH = 86;
const LOSS = 16;
const TOP = 12;

/**
 * @param one {@code points} and {@code gaps} in seconds, {@code from}, {@code until}
 * @param most milliseconds at the top of the chart
 */
export function drawSmall(canvas, one, width, most) {
  const drawing = context(canvas, width, HIGH);
  const floor = HIGH - LOSS;
  const x = (at) => ((at - one.from) / (one.until - one.from)) * width;
  const y = (value) => floor - (Math.min(value, most) / most) * (floor - TOP);
  drawing.fillStyle = colour("card");
  drawing.fillRect(0, 0, width, HIGH);
  for (const gap of one.gaps) hatch(drawing, Math.max(0, x(gap.from)), Math.min(width, x(gap.until)));
  drawing.fillStyle = colour("line");
  drawing.fillRect(0, floor, width, 1);
  drawing.fillRect(0, HIGH - 1, width, 1);
  drawing.strokeStyle = colour("accent");
  drawing.lineWidth = 1.5;
  for (const run of runs(one.points, one.gaps)) {
    drawing.beginPath();
    for (const point of run) drawing.lineTo(x(point.at), y(point.median));
    if (run.length === 1) drawing.lineTo(x(run[0].at) + 2, y(run[0].median));
    drawing.stroke();
  }
  const wide = Math.max(2, Math.min(6, 0.7 * (x(one.from + usualStep(one.points)) - x(one.from))));
  for (const point of one.points) {
    if (!point.loss) continue;
    const high = Math.max(3, Math.cbrt(point.loss) * (LOSS - 2));
    drawing.fillStyle = colour(`mark${lossClass(point.loss)}`);
    drawing.fillRect(x(point.at) - wide / 2, HIGH - 1 - high, wide, high);
  }
  drawing.fillStyle = colour("dim");
  drawing.font = "10px system-ui, sans-serif";
  drawing.textBaseline = "top";
  drawing.fillText(`${milliseconds(most)} ms`, 2, 0);
}

function hatch(drawing, from, until) {
  const wide = Math.max(1, until - from);
  drawing.fillStyle = colour("quiet");
  drawing.fillRect(from, 0, wide, HIGH);
  drawing.save();
  drawing.beginPath();
  drawing.rect(from, 0, wide, HIGH);
  drawing.clip();
  drawing.strokeStyle = colour("quiet-stripe");
  drawing.beginPath();
  for (let at = from - HIGH; at < until; at += 8) {
    drawing.moveTo(at, HIGH);
    drawing.lineTo(at + HIGH, 0);
  }
  drawing.stroke();
  drawing.restore();
}
