// The headline above the incidents, for each answer of the collector.
import assert from "node:assert/strict";
import { test } from "node:test";
import { happened } from "../page/verdict.js";
import { clock, HOUR, NOW } from "./states.mjs";

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

for (const [name, answer, coverage, when, headline] of HAPPENED) {
  test(`incidents: ${name}`, () => assert.equal(happened(answer, coverage, when), headline));
}
