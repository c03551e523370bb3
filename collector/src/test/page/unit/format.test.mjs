// How values are written.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as format from "../page/format.js";

beforeEach(() => {
  process.env.TZ = "Europe/Zurich";
});

/** Each value and how it is written. */
function writes(write, pairs) {
  for (const [value, text] of pairs) assert.equal(write(value), text, `of ${value}`);
}

test("milliseconds have three digits that count", () => {
  writes(format.milliseconds, [
    [null, "–"],
    [undefined, "–"],
    [0, "0.000"],
    [0.0004, "0.000"],
    [0.42, "0.420"],
    [0.9994, "0.999"],
    [0.9996, "1.00"],
    [1, "1.00"],
    [9.994, "9.99"],
    [9.996, "10.0"],
    [99.94, "99.9"],
    [99.96, "100"],
    [1234.5, "1235"],
  ]);
});

test("a share that is not zero never reads as zero, one that is not all never as all", () => {
  writes(format.percent, [
    [null, "–"],
    [0, "0 %"],
    [0.0000001, "<0.01 %"],
    [0.0001, "0.01 %"],
    [0.00994, "0.99 %"],
    [0.00996, "1.0 %"],
    [0.05, "5.0 %"],
    [0.0996, "10 %"],
    [0.5, "50 %"],
    [0.99, "99 %"],
    [0.9901, ">99 %"],
    [0.99999, ">99 %"],
    [1, "100 %"],
  ]);
});

test("how many times as long", () => {
  writes(format.times, [
    [1.5, "×1.5"],
    [4.25, "×4.3"],
    [9.96, "×10"],
    [27.4, "×27"],
  ]);
});

test("a count stands with its unit, in singular and plural", () => {
  assert.equal(format.counted(0, "peer"), "0 peers");
  assert.equal(format.counted(1, "peer"), "1 peer");
  assert.equal(format.counted(2, "peer"), "2 peers");
  assert.equal(format.counted(2, "more pair loses", "more pairs lose"), "2 more pairs lose");
});

test("an age is never below zero, and has one unit", () => {
  writes(format.ago, [
    [-5, "0 s"],
    [0.4, "0 s"],
    [119, "119 s"],
    [120, "2 min"],
    [7199, "120 min"],
    [7200, "2 h"],
    [172799, "48 h"],
    [172800, "2 days"],
  ]);
});

test("midnight is 00, and the hours after noon go on to 23", () => {
  assert.equal(format.clock("2026-11-21T23:00:00Z"), "00:00:00");
  assert.equal(format.clock("2026-11-22T11:30:00Z", false), "12:30");
  assert.equal(format.clock("2026-11-22T22:59:59Z"), "23:59:59");
});

test("the hour that spring leaves out is not shown, the one that autumn repeats is shown twice", () => {
  assert.equal(format.clock("2026-03-29T00:59:59Z"), "01:59:59");
  assert.equal(format.clock("2026-03-29T01:00:00Z"), "03:00:00");
  assert.equal(format.clock("2026-10-25T00:30:00Z"), "02:30:00");
  assert.equal(format.clock("2026-10-25T01:30:00Z"), "02:30:00");
  // what tells the two apart
  assert.equal(format.utc("2026-10-25T00:30:00Z"), "2026-10-25 00:30:00 UTC");
  assert.equal(format.utc("2026-10-25T01:30:00Z"), "2026-10-25 01:30:00 UTC");
});

test("a moment of today has no day, one of another day has, one of long ago has its year", () => {
  const now = Date.now();
  assert.match(format.moment(now), /^\d\d:\d\d$/);
  assert.match(format.moment(now, true), /^\d\d:\d\d:\d\d$/);
  assert.match(format.moment(now - 3 * 86400000), /^\D*\d{1,2}\D* \d\d:\d\d$/);
  assert.match(format.moment("2020-02-29T12:00:00Z"), /2020.* 13:00$/);
});

test("the day is the viewer's", () => {
  process.env.TZ = "Pacific/Auckland";
  assert.match(format.day("2020-06-30T13:00:00Z"), /\b1\b/);
  process.env.TZ = "America/Los_Angeles";
  assert.match(format.day("2020-07-01T05:00:00Z"), /\b30\b/);
});

test("classes of loss", () => {
  writes(format.lossClass, [
    [null, 0],
    [0, 0],
    [0.0001, 1],
    [0.01, 2],
    [0.05, 3],
    [0.2, 4],
    [0.9999, 4],
    [1, 5],
  ]);
});

test("slow is what is both so many times and so much above the usual", () => {
  assert.equal(format.slowClass(null, 1), 0);
  assert.equal(format.slowClass(5, null), 0);
  assert.equal(format.slowClass(1.49, 1), 0);
  assert.equal(format.slowClass(1.5, 1), 1);
  assert.equal(format.slowClass(2.5, 1), 2);
  assert.equal(format.slowClass(5, 1), 3);
  // three times of a tenth of a millisecond
  assert.equal(format.slowClass(0.15, 0.05), 0);
  assert.equal(format.slowClass(0.26, 0.05), 3);
});

test("names in the order that people expect", () => {
  assert.deepEqual(["p10", "p2", "a", "p1"].sort(format.byName), ["a", "p1", "p2", "p10"]);
});

test("CSV quotes what must be, and no text becomes a formula", () => {
  const rows = [
    ["name", "value"],
    ['a "b", c', -1.5],
    ["=1+1", null],
    ["-x", undefined],
    ["two\nlines", 0],
  ];
  assert.equal(format.csv(rows), 'name,value\r\n"a ""b"", c",-1.5\r\n\'=1+1,\r\n\'-x,\r\n"two\nlines",0\r\n');
});
