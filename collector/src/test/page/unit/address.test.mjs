// What is shown stands in the address.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as address from "../page/address.js";

beforeEach(() => {
  globalThis.location = { hash: "" };
});

function at(hash) {
  location.hash = hash;
  return address.here();
}

test("no address is the mesh, and so is one of no view", () => {
  assert.deepEqual(at(""), { view: "mesh" });
  assert.deepEqual(at("#/"), { view: "mesh" });
  assert.deepEqual(at("#/nothing?proto=6"), { view: "mesh", proto: "6" });
});

test("a pair needs both its ends", () => {
  assert.equal(at("#/pair?source=a&target=b").view, "pair");
  assert.equal(at("#/pair?source=a").view, "mesh");
  assert.equal(at("#/pair?source=a&target=").view, "mesh");
});

test("names are what they are, whatever they have in them", () => {
  const pair = { source: "a b&c=d", target: "ü#/?+%", proto: 4, schedule: "" };
  location.hash = address.pairLink(pair);
  const { source, target, proto, schedule } = address.here();
  assert.deepEqual(
    { source, target, proto, schedule },
    { source: pair.source, target: pair.target, proto: "4", schedule: undefined },
  );
});

test("a range that is none is left out", () => {
  for (const range of ["1s", "10m", "24h", "365d", "999999d"]) assert.equal(at(`#/mesh?range=${range}`).range, range);
  for (const range of ["0h", "-1h", "h", "1w", "1", "1 h", "1000000d", "1h1m", "1e3h"])
    assert.equal(at(`#/mesh?range=${range}`).range, undefined, range);
});

test("a window is two times, the first before the second", () => {
  const good = at("#/pair?source=a&target=b&from=2026-10-25T00:30:00Z&until=2026-10-25T01:30:00Z");
  assert.equal(good.from, "2026-10-25T00:30:00Z");
  for (const window of [
    "from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z",
    "from=x&until=y",
    "from=2026-01-01T00:00:00Z",
    "until=2026-01-01T00:00:00Z",
  ]) {
    const { from, until } = at(`#/mesh?${window}`);
    assert.deepEqual([from, until], [undefined, undefined], window);
  }
});

test("a link changes what it says and keeps the rest; null takes something out", () => {
  at("#/mesh?proto=6&range=24h&theme=dark");
  assert.equal(address.link({ range: "7d" }), "#/mesh?proto=6&range=7d&theme=dark");
  assert.equal(address.link({ range: null }), "#/mesh?proto=6&theme=dark");
  assert.equal(address.link({ proto: "", range: undefined, theme: null }), "#/mesh");
});

test("another view keeps the family, the schedule and the theme, and nothing else", () => {
  at(
    "#/pair?source=a&target=b&proto=6&schedule=s&range=7d&from=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z&at=x&theme=dark",
  );
  assert.equal(address.viewLink("events", { probe: "a" }), "#/events?proto=6&schedule=s&theme=dark&probe=a");
});

test("seconds of a range", () => {
  assert.deepEqual(["90s", "10m", "24h", "7d"].map(address.rangeSeconds), [90, 600, 86400, 604800]);
});
