// The same as the canvas shows, for screen readers: a table of all pairs, or of all probes where
// there are too many pairs.
import { ago, counted, element, milliseconds, percent } from "./format.js";

const MAX_PROBES = 30;

const WORDS = {
  silent: "the probe sends no results",
  stale: "no new round",
  ended: "not measured any more (the probe's configuration changed)",
  unknown: "nothing measured",
};

/** What a cell says, in words. */
export function words(seen) {
  if (!seen) return "not measured";
  const { style, loss, median } = seen.look;
  if (WORDS[style]) return seen.age === null || seen.age > 1e9 ? WORDS[style] : `${WORDS[style]} for ${ago(seen.age)}`;
  const parts = [`loss ${percent(loss)}`, median === null ? "no reply" : `median ${milliseconds(median)} ms`];
  if (seen.pair.habit && median !== null) parts.push(`usually ${milliseconds(seen.pair.habit)} ms`);
  if (style.startsWith("slow")) parts.unshift("slower than usual");
  return parts.join(", ");
}

export function meshTable(grid) {
  return grid.rows.length <= MAX_PROBES ? pairTable(grid) : probeTable(grid);
}

/** What a cell of the table says: of several pairs also how many stand out. */
function cellWords(grid, row, column) {
  if (grid.isSelf(row, column)) return "";
  const seen = grid.at(row, column);
  if (!seen?.all) return words(seen);
  const { bad } = seen.sum;
  return `${bad || "none"} of ${counted(seen.all.length, "pair")} ${bad > 1 ? "stand" : "stands"} out; the worst: ${words(seen)}`;
}

function pairTable(grid) {
  const { rows, columns } = grid;
  const head = element(
    "tr",
    {},
    element("td", {}, "from, to"),
    columns.map((line) => element("th", { scope: "col" }, line.name)),
  );
  const body = rows.map((line, row) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, line.state === "reporting" ? line.name : `${line.name}, ${line.state}`),
      columns.map((_, column) => element("td", {}, cellWords(grid, row, column))),
    ),
  );
  return element(
    "table",
    {},
    element("caption", {}, "Mesh: each row is a source, each column a target"),
    element("thead", {}, head),
    element("tbody", {}, body),
  );
}

function probeTable(grid) {
  const { rows, columns } = grid;
  const body = rows.map((line, row) => {
    const column = columns.findIndex((one) => one.name === line.name);
    const toward = columns.map((other, i) => ({ other, seen: grid.at(row, i) }));
    const from = column < 0 ? [] : rows.map((other, i) => ({ other, seen: grid.at(i, column) }));
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, line.name),
      element("td", {}, line.state),
      element("td", {}, summed(toward)),
      element("td", {}, summed(from)),
    );
  });
  return element(
    "table",
    {},
    element("caption", {}, `${sizeOf(grid)}: what stands out for each probe. The key / finds a pair.`),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ["probe", "state", "toward others", "from others"].map((name) => element("th", { scope: "col" }, name)),
      ),
    ),
    element("tbody", {}, body),
  );
}

function summed(cells) {
  let [count, lossy, slow, worst] = [0, 0, 0, null];
  for (const { other, seen } of cells) {
    if (!seen) continue;
    count++;
    const { style, loss } = seen.look;
    if (style.startsWith("slow")) slow++;
    if (!style.startsWith("loss")) continue;
    lossy++;
    if (!worst || loss > worst.loss) worst = { loss, name: other.name };
  }
  const parts = [counted(count, "pair")];
  if (lossy) parts.push(`${lossy} with loss, at most ${percent(worst.loss)} (${worst.name})`);
  if (slow) parts.push(`${slow} slower than usual`);
  return parts.join(", ");
}

/** How large a matrix is, in words. */
export function sizeOf({ rows, columns, by }) {
  const of = (lines) => counted(lines.length, lines[0]?.isGroup ? by : "probe");
  const [from, to] = [of(rows), of(columns)];
  return from === to ? `Mesh of ${from}` : `Mesh of ${from} to ${to}`;
}
