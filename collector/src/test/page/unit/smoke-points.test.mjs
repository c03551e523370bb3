// A series' points, prepared for drawing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { distribution, prepared, runs, scale, steps, thinned, total, usualStep } from "../page/smoke-points.js";

const QUANTILES = [0.41, 0.42, 0.44, 0.46, 0.48, 0.5, 0.52, 0.54, 0.57, 0.6, 0.65];

function point(at, changes = {}) {
  const made = {
    at,
    min: 0.4,
    median: 0.5,
    max: 0.7,
    quantiles: QUANTILES,
    loss: 0,
    sent: 60,
    received: 60,
    lost: 0,
    ...changes,
  };
  return made.median === undefined ? made : { ...made, steps: steps(made) };
}

/** A point in which nothing came back. */
function deaf(at) {
  return { at, loss: 1, sent: 60, received: 0, lost: 60 };
}

const minutes = (...numbers) => numbers.map((number) => point(60 * number));

test("a point's steps are its ends and what lies between; an original client's are its median", () => {
  assert.deepEqual(steps(point(0)), [0.4, ...QUANTILES, 0.7]);
  assert.deepEqual(steps({ min: 1, median: 2, max: 3 }), [1, ...new Array(11).fill(2), 3]);
});

test("times become seconds, and no answer no points", () => {
  assert.deepEqual(prepared(null), []);
  assert.deepEqual(prepared({ series: [] }), []);
  const [first, second] = prepared({
    series: [
      {
        points: [
          { time: "2026-10-25T01:30:00.5Z", min: 1, median: 2, max: 3 },
          { time: "2026-10-25T01:31:00Z", loss: 1 },
        ],
      },
    ],
  });
  assert.equal(first.at, Date.UTC(2026, 9, 25, 1, 30, 0, 500) / 1000);
  assert.equal(first.steps.length, 13);
  assert.equal(second.steps, undefined);
});

test("the usual step is the middle one, and a minute where nothing tells", () => {
  assert.equal(usualStep([]), 60);
  assert.equal(usualStep(minutes(1)), 60);
  assert.equal(usualStep([point(0), point(10), point(20), point(500)]), 10);
});

test("a line breaks where points are missing and where nothing came back", () => {
  const lengths = (points) => runs(points).map((run) => run.length);
  assert.deepEqual(lengths([]), []);
  assert.deepEqual(lengths(minutes(0, 1, 2, 3)), [4]);
  assert.deepEqual(lengths(minutes(0, 1, 2, 4, 5)), [5], "one missing point is no gap");
  assert.deepEqual(lengths(minutes(0, 1, 2, 5, 6)), [3, 2]);
  assert.deepEqual(lengths([point(0), point(60), deaf(120), point(180), point(240)]), [2, 2]);
  assert.deepEqual(lengths([deaf(0), deaf(60)]), []);
});

test("a line breaks where a gap is known, however short", () => {
  const lengths = (gaps) => runs(minutes(0, 1, 3, 4), gaps).map((run) => run.length);
  assert.deepEqual(lengths([]), [4]);
  assert.deepEqual(lengths([{ from: 70, until: 170 }]), [2, 2], "a gap of one round");
  assert.deepEqual(lengths([{ from: 200, until: 200 }]), [3, 1]);
  assert.deepEqual(lengths([{ from: 400, until: 500 }]), [4]);
  assert.deepEqual(lengths([{ from: 0, until: 60 }]), [1, 3]);
});

test("what can't be distinguished is drawn as one, and nothing sticks out that was not there, or is lost", () => {
  const run = Array.from({ length: 100 }, (_, i) =>
    point(60 * i, { max: 1 + i, min: 0.3 + i / 1000, loss: i === 37 ? 0.5 : 0 }),
  );
  assert.equal(thinned(run, 100), run);
  const thin = thinned(run, 10);
  assert.equal(thin.length, 10);
  assert.equal(thin[0].at, 270);
  assert.equal(thin[0].steps[12], 10);
  assert.equal(thin[0].steps[0], 0.3);
  assert.equal(thin[3].loss, 0.5);
  assert.equal(thin.at(-1).steps[12], 100);
});

test("the scale begins at zero, unless that would flatten what there is to see", () => {
  assert.deepEqual(scale([]), [0, 1]);
  assert.deepEqual(scale([deaf(0)]), [0, 1]);
  const [bottom, top] = scale(minutes(0, 1));
  assert.ok(bottom > 0 && bottom < 0.4 && top > 0.65, `${bottom} to ${top}`);
  const wide = point(0, { min: 0.1 });
  assert.equal(scale([wide])[0], 0);
});

test("a spike runs out of the picture, a level that lasts does not", () => {
  const quiet = Array.from({ length: 99 }, (_, i) => point(60 * i, { min: 0 }));
  const far = QUANTILES.map((value) => 100 * value);
  const spike = point(6000, { quantiles: far, max: 70 });
  assert.ok(scale([...quiet, spike])[1] < 2);
  assert.ok(scale([...quiet.slice(0, 50), ...new Array(50).fill(spike)])[1] > 65);
});

test("a scale has a height though all times are the same", () => {
  const flat = point(0, { min: 0, median: 0, max: 0, quantiles: new Array(11).fill(0) });
  const [bottom, top] = scale([flat]);
  assert.ok(top > bottom);
});

test("a distribution has all replies, each where it lies", () => {
  const bins = distribution([point(0), deaf(60)], [0, 1], 10);
  assert.equal(bins.length, 10);
  assert.ok(Math.abs(bins.reduce((sum, bin) => sum + bin, 0) - 60) < 1e-6);
  assert.ok(bins[4] > bins[6] && bins[0] === 0 && bins[9] === 0);
});

test("totals count late packets as lost, and no packet is no loss", () => {
  const sum = total([point(0, { lost: 1, late: 2, send_errors: 3, not_sent: 4, local_drops: 5 }), deaf(60)]);
  assert.deepEqual([sum.sent, sum.lost, sum.errors, sum.notSent, sum.drops], [120, 63, 3, 4, 5]);
  assert.equal(sum.loss, 63 / 120);
  assert.equal(sum.median, 0.5);
  assert.deepEqual([total([]).loss, total([]).median, total([]).upper], [null, null, null]);
});
