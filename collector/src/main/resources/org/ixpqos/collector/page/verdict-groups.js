// What pairs that stand out have in common: a probe, or both ends over several families and schedules.

/** Of a probe's pairs in one direction, the share that must stand out for it to be the probe's matter. */
const MAJORITY = 0.8;

/**
 * Probes that most of what stands out has in common, as {@code {name, from, to, all}}; takes out of
 * {@code odd} what they explain. Each family and schedule is looked at apart: one that works does not
 * hide one that does not.
 */
export function culprits(seen, odd) {
  const found = [];
  for (const kind of new Set([...odd].map(kindOf))) {
    const of = (one) => kindOf(one) === kind;
    const [all, some] = [seen.filter(of), new Set([...odd].filter(of))];
    for (let best = worst(all, some); best; best = worst(all, some)) {
      for (const one of best.all) {
        some.delete(one);
        odd.delete(one);
      }
      found.push(best);
    }
  }
  return joined(found).sort((a, b) => b.all.length - a.all.length);
}

function kindOf({ pair }) {
  return `${pair.proto} ${pair.schedule}`;
}

function worst(all, some) {
  let best = null;
  for (const name of new Set([...some].flatMap((one) => [one.pair.source, one.pair.target]))) {
    const from = common(all, some, (one) => one.pair.source === name);
    const to = common(all, some, (one) => one.pair.target === name);
    if (from.length + to.length > (best?.all.length ?? 1)) best = { name, from, to, all: [...from, ...to] };
  }
  return best;
}

function common(all, odd, belongs) {
  const its = all.filter(belongs);
  const some = its.filter((one) => odd.has(one));
  return some.length > 1 && some.length >= MAJORITY * its.length ? some : [];
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
    } else byProbe.set(key, { ...one, from: [...one.from], to: [...one.to], all: [...one.all] });
  }
  return [...byProbe.values()];
}

/** The others, the worst first: a pair of probes once, whatever its families and schedules. */
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
