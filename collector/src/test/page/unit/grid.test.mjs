// What stands in the rows, columns and cells of the matrix, and what a newer round changes of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Grid, groupingOf } from "../page/mesh-grid.js";
import { Mesh } from "../page/mesh-model.js";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const STATES = ["measured", "unknown", "stale", "ended", "silent"];

/** A full mesh of probes of some sites, by name; {@code losses} by "source target", in percent. */
function meshOf(sites, losses = {}, rest = {}) {
  const names = Object.keys(sites);
  const probes = names.map((name) => ({ name, site: sites[name], state: "reporting", age_s: 1, ...rest[name] }));
  const pairs = [];
  names.forEach((source, from) => {
    names.forEach((target, to) => {
      if (source === target) return;
      const { [`${source} ${target}`]: loss = 0 } = losses;
      pairs.push([4, 0, from, to, loss === null ? 4 : 0, 1000, (loss ?? 0) * 1e4, 500, 500, 0]);
    });
  });
  const server_time = new Date(NOW).toISOString();
  return new Mesh({ server_time, public: false, probes, pairs, states: STATES, schedules: ["mesh"] });
}

const SITES = { a: "MIL", b: "MIL", c: "ROM", d: "ROM", e: "TOR" };

function grid(mesh, asked) {
  const { probes, pairs } = mesh.of({ proto: 4, schedule: "mesh" });
  return new Grid(mesh, probes, pairs, asked, false);
}

const names = (lines) => lines.map((line) => line.name);
const cell = (grid, from, to) => grid.at(names(grid.rows).indexOf(from), names(grid.columns).indexOf(to));

test("many probes at few sites are shown by site, unless the address says otherwise", () => {
  const probes = (count, sites) => Array.from({ length: count }, (_, i) => ({ site: `s${i % sites}`, groups: [] }));
  assert.equal(groupingOf({}, probes(200, 12)), "site");
  assert.equal(groupingOf({}, probes(60, 12)), "probe");
  assert.equal(groupingOf({}, probes(200, 1)), "probe");
  assert.equal(groupingOf({}, probes(200, 150)), "probe");
  assert.equal(groupingOf({ by: "probe" }, probes(200, 12)), "probe");
  assert.equal(groupingOf({ by: "group" }, probes(2, 1)), "group");
});

test("a site's cell looks like the worst of its pairs, and counts those that stand out and those not measured", () => {
  const mesh = meshOf(SITES, { "a c": 3, "a d": 100, "b d": null });
  const seen = grid(mesh, { by: "site" });
  assert.deepEqual(names(seen.rows), ["MIL", "ROM", "TOR"]);
  const worst = cell(seen, "MIL", "ROM");
  assert.deepEqual([worst.look.style, worst.pair.target, worst.all.length], ["loss5", "d", 4]);
  assert.deepEqual([worst.sum.bad, worst.sum.quiet], [2, 1]);
  assert.equal(cell(seen, "MIL", "MIL").all.length, 2);
  assert.equal(cell(seen, "ROM", "MIL").look.style, "good");
  assert.equal(cell(seen, "TOR", "TOR"), undefined);
});

test("a probe is in each of its groups, and one without any has a line too", () => {
  const groups = { a: { groups: ["core", "metro"] }, b: { groups: ["core"] } };
  const seen = grid(meshOf(SITES, { "a b": 5 }, groups), { by: "group" });
  assert.deepEqual(names(seen.rows), ["(none)", "core", "metro"]);
  assert.equal(cell(seen, "metro", "core").look.style, "loss3");
  assert.equal(cell(seen, "core", "core").sum.bad, 1);
  assert.equal(seen.cellsOf({ source: "a", target: "b" }).length, 2);
});

test("a site opens into its probes, on one axis or both", () => {
  const mesh = meshOf(SITES, { "a d": 100 });
  const rows = grid(mesh, { by: "site", rows: "MIL" });
  assert.deepEqual(
    [names(rows.rows), names(rows.columns)],
    [
      ["a", "b"],
      ["MIL", "ROM", "TOR"],
    ],
  );
  assert.deepEqual([cell(rows, "a", "ROM").all.length, cell(rows, "a", "ROM").look.style], [2, "loss5"]);
  assert.deepEqual(rows.zoomOf({ row: 0, column: 1 }), { columns: "ROM" });
  const both = grid(mesh, { by: "site", rows: "MIL", columns: "ROM" });
  assert.deepEqual(
    [names(both.rows), names(both.columns)],
    [
      ["a", "b"],
      ["c", "d"],
    ],
  );
  assert.deepEqual([both.isGrouped(), cell(both, "a", "d").look.style], [false, "loss5"]);
  assert.equal(both.zoomOf({ row: 0, column: 0 }), null);
  assert.deepEqual(grid(mesh, { by: "site" }).zoomOf({ row: 0, column: 1 }), { rows: "MIL", columns: "ROM" });
  assert.deepEqual(names(grid(mesh, { by: "probe", rows: "TOR" }).rows), ["e"]);
});

test("the worst first: lines by order, cells by rank", () => {
  const mesh = meshOf(SITES, { "e c": 100, "c a": 3, "d a": 3 });
  const seen = grid(mesh, { by: "site", order: "worst" });
  assert.deepEqual(
    [names(seen.rows), names(seen.columns)],
    [
      ["TOR", "ROM", "MIL"],
      ["ROM", "MIL", "TOR"],
    ],
  );
  assert.equal(cell(seen, "TOR", "ROM").look.style, "loss5");
  const worst = seen.worstCells().map(({ row, column }) => seen.rows[row].name + seen.columns[column].name);
  assert.deepEqual(worst, ["TORROM", "ROMMIL"]);
});

test("a newer round changes its cells alone", () => {
  const mesh = meshOf(SITES);
  const stored = { source: "a", rounds: [["c", 4, "mesh", NOW + 1000, 1, null, false]] };
  for (const [asked, from, to] of [
    [{ by: "site" }, "MIL", "ROM"],
    [{ by: "probe" }, "a", "c"],
  ]) {
    const seen = grid(mesh, asked);
    const before = cell(seen, from, to).look.style;
    mesh.take(stored);
    stored.rounds[0][3] += 1000;
    const cells = seen.update(mesh.takeChanges().pairs);
    assert.deepEqual(cells, [{ row: names(seen.rows).indexOf(from), column: names(seen.columns).indexOf(to) }]);
    assert.equal(cell(seen, from, to).look.style, "loss5", `was ${before}`);
  }
  assert.deepEqual(mesh.takeChanges(), { pairs: [], woken: false });
});

test("a pair of another schedule changes nothing", () => {
  const mesh = meshOf(SITES);
  const seen = grid(mesh, { by: "site" });
  assert.deepEqual(seen.update([{ source: "a", target: "c", proto: 6, schedule: "mesh" }]), []);
});

test("a silent probe that reports again is called woken", () => {
  const mesh = meshOf(SITES, {}, { a: { state: "silent" } });
  mesh.take({ source: "a", rounds: [] });
  assert.equal(mesh.takeChanges().woken, true);
});
