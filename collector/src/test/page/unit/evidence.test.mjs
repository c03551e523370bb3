// What is saved says of when and of what it is.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { evidenceCsv, facts, fileName } from "../page/evidence.js";
import { complete, inputTime, setZone, span, timeOfInput, zoneName } from "../page/format.js";
import { whenOf } from "../page/when.js";

const MADE = Date.parse("2026-11-27T09:00:00Z");
const [FROM, UNTIL] = [Date.parse("2026-11-26T03:12:00Z"), Date.parse("2026-11-26T04:12:00Z")];
const ABOUT = {
  what: "fra1 ⇄ lon1",
  from: FROM,
  until: UNTIL,
  kinds: [{ proto: 6, schedule: "mesh" }],
  units: "ms",
  resolution: "a round",
  totals: ["fra1 → lon1: 3 of 60 packets lost"],
};

beforeEach(() => {
  process.env.TZ = "Europe/Rome";
});
afterEach(() => setZone(undefined));

test("range with its zone, family, schedule, units, totals, and when it was made", () => {
  assert.deepEqual(facts(ABOUT, MADE), [
    ["what", "fra1 ⇄ lon1"],
    ["range", "2026-11-26 04:12:00 UTC+1 to 2026-11-26 05:12:00 UTC+1"],
    ["family and schedule", "IPv6, schedule mesh"],
    ["each point", "a round"],
    ["units", "ms"],
    ["total", "fra1 → lon1: 3 of 60 packets lost"],
    ["made", "2026-11-27 10:00:00 UTC+1, by ixpqos"],
  ]);
  setZone("utc");
  assert.equal(facts(ABOUT, MADE)[1][1], "2026-11-26 03:12:00 UTC to 2026-11-26 04:12:00 UTC");
  assert.equal(facts({ what: "m", at: FROM }, MADE)[1][1], "2026-11-26 03:12:00 UTC");
});

test("a CSV has its facts above its header, a line each", () => {
  const text = evidenceCsv([["loss"], [0.5]], { ...ABOUT, filter: "a\nb" });
  const lines = text.split("\r\n");
  assert.equal(lines[0], "# what: fra1 ⇄ lon1");
  assert.ok(lines.includes("# filter: a b"));
  assert.deepEqual(lines.slice(-3), ["loss", "0.5", ""]);
  assert.ok(
    lines.slice(0, -3).every((line) => /^# [^,"]*$/.test(line)),
    text,
  );
});

test("a file is named by what it has and the time that it is of", () => {
  assert.equal(fileName("fra1-lon1", ABOUT), "ixpqos-fra1-lon1-20261126T0312Z-20261126T0412Z");
  assert.equal(fileName("mesh", { at: FROM + 5000 }), "ixpqos-mesh-20261126T031205Z");
  assert.equal(fileName("a/b c", { at: FROM }), "ixpqos-a_b_c-20261126T0312Z");
});

test("zones by their name, also those of half an hour and of the other side", () => {
  assert.equal(zoneName(MADE), "UTC+1");
  assert.equal(zoneName(Date.parse("2026-07-01T00:00:00Z")), "UTC+2");
  for (const [zone, name] of [
    ["Asia/Kolkata", "UTC+5:30"],
    ["America/St_Johns", "UTC−3:30"],
    ["Etc/UTC", "UTC"],
  ]) {
    process.env.TZ = zone;
    assert.equal(zoneName(MADE), name);
    assert.equal(Date.parse(timeOfInput(inputTime(FROM))), FROM, zone);
  }
  setZone("utc");
  assert.equal(zoneName(MADE), "UTC");
  assert.equal(complete(FROM), "2026-11-26 03:12:00 UTC");
  assert.equal(timeOfInput("2026-11-26T03:12"), "2026-11-26T03:12:00Z");
  assert.equal(timeOfInput("nonsense"), null);
});

test("a gap of a minute has its seconds, one over midnight its days", () => {
  setZone("utc");
  const long = "2020-02-29T";
  assert.match(span(`${long}16:16:08Z`, `${long}16:16:20Z`), /16:16:08 to 16:16:20$/);
  assert.match(span(`${long}16:16:08Z`, `${long}18:16:20Z`), /16:16 to 18:16$/);
  assert.match(span(`${long}23:00:00Z`, "2020-03-01T02:00:00Z"), /29.* 23:00 to .*1.* 02:00$/);
});

test("a range is what the address says, else the view's own, else now", () => {
  assert.deepEqual(whenOf({}, null), { kind: "now" });
  assert.deepEqual(whenOf({ range: "now" }, null), { kind: "now" });
  const day = whenOf({}, "24h", UNTIL);
  assert.deepEqual([day.words, day.until - day.from], ["in the last 24 hours", 86400000]);
  assert.equal(whenOf({ range: "365d" }, "24h").words, "in the last year");
  assert.equal(whenOf({ range: "1h" }, "24h").words, "in the last hour");
  const window = whenOf({ from: "2026-11-26T03:12:00Z", until: "2026-11-26T04:12:00Z", range: "7d" }, "24h");
  assert.deepEqual([window.from, window.until], [FROM, UNTIL]);
});
