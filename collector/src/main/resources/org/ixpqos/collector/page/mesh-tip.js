// The words for the cell under the pointer.
import { ago, counted, element, moment, percent } from "./format.js";
import { words } from "./mesh-table.js";

export function tipLines(grid, row, column) {
  const { mesh, ranged } = grid;
  const [from, to] = [grid.rows[row], grid.columns[column]];
  const seen = grid.at(row, column);
  const line = (text) => element("span", {}, text);
  const lines = [
    element("b", {}, `${from.name} → ${to.name}`),
    element("small", {}, `${placeOf(from)} → ${placeOf(to)}`),
    line(grid.isSelf(row, column) ? "a probe does not measure itself" : words(seen)),
  ];
  if (!seen) return lines;
  const { pair, look: shown } = seen;
  if (seen.all) lines.push(...condensedLines(seen, line));
  if (shown.style.startsWith("loss") && pair.since?.loss) lines.push(line(`loss since ${moment(pair.since.loss)}`));
  if (shown.style.startsWith("slow") && pair.since?.latency)
    lines.push(line(`slower than usual since ${moment(pair.since.latency)}`));
  if (pair.sum?.sent)
    lines.push(
      line(
        `${pair.sum.lost} of ${counted(pair.sum.sent, "packet")} lost (${percent(pair.sum.loss)}) ${ranged ? "over the range" : "in 10 minutes"}`,
      ),
    );
  if (pair.hindered) lines.push(line("the probe itself refused, dropped or did not send some packets"));
  if (!ranged && pair.time !== null)
    lines.push(
      element("small", {}, `newest round ${ago((mesh.now() - pair.time) / 1000)} ${mesh.at ? "before" : "ago"}`),
    );
  return lines;
}

function placeOf({ isGroup, probes, site }) {
  return isGroup ? counted(probes.length, "probe") : site;
}

/** Of a cell that stands for several pairs. */
function condensedLines({ pair, all, sum: { bad, quiet } }, line) {
  return [
    line(`the worst of ${counted(all.length, "pair")}: ${pair.source} → ${pair.target}`),
    line(bad ? `${counted(bad, "pair stands", "pairs stand")} out` : "none stands out"),
    quiet ? line(`${counted(quiet, "pair is", "pairs are")} not measured`) : "",
  ].filter(Boolean);
}
