// The collector's mesh, kept up to date by what is stored meanwhile.
import { byName, lossClass, slowClass, USUAL_THRESHOLD } from "./format.js";

export class Mesh {
  constructor(answer) {
    this.serverTime = Date.parse(answer.server_time);
    this.readAt = performance.now();
    this.public = answer.public;
    /** The moment that it was so, milliseconds; null where that is now. */
    this.at = answer.at ? Date.parse(answer.at) : null;
    /** What a pair's values are of: its newest round, or the statistics of an hour. */
    this.resolution = answer.resolution ?? "round";
    this.probes = new Map(
      answer.probes.map((probe) => [
        probe.name,
        {
          ...probe,
          groups: probe.groups ?? [],
          labels: probe.labels ?? {},
          heard: probe.age_s === undefined ? null : this.serverTime - 1000 * probe.age_s,
        },
      ]),
    );
    this.pairs = new Pairs();
    /** Pairs with a newer round than was drawn. */
    this.changed = new Set();
    /** Whether a probe reports that was in another state. */
    this.woken = false;
    const thresholds = (answer.thresholds ?? []).map((one) => ({ ...USUAL_THRESHOLD, ...one }));
    const names = answer.probes.map((probe) => probe.name);
    for (const line of answer.pairs) {
      // [proto, schedule, source, target, state, age, loss, median, habit, hindered]; by their places,
      // for taking 40,000 lines apart as lists takes longer than all the rest
      const pair = pairOf(line[0], answer.schedules[line[1]], names[line[2]], names[line[3]]);
      pair.state = answer.states[line[4]];
      pair.time = line[5] === null ? null : (this.at ?? this.serverTime) - line[5];
      pair.loss = scaled(line[6], 1e6);
      pair.median = scaled(line[7], 1e3);
      pair.habit = scaled(line[8], 1e3);
      pair.hindered = line[9] === 1;
      if (thresholds.length) pair.threshold = thresholds.find((one) => this.isIn(pair, one));
      this.pairs.add(pair);
    }
  }

  /** Whether a threshold is for a pair: by its schedule, and by a group that an end is in. */
  isIn(pair, { schedule, group }) {
    const has = (name) => this.probes.get(name)?.groups.includes(group);
    return (
      (schedule === undefined || schedule === pair.schedule) &&
      (group === undefined || has(pair.source) || has(pair.target))
    );
  }

  /** The collector's time, not that of the viewer's clock; the moment that was asked for. */
  now() {
    return this.at ?? this.serverTime + performance.now() - this.readAt;
  }

  pair(source, target, proto, schedule) {
    return this.pairs.get(source, target, Number(proto), schedule);
  }

  /** Takes what was stored; returns whether there is something that was not known at all. */
  take(stored) {
    const probe = this.probes.get(stored.source);
    if (!probe) return true;
    if (probe.state !== "reporting") this.woken = true;
    probe.state = "reporting";
    probe.heard = this.now();
    let unknown = false;
    for (const [target, proto, schedule, time, loss, median, hindered] of stored.rounds) {
      const pair = this.pair(stored.source, target, proto, schedule);
      if (!pair) unknown = true;
      else if (time > pair.time) {
        Object.assign(pair, { time, loss, median, hindered, state: loss === null ? "unknown" : "measured" });
        pair.seenNow = null;
        this.changed.add(pair);
      }
    }
    return unknown;
  }

  /** What changed since this was asked last, as {@code {pairs, woken}}. */
  takeChanges() {
    const changes = { pairs: [...this.changed], woken: this.woken };
    this.changed.clear();
    this.woken = false;
    return changes;
  }

  /** Families and schedules that are measured, the busiest first. */
  kinds(pairs = this.pairs.values()) {
    const kinds = new Map();
    for (const pair of pairs) {
      const name = kindOf(pair);
      if (!kinds.has(name)) kinds.set(name, { proto: pair.proto, schedule: pair.schedule, count: 0, lossy: 0 });
      const kind = kinds.get(name);
      kind.count++;
      if (pair.state === "measured" && pair.loss > 0) kind.lossy++;
    }
    return [...kinds.values()].sort((a, b) => b.count - a.count || a.proto - b.proto);
  }

  /** The names and pairs of one kind, of some pairs. */
  of(kind, some = this.pairs.values()) {
    const pairs = [];
    const measured = new Set();
    for (const pair of some) {
      if (pair.proto !== kind.proto || pair.schedule !== kind.schedule) continue;
      pairs.push(pair);
      measured.add(pair.source).add(pair.target);
    }
    const probes = [...this.probes.values()]
      .filter((probe) => measured.has(probe.name) || probe.state === "never")
      .sort((a, b) => byName(a.site, b.site) || byName(a.name, b.name));
    return { probes, pairs };
  }

  /** Adds what a range's rounds add up to; a pair that was measured then and is not now is added too. */
  addStatistics(answer, withPast) {
    for (const pair of this.pairs.values()) {
      pair.sum = null;
      pair.seenSum = null;
      if (pair.past) this.pairs.delete(pair);
    }
    for (const line of answer.pairs) {
      // [proto, schedule, source, target, loss, median, p95, sent, lost]
      const [from, to, schedule] = [answer.probes[line[2]], answer.probes[line[3]], answer.schedules[line[1]]];
      const sum = { loss: line[4], median: line[5], p95: line[6], sent: line[7], lost: line[8] };
      const pair = this.pairs.get(from, to, line[0], schedule);
      if (pair) pair.sum = sum;
      else if (withPast && from !== undefined) this.addPast(from, to, line[0], schedule, sum);
    }
  }

