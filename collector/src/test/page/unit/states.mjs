// States of the store and views of it, for the tests of what stands above the page.
import { moment, setZone } from "../page/format.js";
import { Mesh } from "../page/mesh-model.js";

export const NOW = Date.now();
export const MINUTE = 60000;
export const HOUR = 60 * MINUTE;
const SCHEDULES = ["mesh", "voice"];
const STATES = ["measured", "unknown", "stale", "ended", "silent"];

process.env.TZ = "Europe/Rome";
setZone("utc");

/** With the day, where the test runs after midnight. */
export const clock = (time) => moment(time);

/** A mesh of p1 to pN in some families and schedules; {@code changes} by "proto schedule source target". */
export function state({ count = 3, kinds = ["4 mesh"], changes = {}, probes = {}, statistics = null, ...rest } = {}) {
  const names = Array.from({ length: count }, (_, i) => `p${i + 1}`);
  const pairs = [];
  const range = [];
  for (const kind of kinds) {
    const [proto, schedule] = kind.split(" ");
    names.forEach((source, from) => {
      names.forEach((target, to) => {
        if (source === target) return;
        const change = { ...changes[`${source} ${target}`], ...changes[`${kind} ${source} ${target}`] };
        const { loss = 0, median = 0.5, habit = 0.5, now = "measured", since, sum } = change;
        const line = [Number(proto), SCHEDULES.indexOf(schedule), from, to];
        pairs.push([
          ...line,
          STATES.indexOf(now),
          30000,
          loss * 1e6,
          median === null ? null : median * 1e3,
          habit * 1e3,
          0,
        ]);
        pairs.at(-1).since = since;
        const its = sum === undefined ? statistics : sum;
        if (its) range.push([...line, its.loss, its.median ?? 0.5, 1, 600, its.loss * 600]);
      });
    });
  }
  const mesh = new Mesh({
    server_time: new Date(NOW).toISOString(),
    public: false,
    probes: names.map((name) => ({ name, site: "s", state: "reporting", age_s: 5, ...probes[name] })),
    schedules: SCHEDULES,
    states: STATES,
    pairs,
    ...rest,
  });
  mesh.addStatistics({ pairs: range, probes: names, schedules: SCHEDULES }, true);
  pairs.forEach((line) => {
    if (line.since) mesh.pair(names[line[2]], names[line[3]], line[0], SCHEDULES[line[1]]).since = line.since;
  });
  return { probes: [...mesh.probes.values()], pairs: [...mesh.pairs.values()] };
}

export const now = { kind: "now" };
export const day = { kind: "range", words: "in the last 24 hours", from: NOW - 24 * HOUR, until: NOW };
export const at = { kind: "at", words: "At 03:12", until: NOW - HOUR };
export const both = ["4 mesh", "6 mesh"];
export const four = ["4 mesh", "6 mesh", "4 voice", "6 voice"];

/** From all others to one. */
export function toward(name, count, change, kind = "") {
  const changes = {};
  for (let i = 1; i <= count; i++) changes[`${kind} p${i} ${name}`.trim()] = change;
  return changes;
}

export const gap = (source, from, until, rest = {}) => ({
  kind: "gap",
  source,
  schedule: "",
  from: new Date(NOW - from).toISOString(),
  until: new Date(NOW - until).toISOString(),
  open: false,
  rounds: 1,
  reason: "crashed",
  ...rest,
});
