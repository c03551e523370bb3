// The words for a pair over a time, on the page and in saved files.
import { kindWords } from "./evidence.js";
import { counted, milliseconds, moment, percent } from "./format.js";
import { hindered } from "./smoke-draw.js";
import { total } from "./smoke-points.js";

/** What a direction adds up to. */
export function summed(one) {
  if (one.points.length === 0) return "";
  const sum = total(one.points);
  const parts = [
    sum.median === null
      ? "no reply"
      : `median ${milliseconds(sum.median)} ms, 95 % below ${milliseconds(sum.upper)} ms`,
  ];
  if (sum.sent) parts.push(`${sum.lost} of ${counted(sum.sent, "packet")} lost (${percent(sum.loss)})`);
  if (sum.errors + sum.notSent) parts.push(`${counted(sum.errors + sum.notSent, "packet")} not sent`);
  if (sum.drops) parts.push(`${counted(sum.drops, "packet")} dropped by the probe`);
  return parts.join(" · ");
}

/** What a point says. */
export function pointWords(point, one) {
  const time = `${moment(point.at * 1000, one.resolution === "round")}${point.rounds === undefined ? "" : `, ${counted(point.rounds, "round")}`}`;
  const parts = [
    time,
    point.steps
      ? `median ${milliseconds(point.median)} ms (${milliseconds(point.min)} to ${milliseconds(point.max)} ms)`
      : "no reply",
  ];
  parts.push(
    point.sent === undefined
      ? `loss ${percent(point.loss)}`
      : `${(point.lost ?? 0) + (point.late ?? 0)} of ${counted(point.sent, "packet")} lost (${percent(point.loss)})`,
  );
  if (hindered(point))
    parts.push(
      `◆ ${counted((point.send_errors ?? 0) + (point.not_sent ?? 0), "packet")} not sent, ${point.local_drops ?? 0} dropped by the probe`,
    );
  return parts.join(" · ");
}

const POINTS = { round: "a round", "1h": "statistics of an hour", "1d": "statistics of a day" };

/** What a chart's points are. */
export function resolutionWords(resolution) {
  return POINTS[resolution] ?? `statistics of ${resolution}`;
}

export const LEGEND = [
  "Line: median. Smoke: quantiles of the round-trip times, darkest in the middle.",
  "Bars below, and colours of the line: loss; a bar's height is the cube root of the loss.",
  "◆ packets not sent, refused or dropped by the probe itself (not loss). ⚑ changes of the probe. Hatched: not measured.",
];

/** What is saved of both directions. */
export function aboutPair(directions, wanted) {
  const [one] = directions;
  return {
    what: `${wanted.source} ⇄ ${wanted.target}: both directions, each as its source measured it`,
    from: one.from * 1000,
    until: one.until * 1000,
    kinds: [{ proto: wanted.proto, schedule: wanted.schedule }],
    resolution: resolutionWords(directions.find((each) => each.resolution)?.resolution),
    units: "round-trip times in ms, loss as a share of the packets sent",
    totals: directions.map((each) => `${each.source} → ${each.target}: ${summed(each) || "not measured"}`),
  };
}

/** Above a chart that is saved. */
export function chartTitle(one) {
  const kind = kindWords(one);
  return `${one.source} → ${one.target} · round-trip time, ms · ${kind}`;
}

const COLUMNS = [
  ["time", "time_utc"],
  ["rounds", "rounds"],
  ["loss", "loss"],
  ["sent", "packets_sent"],
  ["received", "packets_received"],
  ["lost", "packets_lost"],
  ["late", "packets_late"],
  ["send_errors", "packets_send_errors"],
  ["not_sent", "packets_not_sent"],
  ["local_drops", "packets_local_drops"],
  ["duplicates", "packets_duplicates"],
  ["min", "min_ms"],
  ["median", "median_ms"],
  ["avg", "avg_ms"],
  ["max", "max_ms"],
  ["jitter", "jitter_ms"],
];

/** A line for each point of each direction. */
export function pairRows(directions) {
  return [
    ["source", "target", "proto", "schedule", ...COLUMNS.map(([, name]) => name)],
    ...directions.flatMap((one) =>
      one.points.map((point) => [
        one.source,
        one.target,
        one.proto,
        one.schedule,
        ...COLUMNS.map(([key]) => point[key]),
      ]),
    ),
  ];
}
