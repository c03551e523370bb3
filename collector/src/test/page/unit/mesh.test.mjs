// The mesh of an answer of the collector, and its sentences.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, Mesh } from "../page/mesh-model.js";
import { verdict } from "../page/verdict.js";

const NOW = "2026-10-25T01:30:00Z";

/** A full mesh of p1 to pN; {@code changes} by "source target": a part of a pair's line. */
function answer(count, changes = {}) {
  const probes = Array.from({ length: count }, (_, i) => ({
    name: `p${i + 1}`,
    site: "s",
    state: "reporting",
    age_s: 5,
  }));
  const pairs = [];
  for (let source = 0; source < count; source++) {
    for (let target = 0; target < count; target++) {
      const change = changes[`p${source + 1} p${target + 1}`] ?? {};
      const { state = 0, loss = 0, median = 500, habit = 500 } = change;
      if (source !== target) pairs.push([4, 0, source, target, state, 30000, loss, median, habit, 0]);
    }
  }
  return {
    server_time: NOW,
    public: false,
    probes,
    schedules: ["mesh"],
    states: ["measured", "stale", "ended", "unknown"],
    pairs,
  };
}

/** From one to all others, and from all others to it. */
function around(name, count, change) {
  const changes = {};
  for (let i = 1; i <= count; i++) {
    changes[`${name} p${i}`] = change;
    changes[`p${i} ${name}`] = change;
  }
  return changes;
}

function sentences(answer) {
  const mesh = new Mesh(answer);
  return verdict({ probes: [...mesh.probes.values()], pairs: [...mesh.pairs.values()] }).map((one) => one.words);
}

test("whole numbers of the wire become shares and milliseconds", () => {
  const pair = new Mesh(answer(2, { "p1 p2": { loss: 250000, median: 1500, habit: null } })).pair(
    "p1",
    "p2",
    "4",
    "mesh",
  );
  assert.deepEqual([pair.loss, pair.median, pair.habit, pair.state], [0.25, 1.5, null, "measured"]);
  assert.equal(pair.time, Date.parse(NOW) - 30000);
});

test("a round that was stored is shown, an older one is not, an unknown one asks for more", () => {
  const mesh = new Mesh(answer(2));
  const pair = mesh.pair("p1", "p2", 4, "mesh");
  const later = Date.parse(NOW) + 1000;
  assert.equal(mesh.take({ source: "p1", rounds: [["p2", 4, "mesh", later, 1, null, false]] }), false);
  assert.deepEqual([pair.loss, pair.median, pair.state], [1, null, "measured"]);
  mesh.take({ source: "p1", rounds: [["p2", 4, "mesh", later - 1, 0, 0.5, false]] });
  assert.equal(pair.loss, 1);
  mesh.take({ source: "p1", rounds: [["p2", 4, "mesh", later + 1, null, null, false]] });
  assert.equal(pair.state, "unknown");
  assert.equal(mesh.take({ source: "p1", rounds: [["p9", 4, "mesh", later, 0, 1, false]] }), true);
  assert.equal(mesh.take({ source: "p9", rounds: [] }), true);
});

test("a pair looks like what is worst of it, and a gap never like loss", () => {
  assert.deepEqual(look({ state: "measured", loss: 0.02, median: 9, habit: 1 }, false).style, "loss2");
  assert.deepEqual(look({ state: "measured", loss: 0, median: 9, habit: 1 }, false).style, "slow3");
  assert.deepEqual(look({ state: "measured", loss: 0, median: 1, habit: 1 }, false).style, "good");
  assert.deepEqual(look({ state: "stale", loss: 1, median: null, habit: 1 }, false), {
    style: "stale",
    loss: null,
    median: null,
    level: 0,
  });
  assert.deepEqual(look({ state: "stale", sum: { loss: null } }, true).style, "unknown");
  assert.deepEqual(look({ state: "stale", sum: { loss: 1, median: null } }, true).style, "loss5");
});

test("all is well in one sentence", () => {
  assert.deepEqual(sentences(answer(3)), ["All 6 pairs: no loss, usual latency"]);
});

test("a probe that loses toward and from everyone is named once, and not each of its pairs", () => {
  const words = sentences(answer(6, around("p3", 6, { loss: 50000 })));
  assert.equal(words[0], "p3 loses 5.0 % toward and from all peers");
  assert.equal(words.length, 2);
  assert.match(words[1], /\(20 of 30 pairs\)$/);
});

test("a probe without any reply gets no reply from any peer", () => {
  assert.equal(
    sentences(answer(6, around("p3", 6, { loss: 1000000, median: null })))[0],
    "p3 gets no reply from any peer",
  );
});

test("single pairs are named singly, the worst first, three of them at most", () => {
  const changes = {};
  [
    ["p1 p2", 1],
    ["p3 p4", 2],
    ["p5 p6", 3],
    ["p7 p8", 4],
    ["p2 p1", 5],
  ].forEach(([pair, percent]) => (changes[pair] = { loss: 10000 * percent }));
  const words = sentences(answer(8, changes));
  assert.deepEqual(words.slice(0, 4), [
    "p2 → p1 loses 5.0 %",
    "p7 → p8 loses 4.0 %",
    "p5 → p6 loses 3.0 %",
    "2 more pairs lose packets",
  ]);
  delete changes["p1 p2"];
  assert.equal(sentences(answer(8, changes))[3], "1 more pair loses packets");
});

test("what is slow is named with by how much", () => {
  assert.equal(sentences(answer(3, { "p1 p2": { median: 2000 } }))[0], "p1 → p2 is slower than usual (×4.0)");
});

test("what has no new round is quiet, not lossy", () => {
  const words = sentences(answer(3, { "p1 p2": { state: 1, loss: 1000000 } }));
  assert.deepEqual(words, ["p1 → p2 has no new round", "the other 5 pairs: no loss, usual latency"]);
});

test("kinds are distinguished by how much is measured", () => {
  const rare = answer(3);
  rare.schedules.push("rare");
  rare.pairs.push([6, 1, 0, 1, 0, 0, 10000, 500, 500, 0]);
  const kinds = new Mesh(rare).kinds();
  assert.deepEqual(
    kinds.map((kind) => [kind.proto, kind.schedule, kind.count, kind.lossy]),
    [
      [4, "mesh", 6, 0],
      [6, "rare", 1, 1],
    ],
  );
});
