// What pairs that stand out have in common: a probe, or both ends over several families and schedules.
import { kindOf } from "./mesh-model.js";

/** Of a probe's pairs in one direction, the share that must stand out for it to be the probe's matter. */
const MAJORITY = 0.8;

/**
 * Probes that most of what stands out has in common, as {@code {name, from, to, all, counts}}, where the counts
 * are of all pairs that the probe has from it and to it; takes out of
 * {@code odd} what they explain. Each family and schedule is looked at apart: one that works does not
 * hide one that does not.
 */
export function culprits(seen, odd) {
  const found = [];
  for (const kind of new Set([...odd].map(({ pair }) => kindOf(pair)))) {
    const some = new Set([...odd].filter(({ pair }) => kindOf(pair) === kind));
    const counts = countsOf(seen, some, kind);
    for (let best = worst(counts, some); best; best = worst(counts, some)) {
      for (const one of best.all) {
        some.delete(one);
        odd.delete(one);
      }
      found.push(best);
    }
  }
  return joined(found).sort((a, b) => b.all.length - a.all.length);
}

/** How many pairs each end of those that stand out has from it and to it, in one pass over all. */
function countsOf(seen, some, kind) {
  const counts = new Map();
  for (const { pair } of some)
    for (const name of [pair.source, pair.target]) counts.set(name, counts.get(name) ?? { from: 0, to: 0 });
  let [last, source] = [null, null];
  for (const { pair } of seen) {
    if (kindOf(pair) !== kind) continue;
    // pairs of one source come one after the other
    if (pair.source !== last) [last, source] = [pair.source, counts.get(pair.source)];
    if (source) source.from++;
    const target = counts.get(pair.target);
    if (target) target.to++;
  }
  return counts;
}

function worst(counts, some) {
  const ends = new Map();
  const of = (name) => ends.get(name) ?? ends.set(name, { from: [], to: [] }).get(name);
  for (const one of some) {
    of(one.pair.source).from.push(one);
    of(one.pair.target).to.push(one);
  }
  let best = null;
  for (const [name, its] of ends) {
    const from = common(its.from, counts.get(name).from);
    const to = common(its.to, counts.get(name).to);
    if (from.length + to.length > (best?.all.length ?? 1))
      best = { name, from, to, all: [...from, ...to], counts: counts.get(name) };
  }
  return best;
}

function common(odd, count) {
  return odd.length > 1 && odd.length >= MAJORITY * count ? odd : [];
}

/** The same probe in the same directions over several families and schedules is one matter. */
function joined(found) {
  const byProbe = new Map();
  for (const one of found) {
    const key = JSON.stringify([one.name, one.from.length > 0, one.to.length > 0]);
    const before = byProbe.get(key);
    if (before) {
      before.from.push(...one.from);
      before.to.push(...one.to);
      before.all.push(...one.all);
      before.counts = { from: before.counts.from + one.counts.from, to: before.counts.to + one.counts.to };
    } else byProbe.set(key, { ...one, from: [...one.from], to: [...one.to], all: [...one.all] });
  }
  return [...byProbe.values()];
}

/** The others, the worst first: a pair of probes once, for all its families and schedules. */
export function singles(odd) {
  const byPair = new Map();
  for (const one of odd) {
    const key = JSON.stringify([one.pair.source, one.pair.target]);
    byPair.set(key, [...(byPair.get(key) ?? []), one]);
  }
  const worse = (a, b) => b.level - a.level || b.loss - a.loss || b.median - a.median;
  return [...byPair.values()]
    .map((all) => ({ all, worst: [...all].sort(worse)[0] }))
    .sort((a, b) => worse(a.worst, b.worst));
}
