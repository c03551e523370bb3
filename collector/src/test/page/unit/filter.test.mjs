// Which probes are shown, and sites or groups in their place.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choices, filtered, filterOf, fits } from "../page/filter.js";

const probe = (name, site, groups = [], labels = {}) => ({ name, site, groups, labels });
const PROBES = [
  probe("a", "ROM1", ["metro"], { rack: "7", operator: "x=y" }),
  probe("b", "ROM1", ["metro", "core"]),
  probe("c", "MIL1", ["core"], { rack: "8" }),
];
const PAIRS = ["ab", "ac", "ba", "bc", "ca", "cb"].map(([source, target]) => ({ source, target }));
const inside = (filter) =>
  filtered(PROBES, PAIRS, filterOf(filter)).inside.map(({ source, target }) => source + target);

test("no filter leaves all", () => {
  assert.equal(filterOf({ proto: "4" }), null);
  assert.equal(inside({}).length, 6);
});

test("a filter leaves the pairs between the probes that fit, and one probe all its pairs", () => {
  assert.deepEqual(inside({ site: "ROM1" }), ["ab", "ba"]);
  assert.deepEqual(inside({ group: "core" }), ["bc", "cb"]);
  assert.deepEqual(inside({ site: "MIL1" }), ["ac", "bc", "ca", "cb"]);
  assert.deepEqual(inside({ site: "ROM1", group: "core" }), ["ab", "ba", "bc", "cb"]);
  assert.deepEqual(inside({ site: "nix" }), []);
});

test("a label is a name, or a name and a value", () => {
  assert.equal(fits(PROBES[0], { label: "rack" }), true);
  assert.equal(fits(PROBES[1], { label: "rack" }), false);
  assert.equal(fits(PROBES[0], { label: "rack=7" }), true);
  assert.equal(fits(PROBES[0], { label: "rack=8" }), false);
  assert.equal(fits(PROBES[0], { label: "operator=x=y" }), true);
  assert.equal(fits(PROBES[0], { label: "constructor" }), false);
});

test("what can be chosen is what there is", () => {
  const found = choices(PROBES);
  assert.deepEqual([...found.site], ["ROM1", "MIL1"]);
  assert.deepEqual([...found.group], ["metro", "core"]);
  assert.deepEqual([...found.label], ["rack=7", "operator=x=y", "rack=8"]);
});
