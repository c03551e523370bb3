// Beside the matrix: the worst pairs, and what changed in the last hour.
import { link, pairLink } from "./address.js";
import {
  counted,
  element,
  gapWords,
  milliseconds,
  moment,
  percent,
  scheduleName,
  timeElement,
  times,
} from "./format.js";
import { kindOf, seenOf, worseFirst } from "./mesh-model.js";

const MOST = 10;

/** The worst of many: they are not sorted for ten. */
export function worstOf(all, most, compare = worseFirst) {
  const found = [];
  for (const one of all) {
    if (found.length === most && compare(found.at(-1), one) <= 0) continue;
    const place = found.findIndex((other) => compare(one, other) < 0);
    found.splice(place < 0 ? found.length : place, 0, one);
    if (found.length > most) found.pop();
  }
  return found;
}

export function worstTable(pairs, ranged, when) {
  const measured = pairs.map((pair) => seenOf(pair, ranged)).filter((seen) => seen.loss !== null);
  if (measured.length === 0) return null;
  const several = pairs.some((pair) => kindOf(pair) !== kindOf(pairs[0]));
  const worst = worstOf(measured, MOST);
  const time =
    when.from && when.kind === "range"
      ? { from: new Date(when.from).toISOString(), until: new Date(when.until).toISOString() }
      : {};
  return element(
    "section",
    { class: "card wide", "aria-label": "The worst pairs", tabindex: "0" },
    element(
      "table",
      { class: "list" },
      element(
        "caption",
        { class: "shown" },
        measured.length > MOST ? `The ${MOST} worst of ${measured.length} pairs` : "Pairs, the worst first",
      ),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ["pair", "loss", "median, ms", "of the usual"].map((name) => element("th", { scope: "col" }, name)),
        ),
      ),
      element(
        "tbody",
        {},
        worst.map(({ pair, loss, median, style }) => {
          const kind = several ? ` IPv${pair.proto} · ${scheduleName(pair.schedule)}` : "";
          return element(
            "tr",
            {},
            element(
              "td",
              {},
              element("i", { class: `swatch thin ${style === "good" ? "good-cell" : style}`, "aria-hidden": "true" }),
              element("a", { href: pairLink(pair, time) }, `${pair.source} → ${pair.target}`),
              kind && element("small", { class: "dim" }, kind),
            ),
            element("td", {}, percent(loss)),
            element("td", {}, median === null ? "no reply" : milliseconds(median)),
            element("td", {}, pair.habit && median !== null ? times(median / pair.habit) : "–"),
          );
        }),
      ),
    ),
  );
}

/** Sites or groups with what is worst between them, and how much of it there is. */
export function worstCells(grid) {
  const found = grid.worstCells();
  const row = ({ row, column, cell }) => {
    const { source, target } = cell.pair;
    const { style, loss, median } = cell.look;
    const much = style.startsWith("loss") ? percent(loss) : times(median / cell.pair.habit);
    return element(
      "tr",
      {},
      element(
        "td",
        {},
        element("i", { class: `swatch thin ${style}`, "aria-hidden": "true" }),
        element(
          "a",
          { href: link(grid.zoomOf({ row, column })) },
          `${grid.rows[row].name} → ${grid.columns[column].name}`,
        ),
      ),
      element("td", {}, `${cell.sum.bad} of ${cell.all.length}`),
      element("td", {}, element("a", { href: pairLink(cell.pair) }, `${source} → ${target}`), ` ${much}`),
    );
  };
  const some = found.length > MOST ? ` (${MOST} of ${found.length})` : "";
  const title = `From ${grid.by} to ${grid.by}, the worst first${some}`;
  return (
    found.length > 0 &&
    element(
      "section",
      { class: "card wide", "aria-label": "The worst sites or groups", tabindex: "0" },
      element(
        "table",
        { class: "list" },
        element("caption", { class: "shown" }, title),
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            ["from → to", "pairs that stand out", "the worst"].map((name) => element("th", { scope: "col" }, name)),
          ),
        ),
        element("tbody", {}, found.slice(0, MOST).map(row)),
      ),
    )
  );
}

/** What began or ended in the hour before now, or before a moment; the newest first. */
export function changesTable(events, at) {
  const until = at ?? Date.now();
  const since = until - 3600000;
  const changes = [];
  for (const event of events) {
    const [from, end] = [Date.parse(event.from), Date.parse(event.until)];
    if (!event.open && end >= since && end <= until) changes.push({ time: end, event, ended: true });
    if (from >= since && from <= until) changes.push({ time: from, event, ended: false });
  }
  changes.sort((a, b) => b.time - a.time);
  const title = at ? `What changed in the hour before ${moment(at)}` : "What changed in the last hour";
  const shown = changes.slice(0, MOST);
  return element(
    "section",
    { class: "card", "aria-label": "What changed" },
    element("h2", { class: "small" }, title),
    shown.length
      ? element(
          "ul",
          { class: "plain" },
          shown.map(({ time, event, ended }) => element("li", {}, timeElement(time), " ", changed(event, ended))),
          changes.length > MOST &&
            element("li", { class: "dim" }, `and ${counted(changes.length - MOST, "more change")}: see Incidents`),
        )
      : element("p", { class: "note" }, "Nothing began and nothing ended."),
  );
}

function changed(event, ended) {
  if (event.kind === "gap") return `${event.source}: ${gapWords(event.reason)}${ended ? ", over" : ""}`;
  if (event.kind === "silence") return `${event.source} ${ended ? "reports again" : "became silent"}`;
  const pair = `${event.source} → ${event.target}`;
  const what =
    event.kind === "loss"
      ? `loss, up to ${percent(event.worst)}`
      : `slower than usual, up to ${milliseconds(event.worst)} ms`;
  const link = element("a", { href: pairLink(event) }, pair);
  return element("span", {}, link, ended ? `: ${what}, over` : `: ${what}`);
}
