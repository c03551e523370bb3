// CSV and PNG of what is shown.
import { colour } from "./colours.js";
import { evidenceCsv, facts, fileName } from "./evidence.js";

const FONT = "system-ui, sans-serif";

/** @param sheet {@code name}, {@code about} and {@code rows} */
export function saveCsv({ name, about, rows }) {
  save(new Blob([evidenceCsv(rows, about)], { type: "text/csv;charset=utf-8" }), `${fileName(name, about)}.csv`);
}

/**
 * Pictures above each other: under a title and the facts, each under what it shows, above the legend.
 *
 * @param picture {@code name}, {@code about}, {@code pictures} as {@code {canvas, title}}, and
 *     {@code legend} as {@code {style, mark, words}}
 */
export function savePng({ name, about, pictures, legend }) {
  const ratio = devicePixelRatio || 1;
  const margin = 16;
  const width = Math.max(620, ...pictures.map(({ canvas }) => canvas.width / ratio)) + 2 * margin;
  const all = document.createElement("canvas");
  const drawing = all.getContext("2d");
  const set = (weight, size, ink) => {
    drawing.font = `${weight} ${size}px ${FONT}`;
    drawing.fillStyle = colour(ink);
  };
  // measured first, then drawn: both go the same path
  const paint = (draws) => {
    let y = margin + 16;
    const line = (text, size, weight, ink) => {
      set(weight, size, ink);
      for (const part of wrapped(drawing, text, width - 2 * margin)) {
        if (draws) drawing.fillText(part, margin, y);
        y += size * 1.4;
      }
    };
    const [[, what], ...rest] = facts(about);
    line(what, 16, 600, "ink");
    for (const [fact, text] of rest) line(`${fact}: ${text}`, 12, 400, "dim");
    for (const { canvas, title } of pictures) {
      y += 8;
      if (title) line(title, 13, 600, "ink");
      const [wide, high] = [canvas.width / ratio, canvas.height / ratio];
      if (draws) drawing.drawImage(canvas, margin, y - 8, wide, high);
      y += high + 8;
    }
    y = legendAt(drawing, legend ?? [], y, width, margin, draws, set);
    return y + margin;
  };
  const height = paint(false);
  all.width = Math.round(width * ratio);
  all.height = Math.round(height * ratio);
  drawing.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawing.fillStyle = colour("card");
  drawing.fillRect(0, 0, width, height);
  paint(true);
  all.toBlob((blob) => save(blob, `${fileName(name, about)}.png`), "image/png");
}

/** Entries beside each other, as many as fit in a line. */
function legendAt(drawing, legend, top, width, margin, draws, set) {
  let [x, y] = [margin, top + 10];
  for (const { style, mark, words } of legend) {
    set(400, 12, "dim");
    const wide = (style ? 34 : 0) + Math.min(drawing.measureText(words).width, width - 2 * margin) + 18;
    if (x > margin && x + wide > width - margin) [x, y] = [margin, y + 22];
    if (draws) {
      if (style) swatch(drawing, style, mark, x, y, set);
      set(400, 12, "dim");
      drawing.fillText(words, x + (style ? 34 : 0), y, width - 2 * margin);
    }
    x += wide;
  }
  return legend.length ? y + 12 : top;
}

function swatch(drawing, style, mark, x, y, set) {
  const quiet = style === "hatched";
  drawing.fillStyle = colour(quiet ? "quiet" : style);
  drawing.fillRect(x, y - 12, 28, 16);
  if (quiet) {
    drawing.strokeStyle = colour("quiet-stripe");
    drawing.beginPath();
    for (let at = 4; at < 28; at += 8) {
      drawing.moveTo(x + at - 4, y + 4);
      drawing.lineTo(x + at + 4, y - 12);
    }
    drawing.stroke();
  }
  set(600, 10, quiet ? "quiet-ink" : `${style.replace("good-cell", "good")}-ink`);
  drawing.textAlign = "center";
  drawing.fillText(mark, x + 14, y);
  drawing.textAlign = "left";
}

function wrapped(drawing, text, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && drawing.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
