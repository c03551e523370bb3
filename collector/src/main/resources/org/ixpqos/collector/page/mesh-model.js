// The mesh as the collector tells it, kept up to date by what is stored meanwhile.
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
    this.pairs = new Map();
    const thresholds = (answer.thresholds ?? []).map((one) => ({ ...USUAL_THRESHOLD, ...one }));
    const names = answer.probes.map((probe) => probe.name);
    for (const [proto, schedule, source, target, state, age, loss, median, habit, hindered] of answer.pairs) {
      const pair = {
        proto,
        schedule: answer.schedules[schedule],
        source: names[source],
        target: names[target],
        state: answer.states[state],
        time: age === null ? null : (this.at ?? this.serverTime) - age,
        loss: scaled(loss, 1e6),
        median: scaled(median, 1e3),
        habit: scaled(habit, 1e3),
        hindered: hindered === 1,
      };
      const threshold = thresholds.find((one) => this.isIn(pair, one));
      if (threshold) pair.threshold = threshold;
      this.pairs.set(key(pair.source, pair.target, proto, pair.schedule), pair);
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

  /** The collector's time, whatever the viewer's clock says; the moment that was asked for. */
  now() {
    return this.at ?? this.serverTime + performance.now() - this.readAt;
  }

  pair(source, target, proto, schedule) {
    return this.pairs.get(key(source, target, Number(proto), schedule));
  }

  /** Takes what was stored; tells whether there is something that was not known at all. */
  take(stored) {
    const probe = this.probes.get(stored.source);
    if (!probe) return true;
    probe.state = "reporting";
    probe.heard = this.now();
    let unknown = false;
    for (const [target, proto, schedule, time, loss, median, hindered] of stored.rounds) {
      const pair = this.pair(stored.source, target, proto, schedule);
      if (!pair) unknown = true;
      else if (time > pair.time)
        Object.assign(pair, { time, loss, median, hindered, state: loss === null ? "unknown" : "measured" });
    }
    return unknown;
  }

  /** Families and schedules that are measured, the busiest first. */
  kinds(pairs = this.pairs.values()) {
    const kinds = new Map();
    for (const pair of pairs) {
      const name = pair.proto + " " + pair.schedule;
      const kind = kinds.get(name) ?? { proto: pair.proto, schedule: pair.schedule, count: 0, lossy: 0 };
      kind.count++;
      if (pair.state === "measured" && pair.loss > 0) kind.lossy++;
      kinds.set(name, kind);
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
  addSums(answer, withPast) {
    for (const [name, pair] of this.pairs) {
      delete pair.sum;
      if (pair.past) this.pairs.delete(name);
    }
    for (const [proto, schedule, source, target, loss, median, p95, sent, lost] of answer.pairs) {
      const [from, to] = [answer.probes[source], answer.probes[target]];
      const sum = { loss, median, p95, sent, lost };
      const pair = this.pair(from, to, proto, answer.schedules[schedule]);
      if (pair) pair.sum = sum;
      else if (withPast && from !== undefined) this.addPast(from, to, proto, answer.schedules[schedule], sum);
    }
  }

  /** Takes a pair that is measured no more from the mesh before. */
  keepPast(key, pair, before) {
    if (this.pairs.has(key)) return;
    this.pairs.set(key, pair);
    for (const name of [pair.source, pair.target]) {
      if (!this.probes.has(name)) this.probes.set(name, before.probes.get(name));
    }
  }

  addPast(source, target, proto, schedule, sum) {
    for (const name of [source, target]) {
      if (!this.probes.has(name))
        this.probes.set(name, { name, site: "", state: "past", groups: [], labels: {}, heard: null });
    }
    const pair = { source, target, proto, schedule, sum, past: true, state: "ended", time: 0 };
    Object.assign(pair, { loss: null, median: null, habit: null, hindered: false });
    this.pairs.set(key(source, target, proto, schedule), pair);
  }

  /** Adds since when what stands out does. */
  addEpisodes(answer) {
    for (const pair of this.pairs.values()) delete pair.since;
    for (const event of answer.events) {
      if (!event.target) continue; // a probe's, not a pair's
      const pair = this.pair(event.source, event.target, event.proto, event.schedule);
      if (pair) pair.since = { ...pair.since, [event.kind]: Date.parse(event.from) };
    }
  }
}

function scaled(whole, parts) {
  return whole === null ? null : whole / parts;
}

function key(source, target, proto, schedule) {
  return `${source} ${target} ${proto} ${schedule}`;
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
