// Whether a probe runs the published lists: words for each case.
import assert from "node:assert/strict";
import { test } from "node:test";
import { moment, setZone } from "../page/format.js";
import { listSentences, runningLists } from "../page/probe-lists.js";

setZone("utc");
const NOW = Date.parse("2026-11-27T12:00:00Z");
const at = (minutes) => new Date(NOW - minutes * 60000).toISOString();
const probe = (lists, taken, rest = {}) => ({
  name: "p1",
  state: "reporting",
  last_seen: at(0),
  lists,
  configurations: [{ since: at(taken) }],
  ...rest,
});
const lists = { digest: "aaa", since: at(60) };

/** Name, probe, lists of the collector, mark, words, whether it is late. */
const TABLE = [
  ["the published ones", probe("aaa", 59), lists, "published", "the published lists", false],
  [
    "an edit that did not arrive",
    probe("bbb", 500),
    lists,
    "▲ older",
    `older lists since ${moment(NOW - 3600000)}`,
    true,
  ],
  [
    "an edit of a minute ago",
    probe("bbb", 500),
    { ...lists, since: at(1) },
    "older",
    `older lists; the edit of ${moment(NOW - 60000)} is on its way`,
    false,
  ],
  [
    "lists of its own, taken after the edit",
    probe("bbb", 30),
    lists,
    "▲ others",
    `others than the published lists since ${moment(NOW - 1800000)}`,
    true,
  ],
  [
    "nobody knows when they were published",
    probe("bbb", 30),
    { digest: "aaa" },
    "▲ older",
    "older lists than the published ones",
    true,
  ],
  ["an original client", probe("", 30), lists, "–", "the probe does not report which", false],
  ["never seen", { name: "p1", state: "never" }, lists, "–", "not known", false],
];

for (const [name, one, published, mark, words, late] of TABLE)
  test(`lists: ${name}`, () => assert.deepEqual(runningLists(one, published, NOW), { mark, words, late }));

test("a collector that publishes nothing has no lists to run", () =>
  assert.equal(runningLists(probe("bbb", 30), { digest: "" }, NOW), null));

test("late probes are named, the rest counted; a silent one is silent and no more", () => {
  const late = (count, rest) =>
    Array.from({ length: count }, (_, i) => {
      const one = probe("bbb", 500, { name: `p${i + 1}`, ...rest });
      return { ...one, running: runningLists(one, lists, NOW) };
    });
  assert.deepEqual(
    listSentences(late(1)).map((one) => one.words),
    [`p1 runs older lists since ${moment(NOW - 3600000)}`],
  );
  assert.equal(listSentences(late(6)).at(-1).words, "1 more probe does not run the published lists");
  assert.equal(listSentences(late(8)).at(-1).words, "3 more probes do not run the published lists");
  assert.deepEqual(listSentences(late(2, { state: "silent" })), []);
});