  /** Takes what was added to the mesh before, with the pairs that are measured no more. */
  keepAdded(before) {
    for (const old of before.pairs.values()) {
      const pair = this.pairs.get(old.source, old.target, old.proto, old.schedule);
      if (pair) {
        pair.sum = old.sum;
        pair.since = old.since;
      } else if (old.past) this.keepPast(old, before);
    }
  }

  keepPast(pair, before) {
    this.pairs.add(pair);
    for (const name of [pair.source, pair.target]) {
      if (!this.probes.has(name)) this.probes.set(name, before.probes.get(name));
    }
  }

  addPast(source, target, proto, schedule, sum) {
    for (const name of [source, target]) {
      if (!this.probes.has(name))
        this.probes.set(name, { name, site: "", state: "past", groups: [], labels: {}, heard: null });
    }
    const pair = pairOf(proto, schedule, source, target);
    Object.assign(pair, { sum, past: true, state: "ended", time: 0 });
    this.pairs.add(pair);
  }

  /** Adds since when what stands out does. */
  addEpisodes(answer) {
    for (const pair of this.pairs.values()) pair.since = null;
    for (const event of answer.events) {
      if (!event.target) continue; // a probe's, not a pair's
      const pair = this.pair(event.source, event.target, event.proto, event.schedule);
      if (pair) pair.since = { ...pair.since, [event.kind]: Date.parse(event.from) };
    }
  }
}

/** All pairs, found without a text for each: there are 40,000 of 200 probes. */
class Pairs {
  constructor() {
    this.size = 0;
    this.kinds = new Map();
    this.list = null;
  }

  targets(source, proto, schedule, makes) {
    const kind = kindName(proto, schedule);
    if (!this.kinds.has(kind) && makes) this.kinds.set(kind, new Map());
    const sources = this.kinds.get(kind);
    if (makes && !sources.has(source)) sources.set(source, new Map());
    return sources?.get(source);
  }

  get(source, target, proto, schedule) {
    return this.targets(source, proto, schedule, false)?.get(target);
  }

  add(pair) {
    const targets = this.targets(pair.source, pair.proto, pair.schedule, true);
    if (!targets.has(pair.target)) this.size++;
    targets.set(pair.target, pair);
    this.list = null;
  }

  delete(pair) {
    if (this.targets(pair.source, pair.proto, pair.schedule, false)?.delete(pair.target)) this.size--;
    this.list = null;
  }

  /** All of them; what is asked for is not to be changed. */
  values() {
    if (this.list) return this.list;
    this.list = [];
    for (const sources of this.kinds.values())
      for (const targets of sources.values()) for (const pair of targets.values()) this.list.push(pair);
    return this.list;
  }
}

/** Every pair has the same members, in the same order: engines keep such objects small. */
function pairOf(proto, schedule, source, target) {
  return {
    kind: kindName(proto, schedule),
    proto,
    schedule,
    source,
    target,
    state: "unknown",
    time: null,
    loss: null,
    median: null,
    habit: null,
    hindered: false,
    threshold: undefined,
    sum: null,
    since: null,
    past: false,
    seenNow: null,
    seenSum: null,
  };
}

const kindNames = new Map();

/** A pair's family and schedule, the same text for all of them. */
export function kindOf(pair) {
  return pair.kind ?? kindName(pair.proto, pair.schedule);
}

function kindName(proto, schedule) {
  if (!kindNames.has(schedule)) kindNames.set(schedule, {});
  const names = kindNames.get(schedule);
  names[proto] ??= `${proto} ${schedule}`;
  return names[proto];
}

function scaled(whole, parts) {
  return whole === null ? null : whole / parts;
}

/**
 * How a pair looks: {@code style} names its colours, {@code loss}, {@code median} and {@code level}
 * what it says. Over a range it is the range's sum that counts, else the newest round.
 */
export function look(pair, ranged) {
  const value = ranged ? pair.sum : pair;
  if (ranged ? !value || value.loss === null : pair.state !== "measured") {
    return { style: ranged ? "unknown" : pair.state, loss: null, median: null, level: 0 };
  }
  const { loss, median } = value;
  const threshold = pair.threshold ?? USUAL_THRESHOLD;
  const level = loss > threshold.loss ? lossClass(loss) : 0;
  if (level) return { style: `loss${level}`, loss, median, level };
  const slow = slowClass(median, pair.habit, threshold);
  return { style: slow ? `slow${slow}` : "good", loss, median, level: slow };
}

/**
 * A pair with how it looks, as {@code {pair, style, loss, median, level, rank}}; the higher the rank, the
 * worse, and what is not measured is below all. Kept until the pair changes.
 */
export function seenOf(pair, ranged) {
  const kept = ranged ? pair.seenSum : pair.seenNow;
  if (kept) return kept;
  const { style, loss, median, level } = look(pair, ranged);
  const rank = style.startsWith("loss") ? 10 + level : loss === null ? -1 : level;
  const seen = { pair, style, loss, median, level, rank };
  if (ranged) pair.seenSum = seen;
  else pair.seenNow = seen;
  return seen;
}

/** Of two that {@link seenOf} made, the worse first; what is not measured last. */
export function worseFirst(a, b) {
  return (
    b.rank - a.rank || (b.loss ?? -1) - (a.loss ?? -1) || ratio(b) - ratio(a) || (b.median ?? -1) - (a.median ?? -1)
  );
}

function ratio({ pair, median }) {
  return pair.habit && median !== null ? median / pair.habit : 0;
}
