// CSV and PNG of what is shown.
import { colour } from "./colours.js";
import { csv } from "./format.js";

export function saveCsv(rows, name) {
  save(new Blob([csv(rows)], { type: "text/csv;charset=utf-8" }), `${name}.csv`);
}

/** The pictures above each other, under a line that says what they are and when they were. */
export function savePng(canvases, name, title) {
  const ratio = devicePixelRatio || 1;
  const margin = 16 * ratio;
  const head = 44 * ratio;
  const width = Math.max(...canvases.map((one) => one.width)) + 2 * margin;
  const height = head + canvases.reduce((sum, one) => sum + one.height + margin, 0);
  const all = document.createElement("canvas");
  all.width = width;
  all.height = height;
  const drawing = all.getContext("2d");
  drawing.fillStyle = colour("card");
  drawing.fillRect(0, 0, width, height);
  drawing.fillStyle = colour("ink");
  drawing.font = `600 ${15 * ratio}px system-ui, sans-serif`;
  drawing.fillText(title, margin, 28 * ratio, width - 2 * margin);
  let y = head;
  for (const canvas of canvases) {
    drawing.drawImage(canvas, margin, y);
    y += canvas.height + margin;
  }
  all.toBlob((blob) => save(blob, `${name}.png`), "image/png");
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
