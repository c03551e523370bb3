// The matrix: a row measures, a column is measured. Every state has a shape of its own, so that the
// colours need not be distinguished.
import { colour, context } from "./colours.js";
import { ago, counted, LOSS_MARKS, milliseconds, percent, SLOW_MARKS, times } from "./format.js";
import { columnLabels, FONT, rowLabels, unitLabel } from "./mesh-labels.js";

/** All that is neither measured nor a cell of loss: silent, stale, ended, and what newer collectors know. */
const isQuiet = (style) => !/^(loss|slow|good)/.test(style);

/** Where things are, in CSS pixels. */
export function layout(rows, columns, width, room) {
  const n = Math.max(1, rows.length);
  const m = Math.max(1, columns.length);
  const length = (lines) => Math.max(4, ...lines.map((line) => line.name.length));
  let left = Math.min(rows.some((line) => line.state === "silent") ? 150 : 130, 16 + 7 * length(rows));
  // what stands under a name is longer than most names
  if (rows.some((line) => line.isGroup || line.state === "silent" || line.state === "never")) left = Math.max(left, 92);
  if (width < 500) left = Math.min(left, 74);
  const wide = Math.min(118, (width - left - 2) / m);
  const square = Math.min(52, Math.max(40, wide * 0.5));
  // a large mesh is seen as a whole where that leaves a row readable
  const fits = (high) => (n > 14 ? Math.max(Math.min(high, 11), Math.min(high, (room - 130) / n)) : high);
  const high = wide >= 36 && n <= 14 ? square : fits(Math.min(wide, 44));
  const flat = wide >= 7.2 * length(columns) + 6;
  const top = flat ? 40 : Math.min(120, 14 + 6.6 * length(columns));
  return {
    n,
    m,
    left,
    top,
    wide,
    high,
    flat,
    width: left + m * wide + 1,
    height: top + n * high + 1,
    gap: Math.min(wide, high) > 24 ? 3 : Math.min(wide, high) > 8 ? 1 : 0.5,
  };
}

export function drawMesh(canvas, grid, place, nowSeconds) {
  const drawing = context(canvas, place.width, place.height);
  drawing.fillStyle = colour("card");
  drawing.fillRect(0, 0, place.width, place.height);
  drawing.textBaseline = "middle";
  unitLabel(drawing, grid, place);
  rowLabels(drawing, grid, place, nowSeconds);
  columnLabels(drawing, grid, place);
  for (let row = 0; row < grid.rows.length; row++)
    for (let column = 0; column < grid.columns.length; column++) drawAt(drawing, grid, row, column, place);
}

/** Draws some cells anew over what was there. */
export function drawCells(canvas, grid, cells, place) {
  const drawing = canvas.getContext("2d");
  drawing.textBaseline = "middle";
  for (const { row, column } of cells) {
    const x = place.left + column * place.wide;
    const y = place.top + row * place.high;
    drawing.fillStyle = colour("card");
    drawing.fillRect(x, y, place.wide - place.gap, place.high - place.gap);
    drawAt(drawing, grid, row, column, place);
  }
}

function drawAt(drawing, grid, row, column, place) {
  const x = place.left + column * place.wide;
  const y = place.top + row * place.high;
  if (grid.isSelf(row, column)) drawSelf(drawing, x, y, place);
  else drawCell(drawing, grid.at(row, column), x, y, place);
}

function drawSelf(drawing, x, y, place) {
  drawing.fillStyle = colour("line");
  const size = Math.max(1, Math.min(4, place.high / 5));
  drawing.fillRect(x + place.wide / 2 - size / 2, y + place.high / 2 - size / 2, size, size);
}

function drawCell(drawing, seen, x, y, place) {
  if (!seen) return;
  const wide = place.wide - place.gap;
  const high = place.high - place.gap;
  const { style, level } = seen.look;
  if (isQuiet(style)) {
    drawQuiet(drawing, style, x, y, wide, high);
  } else {
    drawing.fillStyle = colour(
      style.startsWith("slow") && wide < 9 ? "good-cell" : style === "good" ? "good-cell" : style,
    );
    round(drawing, x, y, wide, high);
    // too small for a mark: what is slow fills the lower half, what loses all of it, what loses all has a cross
    if (wide < 9 && style.startsWith("slow")) {
      drawing.fillStyle = colour(style);
      drawing.fillRect(x, y + high / 2, wide, high / 2);
    }
    if (wide < 9 && style === "loss5") {
      drawing.fillStyle = colour("loss5-ink");
      drawing.fillRect(x + wide / 2 - 0.5, y + 1, 1, high - 2);
      drawing.fillRect(x + 1, y + high / 2 - 0.5, wide - 2, 1);
    }
  }
  if (wide >= 9 && seen.all) drawSummed(drawing, seen, style, level, x, y, wide, high);
  else if (wide >= 9) drawWords(drawing, seen, style, level, x, y, wide, high);
  if (seen.before && wide >= 9) {
    drawing.fillStyle = colour("warn");
    const size = Math.min(7, wide / 3);
    drawing.beginPath();
    drawing.moveTo(x + wide - size, y);
    drawing.lineTo(x + wide, y);
    drawing.lineTo(x + wide, y + size);
    drawing.fill();
  }
}

