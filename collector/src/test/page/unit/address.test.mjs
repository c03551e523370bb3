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
  assert.deepEqual(address.wrong(), []);
  for (const hash of ["#/pair?source=a", "#/pair?source=a&target=", "#/pair?target=b"]) {
    at(hash);
    assert.match(address.wrong()[0], /^(source|target): missing/, hash);
  }
});

test("what is written by hand works, or is named as wrong", () => {
  const pair = "#/pair?source=a&target=b";
  const [from, until] = ["from=2026-11-26T03:00:00Z", "until=2026-11-26T04:00:00Z"];
  for (const good of [
    "",
    "#/",
    "#/mesh?range=2h",
    "#/mesh?range=now",
    `#/mesh?${from}&${until}`,
    "#/mesh?at=2026-11-26T03:12Z",
    "#/mesh?at=2026-11-26T04:12%2B01:00&by=site&group=metro",
    pair,
    `${pair}&${from}&${until}`,
    `${pair}&${from}&${until}&range=7d`,
    `${pair}&range=10s&proto=6`,
    "#/events?probe=nosuch&kind=silence&least=60",
    `#/events?${from}&${until}`,
    "#/probes?probe=p1&zone=utc&theme=dark",
    "#/source?source=p1&range=6h",
    "#/mesh?schedule=&site=",
  ]) {
    at(good);
    assert.deepEqual(address.wrong(), [], good);
  }
  for (const [hash, words] of [
    ["#/nix", /no view “nix”/],
    ["#/nix?range=1h", /no view “nix”/],
    ["#/constructor", /no view “constructor”/],
    ["#/mesh?rnge=2h", /rnge: not known in the view “mesh”/],
    ["#/mesh?toString=1", /toString: not known/],
    ["#/events?target=a", /target: not known in the view “incidents”/],
    ["#/mesh?range=2w", /range=2w: allowed is now, or a number/],
    ["#/mesh?range=1s", /range=1s/],
    ["#/mesh?range=801d", /range=801d/],
    [`#/mesh?${from}`, /from without until/],
    [`#/events?${until}`, /until without from/],
    [`${pair}&from=2026-11-26T04:00:00Z&until=2026-11-26T03:00:00Z`, /is not before until/],
    [`${pair}&from=2026-11-26T04:00:00Z&until=2026-11-26T04:00:00Z`, /is not before until/],
    [`#/mesh?from=2020-11-26T04:00:00Z&${until}`, /800 days/],
    [`#/mesh?from=2026-11-26T03:00&${until}`, /a day, a time and its zone/],
    ["#/mesh?at=2026-11-26", /at=2026-11-26: allowed is a day, a time/],
    ["#/mesh?at=2026-02-30T25:00Z", /at=/],
    ["#/mesh?at=2026-11-26T03:12Z&range=1h", /give one of the two/],
    [`${pair}&proto=5`, /proto=5: allowed is 4, 6/],
    ["#/events?kind=noise", /kind=noise: allowed is loss, latency, gap, silence/],
    ["#/events?least=3", /least=3/],
    ["#/mesh?zone=CET", /zone=CET: allowed is utc, local/],
  ]) {
    at(hash);
    assert.match(address.wrong().join(" "), words, hash);
  }
});

test("a link that is sent has dates in place of a range", () => {
  at("#/events?range=24h&probe=a&zone=utc");
  const changes = { from: "2026-11-25T03:00:00Z", until: "2026-11-26T03:00:00Z" };
  assert.equal(
    address.frozen(changes),
    "#/events?probe=a&zone=utc&from=2026-11-25T03%3A00%3A00Z&until=2026-11-26T03%3A00%3A00Z",
  );
});

test("a moment is the same whatever zone it is written in", () => {
  assert.equal(at("#/mesh?from=2026-11-26T04:00%2B01:00&until=2026-11-26T04:00Z").from, "2026-11-26T03:00:00Z");
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
  for (const range of ["10s", "10m", "24h", "365d", "800d"]) assert.equal(at(`#/mesh?range=${range}`).range, range);
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
