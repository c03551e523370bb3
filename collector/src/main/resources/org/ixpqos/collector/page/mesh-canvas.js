// The matrix: a row measures, a column is measured. Every state has a shape of its own, so that the
// colours need not be told apart.
import { colour, context } from "./colours.js";
import { ago, LOSS_MARKS, milliseconds, percent, SLOW_MARKS, times } from "./format.js";

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
/** Whatever is neither measured nor a cell of loss: silent, stale, ended, and what newer collectors know. */
const isQuiet = (style) => !/^(loss|slow|good)/.test(style);

/** Where things are, in CSS pixels. */
export function layout(probes, width, room) {
  const n = Math.max(1, probes.length);
  const longest = Math.max(4, ...probes.map((probe) => probe.name.length));
  let left = Math.min(probes.some((probe) => probe.state === "silent") ? 150 : 130, 16 + 7 * longest);
  if (width < 500) left = Math.min(left, 74);
  const wide = Math.min(118, (width - left - 2) / n);
  const high = wide >= 36 && n <= 14 ? Math.min(52, Math.max(40, wide * 0.5)) : Math.min(wide, 44);
  // a large mesh is seen as a whole where that leaves a row readable
  const fitting = n > 14 ? Math.max(Math.min(high, 11), Math.min(high, (room - 130) / n)) : high;
  const flat = wide >= 7.2 * longest + 6;
  const top = flat ? 40 : Math.min(120, 14 + 6.6 * longest);
  return {
    n,
    left,
    top,
    wide,
    high: fitting,
    flat,
    width: left + n * wide + 1,
    height: top + n * fitting + 1,
    gap: wide > 24 ? 3 : wide > 8 ? 1 : 0.5,
  };
}

export function drawMesh(canvas, probes, at, place, nowSeconds) {
  const drawing = context(canvas, place.width, place.height);
  drawing.fillStyle = colour("card");
  drawing.fillRect(0, 0, place.width, place.height);
  drawing.textBaseline = "middle";
  unitLabel(drawing, place);
  rowLabels(drawing, probes, place, nowSeconds);
  columnLabels(drawing, probes, place);
  for (let row = 0; row < probes.length; row++) {
    for (let column = 0; column < probes.length; column++) {
      const x = place.left + column * place.wide;
      const y = place.top + row * place.high;
      if (row === column) drawSelf(drawing, x, y, place);
      else drawCell(drawing, at(row, column), x, y, place);
    }
  }
}

/** In the corner: what the numbers in the cells are of. */
function unitLabel(drawing, place) {
  if (place.wide < 27) return;
  drawing.fillStyle = colour("dim");
  drawing.font = `11px ${FONT}`;
  drawing.textAlign = "left";
  const both = place.wide >= 38 && place.high >= 34;
  const narrow = place.left < 74;
  drawing.fillText(both && !narrow ? "median, ms" : "ms", 0, 12);
  if (both) drawing.fillText(narrow ? "%" : "loss, %", 0, 27);
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
  if (wide >= 9) drawWords(drawing, seen, style, level, x, y, wide, high);
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

function second(seen, style, mark, wide) {
  if (style === "stale" || style === "ended")
    return wide >= 60 && seen.age !== null ? `${style} ${ago(seen.age)}` : style;
  if (isQuiet(style)) return style;
  if (style.startsWith("slow")) return `${mark} ${times(seen.look.median / seen.pair.habit)}`;
  return `${mark} ${percent(seen.look.loss)}`.trim();
}

function rowLabels(drawing, probes, place, nowSeconds) {
  drawing.textAlign = "right";
  const every = Math.ceil(11 / place.high);
  let lastSite = null;
  for (const [row, probe] of probes.entries()) {
    const y = place.top + row * place.high + (place.high - place.gap) / 2;
    const silent = probe.state === "silent";
    drawing.fillStyle = colour(silent ? "warn" : "ink");
    drawing.font = `600 ${Math.min(13, Math.max(9, place.high - 2))}px ${FONT}`;
    const note = silent
      ? probe.heard === null
        ? "silent"
        : `silent ${ago(nowSeconds - probe.heard / 1000)}`
      : probe.state === "never"
        ? "no result yet"
        : probe.site;
    if (place.high >= 34) {
      drawing.fillText(probe.name, place.left - 8, y - 7, place.left - 8);
      drawing.fillStyle = colour(silent ? "warn" : "dim");
      drawing.font = `11px ${FONT}`;
      drawing.fillText(note, place.left - 8, y + 9, place.left - 8);
    } else if (place.high >= 11) {
      drawing.fillText((silent ? "◌ " : "") + probe.name, place.left - 6, y, place.left - 6);
    } else if (probe.site && every > 1) {
      if (probe.site !== lastSite && siteRoom(probes, row) * place.high >= 11)
        drawing.fillText(probe.site, place.left - 6, y + 4, place.left - 6);
    } else if (row % every === 0) {
      drawing.fillText(probe.name, place.left - 6, y, place.left - 6);
    }
    if (silent && place.high < 11) drawing.fillRect(place.left - 4, y - place.high / 2, 3, place.high);
    if (place.high < 34 && lastSite !== null && probe.site !== lastSite) siteLine(drawing, row, place);
    lastSite = probe.site;
  }
}

function siteRoom(probes, row) {
  let end = row;
  while (end < probes.length && probes[end].site === probes[row].site) end++;
  return end - row;
}

function siteLine(drawing, row, place) {
  drawing.fillStyle = colour("line");
  drawing.fillRect(0, place.top + row * place.high - place.gap / 2 - 0.5, place.width, 1);
  drawing.fillRect(place.left + row * place.wide - place.gap / 2 - 0.5, 0, 1, place.height);
}

function columnLabels(drawing, probes, place) {
  const every = Math.ceil(11 / place.wide);
  let lastSite = null;
  for (const [column, probe] of probes.entries()) {
    const x = place.left + column * place.wide + (place.wide - place.gap) / 2;
    drawing.fillStyle = colour("ink");
    drawing.font = `600 ${Math.min(13, Math.max(9, place.wide - 2))}px ${FONT}`;
    if (place.flat) {
      drawing.textAlign = "center";
      drawing.fillText(probe.name, x, 12);
      drawing.fillStyle = colour("dim");
      drawing.font = `11px ${FONT}`;
      drawing.fillText(probe.site, x, 27, place.wide);
      continue;
    }
    const bySite = probe.site && every > 1;
    if (bySite ? probe.site !== lastSite && siteRoom(probes, column) * place.wide >= 11 : column % every === 0) {
      drawing.save();
      drawing.textAlign = "left";
      drawing.translate(bySite ? x + 4 : x, place.top - 6);
      drawing.rotate(-Math.PI / 2);
      drawing.fillText(bySite ? probe.site : probe.name, 0, 0, place.top - 8);
      drawing.restore();
    }
    lastSite = probe.site;
  }
}