function round(drawing, x, y, wide, high) {
  if (wide < 10) {
    drawing.fillRect(x, y, wide, high);
    return;
  }
  drawing.beginPath();
  drawing.roundRect(x, y, wide, high, Math.min(6, wide / 8));
  drawing.fill();
}

function drawQuiet(drawing, style, x, y, wide, high) {
  drawing.fillStyle = colour("quiet");
  round(drawing, x, y, wide, high);
  if (style === "ended") return;
  drawing.save();
  drawing.beginPath();
  drawing.rect(x, y, wide, high);
  drawing.clip();
  drawing.strokeStyle = colour("quiet-stripe");
  drawing.lineWidth = wide < 9 ? 1 : 2;
  const step = wide < 9 ? 3 : 8;
  drawing.beginPath();
  for (let at = -high; at < wide; at += step) {
    drawing.moveTo(x + at, y + high);
    drawing.lineTo(x + at + high, y);
  }
  drawing.stroke();
  drawing.restore();
}

function drawWords(drawing, seen, style, level, x, y, wide, high) {
  drawing.textAlign = "center";
  drawing.fillStyle = colour(isQuiet(style) ? "quiet-ink" : style === "good" ? "good-ink" : `${style}-ink`);
  const middle = x + wide / 2;
  const mark = style.startsWith("loss") ? LOSS_MARKS[level] : style.startsWith("slow") ? SLOW_MARKS[level] : "";
  if (wide >= 38 && high >= 34) {
    drawing.font = `600 ${wide >= 60 ? 15 : 12.5}px ${FONT}`;
    const unit = wide >= 76 ? " ms" : "";
    drawing.fillText(seen.look.median === null ? "–" : milliseconds(seen.look.median) + unit, middle, y + high * 0.36);
    drawing.font = `${wide >= 60 ? 11.5 : 10.5}px ${FONT}`;
    drawing.fillText(second(seen, style, mark, wide), middle, y + high * 0.74);
  } else if (mark || wide < 27) {
    drawing.font = `600 ${Math.min(12, high * 0.72)}px ${FONT}`;
    drawing.fillText(wide < 20 ? mark.slice(0, 1) : mark, middle, y + high / 2 + 0.5);
  } else if (seen.look.median !== null) {
    drawing.font = `${Math.min(11, wide / 3)}px ${FONT}`;
    drawing.fillText(milliseconds(seen.look.median).slice(0, 4), middle, y + high / 2 + 0.5);
  }
}

/** Of many pairs: the worst of them, and how many stand out. */
function drawSummed(drawing, seen, style, level, x, y, wide, high) {
  const { bad, quiet } = seen.sum;
  const count = seen.all.length;
  const middle = x + wide / 2;
  drawing.textAlign = "center";
  drawing.fillStyle = colour(isQuiet(style) ? "quiet-ink" : style === "good" ? "good-ink" : `${style}-ink`);
  if (wide >= 44 && high >= 34) {
    drawing.font = `600 ${wide >= 70 ? 14 : 12}px ${FONT}`;
    drawing.fillText(worstOf(seen, style, level, wide), middle, y + high * 0.34);
    drawing.font = `${wide >= 70 ? 11.5 : 10}px ${FONT}`;
    const all = wide >= 70 ? ` of ${count}` : `/${count}`;
    const rest = quiet && wide >= 110 ? `, ${quiet} not measured` : "";
    drawing.fillText(bad ? `${bad}${all}${rest}` : wide >= 70 ? counted(count, "pair") : count, middle, y + high * 0.7);
  } else if (bad) {
    drawing.font = `600 ${Math.min(12, high * 0.66, wide * 0.5)}px ${FONT}`;
    drawing.fillText(bad, middle, y + high / 2);
  }
}

/** The worst that is inside, shortly. */
function worstOf(seen, style, level, wide) {
  const { loss, median, pair } = seen.look;
  if (style.startsWith("loss")) return `${wide >= 60 ? `${LOSS_MARKS[level]} ` : ""}${percent(loss)}`;
  if (style.startsWith("slow")) return `${SLOW_MARKS[level]} ${times(median / pair.habit)}`;
  if (isQuiet(style)) return style;
  return milliseconds(median) + (wide >= 76 ? " ms" : "");
}

function second(seen, style, mark, wide) {
  if (style === "stale" || style === "ended")
    return wide >= 60 && seen.age !== null ? `${style} ${ago(seen.age)}` : style;
  if (isQuiet(style)) return style;
  if (style.startsWith("slow")) return `${mark} ${times(seen.look.median / seen.pair.habit)}`;
  return `${mark} ${percent(seen.look.loss)}`.trim();
}
