// What stands above the page of now: for each state of the store, the sentences that must be there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { verdict } from "../page/verdict.js";
import { at, both, clock, day, four, MINUTE, NOW, now, state, toward } from "./states.mjs";

/** Name, state of the store, view, sentences. */
const TABLE = [
  ["nothing at all", { probes: [], pairs: [] }, now, ["Waiting for the first result of a probe"]],
  [
    "listed and nothing measured",
    { probes: [{ name: "p1", state: "never" }], pairs: [] },
    now,
    ["Waiting for the first result of 1 probe", "p1 has never sent a result"],
  ],
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

test("nothing that was not measured is ever called good", () => {
  for (const view of [now, day, at]) {
    for (const some of [
      { probes: [], pairs: [] },
      state({
        changes: Object.fromEntries(
          ["p1 p2", "p1 p3", "p2 p1", "p2 p3", "p3 p1", "p3 p2"].map((pair) => [pair, { now: "silent" }]),
        ),
      }),
    ]) {
      const sentences = verdict(some, view);
      assert.ok(
        sentences.length > 0 && sentences.every((one) => one.style !== "good" && !/no loss/.test(one.words)),
        JSON.stringify(sentences),
      );
    }
  }
});
