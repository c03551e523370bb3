// What stands above the page: for each state of the store, and each view of it, the sentences that must be there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { moment, setZone, span } from "../page/format.js";
import { Mesh } from "../page/mesh-model.js";
import { happened, verdict } from "../page/verdict.js";
import { missed } from "../page/verdict-probes.js";

const NOW = Date.now();
const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const SCHEDULES = ["mesh", "voice"];
const STATES = ["measured", "unknown", "stale", "ended", "silent"];

process.env.TZ = "Europe/Rome";
setZone("utc");

/** With the day, where the test runs after midnight. */
const clock = (time) => moment(time);

/** A mesh of p1 to pN in some families and schedules; {@code changes} by "proto schedule source target". */
function state({ count = 3, kinds = ["4 mesh"], changes = {}, probes = {}, sums = null, ...rest } = {}) {
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
        const its = sum === undefined ? sums : sum;
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
  mesh.addSums({ pairs: range, probes: names, schedules: SCHEDULES }, true);
  pairs.forEach((line) => {
    if (line.since) mesh.pair(names[line[2]], names[line[3]], line[0], SCHEDULES[line[1]]).since = line.since;
  });
  return { probes: [...mesh.probes.values()], pairs: [...mesh.pairs.values()] };
}

const now = { kind: "now" };
const day = { kind: "range", words: "in the last 24 hours", from: NOW - 24 * HOUR, until: NOW };
const at = { kind: "at", words: "At 03:12", until: NOW - HOUR };
const both = ["4 mesh", "6 mesh"];
const four = ["4 mesh", "6 mesh", "4 voice", "6 voice"];

/** From all others to one. */
function toward(name, count, change, kind = "") {
  const changes = {};
  for (let i = 1; i <= count; i++) changes[`${kind} p${i} ${name}`.trim()] = change;
  return changes;
}

