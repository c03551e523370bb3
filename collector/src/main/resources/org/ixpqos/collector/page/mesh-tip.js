// What is said of a cell that is pointed at.
import { ago, counted, element, moment, percent } from "./format.js";
import { look } from "./mesh-model.js";
import { words } from "./mesh-table.js";

export function tipLines(view, row, column) {
  const { probes, mesh } = view;
  const seen = view.at(row, column);
  const line = (text) => element("span", {}, text);
  const lines = [
    element("b", {}, `${probes[row].name} → ${probes[column].name}`),
    element("small", {}, `${probes[row].site} → ${probes[column].site}`),
    line(row === column && !seen ? "a probe does not measure itself" : words(seen)),
  ];
  if (!seen) return lines;
  const { pair, look: shown } = seen;
  if (seen.all) lines.push(...condensedLines(seen, view.ranged(), line));
  if (shown.style.startsWith("loss") && pair.since?.loss) lines.push(line(`loss since ${moment(pair.since.loss)}`));
  if (shown.style.startsWith("slow") && pair.since?.latency)
    lines.push(line(`slower than usual since ${moment(pair.since.latency)}`));
  if (pair.sum?.sent)
    lines.push(
      line(
        `${pair.sum.lost} of ${counted(pair.sum.sent, "packet")} lost (${percent(pair.sum.loss)}) ${view.ranged() ? "over the range" : "in 10 minutes"}`,
      ),
    );
  if (pair.hindered) lines.push(line("the probe itself refused, dropped or did not send some packets"));
  if (!view.ranged() && pair.time !== null)
    lines.push(
      element("small", {}, `newest round ${ago((mesh.now() - pair.time) / 1000)} ${mesh.at ? "before" : "ago"}`),
    );
  return lines;
}

/** Of a cell that stands for several pairs. */
function condensedLines({ pair, all }, ranged, line) {
  const odd = all.filter((one) => look(one, ranged).level > 0).length;
  return [
    line(`the worst of ${counted(all.length, "pair")}: ${pair.source} → ${pair.target}`),
    line(odd ? `${counted(odd, "pair stands", "pairs stand")} out` : "none stands out"),
  ];
}
