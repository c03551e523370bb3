// The mesh as a table of values.

import { here } from "./address.js";
import { ask } from "./ask.js";
import { filtered, filterOf } from "./filter.js";
import { counted } from "./format.js";

const KEYS = ["source", "target", "proto", "schedule"];
const UNITS = "loss: share of the packets sent, 0 to 1; median_ms, usual_ms, p95_ms: round-trip time in ms";

/** The shown mesh, or the statistics of a range of all pairs. */
export async function meshSheet(view, what, kinds) {
  const wanted = (pair) => kinds.some((kind) => kind.proto === pair.proto && kind.schedule === pair.schedule);
  return what === "mesh" ? shown(view, kinds, wanted) : statistics(view, what, kinds, wanted);
}

function shown(view, kinds, wanted) {
  const ranged = view.ranged();
  const pairs = view.inside.filter(wanted);
  const rows = pairs.map((pair) => [
    ...KEYS.map((key) => pair[key]),
    ...(ranged ? ofSum(pair.sum ?? {}) : ofRound(pair)),
  ]);
  const head = ranged ? SUM : ["state", "round_started", "loss", "median_ms", "usual_ms"];
  return {
    name: "mesh",
    about: {
      what: ranged ? "Statistics of each pair" : "The newest round of each pair",
      ...view.about(kinds),
      units: UNITS,
      totals: [counted(pairs.length, "pair"), document.title.replace(" · ixpqos", "")],
    },
    rows: [[...KEYS, ...head], ...rows],
  };
}

const SUM = ["loss", "median_ms", "p95_ms", "packets_sent", "packets_lost"];

function ofSum({ loss, median, p95, sent, lost }) {
  return [loss, median, p95, sent, lost];
}

function ofRound(pair) {
  const time = pair.time === null ? null : new Date(pair.time).toISOString();
  return [pair.state, time, pair.loss, pair.median, pair.habit];
}

async function statistics(view, range, kinds, wanted) {
  const answer = await ask("statistics", { range });
  const pairs = answer.pairs.map(([proto, schedule, source, target, loss, median, p95, sent, lost]) => ({
    proto,
    schedule: answer.schedules[schedule],
    source: answer.probes[source],
    target: answer.probes[target],
    sum: { loss, median, p95, sent, lost },
  }));
  const { inside } = filtered(view.mesh.probes.values(), pairs.filter(wanted), filterOf(here()));
  const sum = (key) => inside.reduce((all, pair) => all + pair.sum[key], 0);
  return {
    name: "statistics",
    about: {
      what: "Statistics of each pair",
      ...view.about(kinds),
      at: undefined,
      from: Date.parse(answer.from),
      until: Date.parse(answer.until),
      units: UNITS,
      totals: [`${counted(inside.length, "pair")}, ${sum("lost")} of ${counted(sum("sent"), "packet")} lost`],
    },
    rows: [[...KEYS, ...SUM], ...inside.map((pair) => [...KEYS.map((key) => pair[key]), ...ofSum(pair.sum)])],
  };
}
