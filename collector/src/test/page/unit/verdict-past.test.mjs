// What stands above the page of a range or a moment: the sentences that must be there, and gaps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { span } from "../page/format.js";
import { verdict } from "../page/verdict.js";
import { missed } from "../page/verdict-probes.js";
import { at, both, clock, day, gap, HOUR, MINUTE, NOW, state, toward } from "./states.mjs";

/** Name, state of the store, view, sentences. */
const TABLE = [
  ["nothing at all, a range", { probes: [], pairs: [] }, day, ["Nothing was measured in the last 24 hours"]],
  ["nothing in the range", state(), day, ["Nothing was measured in the last 24 hours"]],
  ["nothing at the moment", { probes: [], pairs: [] }, at, ["At 03:12: nothing was measured"]],
  [
    "a range speaks of the range, not of now",
    state({ statistics: { loss: 0 }, changes: { "p1 p2": { loss: 1, median: null } } }),
    day,
    ["All 6 pairs: no loss, usual latency in the last 24 hours"],
  ],
  [
    "loss in the range that is over now",
    state({ statistics: { loss: 0 }, changes: { "p1 p2": { sum: { loss: 0.02 } } } }),
    day,
    ["p1 → p2 lost 2.0 % in the last 24 hours", "the others: no loss, usual latency (5 of 6 pairs)"],
  ],
  [
    "a probe lossy in the range over one family",
    state({ kinds: both, statistics: { loss: 0 }, changes: toward("p2", 3, { sum: { loss: 0.5 } }, "6 mesh") }),
    day,
    [
      "p2 lost 50 % from all peers over IPv6 in the last 24 hours",
      "the others: no loss, usual latency (10 of 12 pairs)",
    ],
  ],
  [
    "a gap in the range is named like loss, and nothing is good but what was measured",
    { ...state({ statistics: { loss: 0 } }), gaps: [gap("p3", 5 * HOUR, 2 * HOUR)] },
    day,
    [
      `p3 measured nothing for 3 h (${span(NOW - 5 * HOUR, NOW - 2 * HOUR)}: probe crashed or lost power) in the last 24 hours`,
      "the other 6 pairs: no loss, usual latency while measured",
    ],
  ],
  [
    "silence in the range",
    {
      ...state({ statistics: { loss: 0 } }),
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
    state({ statistics: { loss: 0 }, changes: { "p1 p2": { sum: null } } }),
    day,
    ["1 pair was not measured in the last 24 hours", "the other 5 pairs: no loss, usual latency"],
  ],
  [
    "a range that begins before anything was measured",
    state({ statistics: { loss: 0 } }),
    { ...day, measuredFrom: NOW - 2 * HOUR },
    [`All 6 pairs: no loss, usual latency since ${clock(NOW - 2 * HOUR)}: nothing was measured before`],
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
];

for (const [name, mesh, view, sentences] of TABLE) {
  test(`verdict of the past: ${name}`, () => {
    assert.deepEqual(
      verdict(mesh, view).map((one) => one.words),
      sentences,
    );
  });
}

test("gaps that overlap count once, and no more than the range", () => {
  const range = { from: NOW - HOUR, until: NOW };
  const found = missed(
    [gap("p1", 2 * HOUR, 30 * MINUTE), gap("p1", 40 * MINUTE, 20 * MINUTE), gap("p1", 10 * MINUTE, 5 * MINUTE)],
    range,
  );
  assert.deepEqual([found.seconds, found.parts.length], [45 * 60, 2]);
});
