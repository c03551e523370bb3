// What stands beside and above the matrix.
import { colour } from "./colours.js";
import { ago, counted } from "./format.js";

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

/** In the corner: what the numbers in the cells are of. */
export function unitLabel(drawing, grid, place) {
  if (place.wide < 27 || grid.isGrouped()) return;
  drawing.fillStyle = colour("dim");
  drawing.font = `11px ${FONT}`;
  drawing.textAlign = "left";
  const both = place.wide >= 38 && place.high >= 34;
  const narrow = place.left < 74;
  drawing.fillText(both && !narrow ? "median, ms" : "ms", 0, 12);
  if (both) drawing.fillText(narrow ? "%" : "loss, %", 0, 27);
}

export function rowLabels(drawing, { rows }, place, nowSeconds) {
  drawing.textAlign = "right";
  const every = Math.ceil(11 / place.high);
  let lastSite = null;
  for (const [row, probe] of rows.entries()) {
    const y = place.top + row * place.high + (place.high - place.gap) / 2;
    const silent = probe.state === "silent";
    drawing.fillStyle = colour(silent ? "warn" : "ink");
    drawing.font = `600 ${Math.min(13, Math.max(9, place.high - 2))}px ${FONT}`;
    const note = noteOf(probe, nowSeconds);
    if (place.high >= 34) {
      drawing.fillText(probe.name, place.left - 8, y - 7, place.left - 8);
      drawing.fillStyle = colour(silent || probe.silent ? "warn" : "dim");
      drawing.font = `11px ${FONT}`;
      drawing.fillText(note, place.left - 8, y + 9, place.left - 8);
    } else if (place.high >= 11) {
      drawing.fillText((silent ? "◌ " : "") + probe.name, place.left - 6, y, place.left - 6);
    } else if (probe.site && every > 1) {
      if (probe.site !== lastSite && siteRoom(rows, row) * place.high >= 11)
        drawing.fillText(probe.site, place.left - 6, y + 4, place.left - 6);
    } else if (row % every === 0) {
      drawing.fillText(probe.name, place.left - 6, y, place.left - 6);
    }
    if (silent && place.high < 11) drawing.fillRect(place.left - 4, y - place.high / 2, 3, place.high);
    if (place.high < 34 && lastSite !== null && probe.site !== lastSite) {
      drawing.fillStyle = colour("line");
      drawing.fillRect(0, place.top + row * place.high - place.gap / 2 - 0.5, place.width, 1);
    }
    lastSite = probe.site;
  }
}

function noteOf({ isGroup, probes, silent, state, heard, site }, nowSeconds) {
  if (isGroup) return silent ? `${silent} of ${probes.length} silent` : counted(probes.length, "probe");
  if (state === "silent") return heard === null ? "silent" : `silent ${ago(nowSeconds - heard / 1000)}`;
  return state === "never" ? "no result yet" : site;
}

function siteRoom(rows, row) {
  let end = row;
  while (end < rows.length && rows[end].site === rows[row].site) end++;
  return end - row;
}

export function columnLabels(drawing, { columns }, place) {
  const every = Math.ceil(11 / place.wide);
  let lastSite = null;
  for (const [column, probe] of columns.entries()) {
    const x = place.left + column * place.wide + (place.wide - place.gap) / 2;
    if (!place.flat && lastSite !== null && probe.site !== lastSite) {
      drawing.fillStyle = colour("line");
      drawing.fillRect(place.left + column * place.wide - place.gap / 2 - 0.5, 0, 1, place.height);
    }
    drawing.fillStyle = colour("ink");
    drawing.font = `600 ${Math.min(13, Math.max(9, place.wide - 2))}px ${FONT}`;
    if (place.flat) {
      drawing.textAlign = "center";
      drawing.fillText(probe.name, x, 12);
      drawing.fillStyle = colour("dim");
      drawing.font = `11px ${FONT}`;
      drawing.fillText(probe.isGroup ? counted(probe.probes.length, "probe") : probe.site, x, 27, place.wide);
      continue;
    }
    const bySite = probe.site && every > 1;
    if (bySite ? probe.site !== lastSite && siteRoom(columns, column) * place.wide >= 11 : column % every === 0) {
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
