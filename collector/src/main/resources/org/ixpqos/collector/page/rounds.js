// The rounds of a moment, as a table.
import { element, milliseconds, percent, timeElement } from "./format.js";

const MOST = 60;

const COLUMNS = [
  ["time", (round) => timeElement(round.time, true)],
  ["loss", (round) => percent(round.loss)],
  ["sent, packets", (round) => count(round.sent)],
  ["lost, packets", (round) => count(round.lost)],
  ["late, packets", (round) => count(round.late)],
  ["median, ms", (round) => milliseconds(round.median)],
  ["min, ms", (round) => milliseconds(round.min)],
  ["max, ms", (round) => milliseconds(round.max)],
  ["jitter, ms", (round) => milliseconds(round.jitter)],
  ["not sent, packets", (round) => count((round.send_errors ?? 0) + (round.not_sent ?? 0))],
  ["local drops, packets", (round) => count(round.local_drops)],
  ["path MTU, bytes", (round) => (round.path_mtu === undefined ? "" : String(round.path_mtu))],
  ["time stamps", (round) => round.timestamps ?? ""],
  ["reasons", (round) => (round.reasons ?? []).map(reasonText).join("; ")],
];

function count(value) {
  return value === undefined ? "–" : String(value);
}

function reasonText(reason) {
  return `${reason.count} ${reason.state.replace("_", " ")}: ${reason.reason}${reason.from ? ` from ${reason.from}` : ""}`;
}

export function roundsTable(title, rounds, chosen) {
  if (rounds.length === 0) return element("p", { class: "note" }, `${title}: no round in this time.`);
  const shown = rounds.slice(0, MOST);
  const body = shown.map((round) =>
    element(
      "tr",
      { class: round.at === chosen ? "chosen" : null },
      COLUMNS.map(([, value]) => element("td", {}, value(round))),
    ),
  );
  return element(
    "div",
    { class: "wide", tabindex: "0", role: "region", "aria-label": title },
    element(
      "table",
      { class: "list" },
      element(
        "caption",
        { class: "shown" },
        title + (rounds.length > MOST ? `, the first ${MOST} of ${rounds.length} rounds` : ""),
      ),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          COLUMNS.map(([name]) => element("th", { scope: "col" }, name)),
        ),
      ),
      element("tbody", {}, body),
    ),
  );
}
