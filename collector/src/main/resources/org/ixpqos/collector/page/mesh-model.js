// The mesh as the collector tells it, kept up to date by what is stored meanwhile.
import { byName, lossClass, slowClass } from "./format.js";

export class Mesh {
  constructor(answer) {
    this.serverTime = Date.parse(answer.server_time);
    this.readAt = performance.now();
    this.public = answer.public;
    this.probes = new Map(
      answer.probes.map((probe) => [
        probe.name,
        {
          ...probe,
          heard: probe.age_s === undefined ? null : this.serverTime - 1000 * probe.age_s,
        },
      ]),
    );
    this.pairs = new Map();
    const names = answer.probes.map((probe) => probe.name);
    for (const [proto, schedule, source, target, state, age, loss, median, habit, hindered] of answer.pairs) {
      const pair = {
        proto,
        schedule: answer.schedules[schedule],
        source: names[source],
        target: names[target],
        state: answer.states[state],
        time: this.serverTime - age,
        loss: scaled(loss, 1e6),
        median: scaled(median, 1e3),
        habit: scaled(habit, 1e3),
        hindered: hindered === 1,
      };
      this.pairs.set(key(pair.source, pair.target, proto, pair.schedule), pair);
    }
  }

  /** The collector's time, whatever the viewer's clock says. */
  now() {
    return this.serverTime + performance.now() - this.readAt;
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
  kinds() {
    const kinds = new Map();
    for (const pair of this.pairs.values()) {
      const name = pair.proto + " " + pair.schedule;
      const kind = kinds.get(name) ?? { proto: pair.proto, schedule: pair.schedule, count: 0, lossy: 0 };
      kind.count++;
      if (pair.state === "measured" && pair.loss > 0) kind.lossy++;
      kinds.set(name, kind);
    }
    return [...kinds.values()].sort((a, b) => b.count - a.count || a.proto - b.proto);
  }

  /** The names and pairs of one kind. */
  of(kind) {
    const pairs = [];
    const measured = new Set();
    for (const pair of this.pairs.values()) {
      if (pair.proto !== kind.proto || pair.schedule !== kind.schedule) continue;
      pairs.push(pair);
      measured.add(pair.source).add(pair.target);
    }
    const probes = [...this.probes.values()]
      .filter((probe) => measured.has(probe.name) || probe.state === "never")
      .sort((a, b) => byName(a.site, b.site) || byName(a.name, b.name));
    return { probes, pairs };
  }

  /** Adds what a range's rounds add up to. */
  addSums(answer) {
    for (const pair of this.pairs.values()) delete pair.sum;
    for (const [proto, schedule, source, target, loss, median, p95, sent, lost] of answer.pairs) {
      const pair = this.pair(answer.probes[source], answer.probes[target], proto, answer.schedules[schedule]);
      if (pair) pair.sum = { loss, median, p95, sent, lost };
    }
  }

  /** Adds since when what stands out does. */
  addEpisodes(answer) {
    for (const pair of this.pairs.values()) delete pair.since;
    for (const event of answer.events) {
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
  const level = lossClass(loss);
  if (level) return { style: `loss${level}`, loss, median, level };
  const slow = slowClass(median, pair.habit);
  return { style: slow ? `slow${slow}` : "good", loss, median, level: slow };
}