const gap = (source, from, until, rest = {}) => ({
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

/** Name, state of the store, view, sentences. */
const TABLE = [
  ["nothing at all", { probes: [], pairs: [] }, now, ["Waiting for the first result of a probe"]],
  [
    "listed and nothing measured",
    { probes: [{ name: "p1", state: "never" }], pairs: [] },
    now,
    ["Waiting for the first result of 1 probe", "p1 has never sent a result"],
  ],
  ["nothing at all, a range", { probes: [], pairs: [] }, day, ["Nothing was measured in the last 24 hours"]],
  ["nothing in the range", state(), day, ["Nothing was measured in the last 24 hours"]],
  ["nothing at the moment", { probes: [], pairs: [] }, at, ["At 03:12: nothing was measured"]],
  ["all is well", state(), now, ["All 6 pairs: no loss, usual latency"]],
  [
    "all is well in one pair",
    state({ count: 2, changes: { "p2 p1": { now: "ended" } } }),
    now,
    ["p2 → p1 has been taken out of the schedule", "the other pair: no loss, usual latency"],
  ],
  ["both families well", state({ kinds: both }), now, ["All 12 pairs, IPv4 and IPv6: no loss, usual latency"]],
  [
    "one family lost, the other well: the headline is the one that is lost",
    state({ kinds: both, changes: toward("p2", 3, { loss: 1, median: null }, "6 mesh") }),
    now,
    ["p2 answers no peer over IPv6", "the others: no loss, usual latency (10 of 12 pairs)"],
  ],
  [
    "the same probe lossy over both families is one matter",
    state({ kinds: both, changes: toward("p2", 3, { loss: 0.05 }) }),
    now,
    ["p2 loses 5.0 % from all peers", "the others: no loss, usual latency (8 of 12 pairs)"],
  ],
  [
    "one schedule of two, over both families",
    state({
      kinds: four,
      changes: { ...toward("p2", 3, { loss: 0.05 }, "4 voice"), ...toward("p2", 3, { loss: 0.05 }, "6 voice") },
    }),
    now,
    ["p2 loses 5.0 % from all peers in schedule voice", "the others: no loss, usual latency (20 of 24 pairs)"],
  ],
  [
    "one schedule over one family",
    state({ kinds: four, changes: { "6 voice p1 p2": { loss: 0.01 } } }),
    now,
    ["p1 → p2 loses 1.0 % over IPv6 in schedule voice", "the others: no loss, usual latency (23 of 24 pairs)"],
  ],
  [
    "since is the first bad round of all",
    state({
      changes: {
        "p1 p2": { loss: 0.05, since: { loss: NOW - 20 * MINUTE } },
        "p3 p2": { loss: 0.05, since: { loss: NOW - 17 * MINUTE } },
      },
    }),
    now,
    [
      `p2 loses 5.0 % from all peers since ${clock(NOW - 20 * MINUTE)}`,
      "the others: no loss, usual latency (4 of 6 pairs)",
    ],
  ],
  [
    "most is not all",
    state({ count: 6, changes: { ...toward("p2", 6, { loss: 0.1 }), "p6 p2": { loss: 0 } } }),
    now,
    ["p2 loses 10 % from most peers", "the others: no loss, usual latency (26 of 30 pairs)"],
  ],
  [
    "a silent probe",
    state({
      probes: { p3: { state: "silent", age_s: 600 } },
      changes: { "p3 p1": { now: "silent" }, "p3 p2": { now: "silent" } },
    }),
    now,
    [`p3 has been silent since ${clock(NOW - 600000)}`, "the other 4 pairs: no loss, usual latency"],
  ],
  [
    "a probe that was switched off is not silent, a refused one not either",
    state({ probes: { p2: { state: "stopped", age_s: 600 }, p3: { state: "refused", age_s: 600 } } }),
    now,
    [
      `p2 is switched off since ${clock(NOW - 600000)}`,
      "p3 is refused: its key is not the right one",
      "the other 6 pairs: no loss, usual latency",
    ],
  ],
  [
    "a retired probe is no matter",
    state({ probes: { p3: { state: "retired" } } }),
    now,
    ["All 6 pairs: no loss, usual latency"],
  ],
  [
    "a probe that is in no list and posts is no silence",
    state({ probes: { p3: { state: "unknown" } } }),
    now,
    ["All 6 pairs: no loss, usual latency"],
  ],
  [
    "what is wrong with the collector itself",
    { ...state(), notices: ["probes.json: an edit is not published"] },
    now,
    ["probes.json: an edit is not published", "all 6 pairs: no loss, usual latency"],
  ],
  [
    "a collector that stores nothing says that first",
    { ...state(), trouble: "the disk is full" },
    now,
    ["The collector stores nothing: the disk is full", "all 6 pairs: no loss, usual latency"],
  ],
  [
    "a state of a newer collector stands by its name",
    state({ probes: { p3: { state: "clock_wrong" } } }),
    now,
    ["p3 is clock wrong", "the other 6 pairs: no loss, usual latency"],
  ],
  [
    "every probe silent",
    state({
      count: 2,
      probes: { p1: { state: "silent", age_s: 600 }, p2: { state: "silent", age_s: 300 } },
      changes: { "p1 p2": { now: "silent" }, "p2 p1": { now: "silent" } },
    }),
    now,
    [
      "Nothing is measured now",
      `p1 has been silent since ${clock(NOW - 600000)}`,
      `p2 has been silent since ${clock(NOW - 300000)}`,
    ],
  ],
  [
    "rounds that sent nothing are not well",
    state({ changes: { "p1 p2": { now: "unknown" } } }),
    now,
    ["p1 → p2 sent nothing", "the other 5 pairs: no loss, usual latency"],
  ],
  [
    "a range speaks of the range, not of now",
    state({ sums: { loss: 0 }, changes: { "p1 p2": { loss: 1, median: null } } }),
    day,
    ["All 6 pairs: no loss, usual latency in the last 24 hours"],
  ],
  [
    "loss in the range that is over now",
    state({ sums: { loss: 0 }, changes: { "p1 p2": { sum: { loss: 0.02 } } } }),
    day,
    ["p1 → p2 lost 2.0 % in the last 24 hours", "the others: no loss, usual latency (5 of 6 pairs)"],
  ],
  [
    "a probe lossy in the range over one family",
    state({ kinds: both, sums: { loss: 0 }, changes: toward("p2", 3, { sum: { loss: 0.5 } }, "6 mesh") }),
    day,
    [
      "p2 lost 50 % from all peers over IPv6 in the last 24 hours",
      "the others: no loss, usual latency (10 of 12 pairs)",
    ],
  ],
  [
    "a gap in the range is said like loss, and nothing is well but what was measured",
    { ...state({ sums: { loss: 0 } }), gaps: [gap("p3", 5 * HOUR, 2 * HOUR)] },
    day,
    [
      `p3 measured nothing for 3 h (${span(NOW - 5 * HOUR, NOW - 2 * HOUR)}: probe crashed or lost power) in the last 24 hours`,
      "the other 6 pairs: no loss, usual latency while measured",
    ],
  ],
  [
    "silence in the range",
    {
      ...state({ sums: { loss: 0 } }),
      gaps: [gap("p3", 5 * HOUR, 0, { kind: "silence", open: true, reason: undefined })],
    },
    day,
    [
      `p3 measured nothing for 5 h (since ${clock(NOW - 5 * HOUR)}: nothing is known) in the last 24 hours`,
      "the other 6 pairs: no loss, usual latency while measured",
    ],
  ],
  [
    "pairs without a round in the range",
    state({ sums: { loss: 0 }, changes: { "p1 p2": { sum: null } } }),
    day,
    ["1 pair was not measured in the last 24 hours", "the other 5 pairs: no loss, usual latency"],
  ],
  [
    "a range that begins before anything was measured",
    state({ sums: { loss: 0 } }),
    { ...day, measuredFrom: NOW - 2 * HOUR },
    [`All 6 pairs: no loss, usual latency since ${clock(NOW - 2 * HOUR)}: nothing was measured before`],
  ],
  [
    "part of the history does not answer",
    { ...state(), partial: true },
    now,
    ["Part of the history does not answer: there may be more", "the other 6 pairs: no loss, usual latency"],
  ],
  [
    "what a filter leaves out",
    { ...state(), outside: state({ changes: { "p1 p2": { loss: 0.5 } } }).pairs },
    now,
    ["Outside of this filter 1 pair stands out", "the other 6 pairs: no loss, usual latency"],
  ],
  [
    "a moment of the past",
    state({
      changes: {
        "p1 p2": { loss: 0.2, since: { loss: NOW - 2 * HOUR } },
        "p3 p1": { now: "silent" },
        "p3 p2": { now: "silent" },
      },
      probes: { p3: { state: "silent", reason: "stopped" } },
    }),
    at,
    [
      "At 03:12: p3 measured nothing (probe was stopped)",
      `p1 → p2 lost 20 % since ${clock(NOW - 2 * HOUR)}`,
      "2 pairs were not measured",
      "the others: no loss, usual latency (3 of 4 pairs)",
    ],
  ],
  [
    "a threshold of a schedule",
    state({
      kinds: ["4 mesh", "4 voice"],
      changes: { "p1 p2": { loss: 0.005 } },
      thresholds: [{ schedule: "mesh", loss: 0.01, times: 1.5, ms: 0.2 }],
    }),
    now,
    ["p1 → p2 loses 0.50 % in schedule voice", "the others: no loss, usual latency (11 of 12 pairs)"],
  ],
  [
    "a threshold of a group, for latency",
    state({
      changes: { "p1 p2": { median: 0.9 }, "p2 p3": { median: 0.9 } },
      probes: { p1: { groups: ["far"] } },
      thresholds: [{ group: "far", loss: 0, times: 2, ms: 0.2 }],
    }),
    now,
    ["p2 → p3 is slower than usual (×1.8)", "the others: no loss, usual latency (5 of 6 pairs)"],
  ],
];

for (const [name, mesh, view, sentences] of TABLE) {
  test(`verdict: ${name}`, () => {
    assert.deepEqual(
      verdict(mesh, view).map((one) => one.words),
      sentences,
    );
  });
}

test("nothing that was not measured is ever said to be well", () => {
  for (const view of [now, day, at]) {
    for (const some of [
      { probes: [], pairs: [] },
      state({
        changes: Object.fromEntries(
          ["p1 p2", "p1 p3", "p2 p1", "p2 p3", "p3 p1", "p3 p2"].map((pair) => [pair, { now: "silent" }]),
        ),
      }),
    ]) {
      const said = verdict(some, view);
      assert.ok(
        said.length > 0 && said.every((one) => one.style !== "good" && !/no loss/.test(one.words)),
        JSON.stringify(said),
      );
    }
  }
});

const answer = (rest = {}) => ({ events: [], total: 0, ...rest });
const last = { words: "in the last 24 hours", from: NOW - 24 * HOUR, filter: "" };
const all = { pairs: 12, first: NOW - 100 * 24 * HOUR };

/** Name, answer, coverage, time, headline. */
const HAPPENED = [
  ["an empty store", answer(), { pairs: 0, first: null }, last, "Nothing was measured in the last 24 hours"],
  ["a quiet day", answer(), all, last, "No incident in the last 24 hours: 12 pairs measured"],
  [
    "a range that begins before the store does",
    answer(),
    { pairs: 12, first: NOW - 2 * HOUR },
    last,
    `No incident in the last 24 hours: 12 pairs measured; nothing was measured before ${clock(NOW - 2 * HOUR)}`,
  ],
  [
    "an unknown name",
    answer({ unknown: { probe: "nosuch" } }),
    { pairs: 0, first: NOW },
    last,
    "No probe “nosuch” is known: it is not listed and no round of it is stored",
  ],
  [
    "an unknown schedule",
    answer({ unknown: { schedule: "x" } }),
    all,
    last,
    "No schedule “x” is known: no round of it is stored",
  ],
  [
    "a probe without rounds in the time",
    answer(),
    { pairs: 0, first: all.first },
    { ...last, filter: "with p1" },
    "Nothing was measured with p1 in the last 24 hours",
  ],
  [
    "seventeen in six rows, one goes on",
    answer({ total: 17, events: Array.from({ length: 17 }, (_, i) => ({ open: i === 0 })), rows: 6 }),
    all,
    last,
    "1 ongoing, 17 incidents (6 rows) in the last 24 hours",
  ],
  [
    "more than are shown",
    answer({ total: 3000, events: [{}, {}] }),
    all,
    last,
    "3000 incidents in the last 24 hours; the newest 2 are shown",
  ],
  [
    "only silence, and nothing measured",
    answer({ total: 1, events: [{ open: true }] }),
    { pairs: 0, first: all.first },
    last,
    "1 ongoing, 1 incident in the last 24 hours",
  ],
];

for (const [name, said, coverage, when, headline] of HAPPENED) {
  test(`incidents: ${name}`, () => assert.equal(happened(said, coverage, when), headline));
}

test("gaps that overlap count once, and no more than the range", () => {
  const range = { from: NOW - HOUR, until: NOW };
  const found = missed(
    [gap("p1", 2 * HOUR, 30 * MINUTE), gap("p1", 40 * MINUTE, 20 * MINUTE), gap("p1", 10 * MINUTE, 5 * MINUTE)],
    range,
  );
  assert.deepEqual([found.seconds, found.parts.length], [45 * 60, 2]);
});
