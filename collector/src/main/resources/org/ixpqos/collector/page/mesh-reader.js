// Reads what the view of the mesh shows beside the newest rounds: statistics of a range, incidents, and
// the mesh as it was at a moment.
import { ask } from "./ask.js";
import { wireTime } from "./format.js";
import { Mesh } from "./mesh-model.js";

const DAY = 86400000;
const HOUR = 3600000;

/** Milliseconds. What changed in the last hour, and what came in late of the past, is read anew so often. */
const GOOD_FOR = 60000;
const GOOD_FOR_FEW = 14000;
const GOOD_FOR_PAST = 300000;

/** The statistics of more pairs are megabytes. */
const MANY_PAIRS = 5000;

/** What is known beside the mesh, before anything is. */
const NOTHING = { gaps: [], changes: [], first: null, until: null, partial: false };

/** What the address asks for, as far as it is read here. */
function keyOf({ range, from, until, at }) {
  return JSON.stringify([range ?? "now", from, until, at]);
}

export function isRanged({ range, from }) {
  return Boolean(from) || (range !== undefined && range !== "now");
}

export class MeshReader {
  /** @param read called when something was read that is to be drawn */
  constructor(read) {
    this.done = read;
    this.past = new Map();
    this.found = new Map();
  }

  /** The mesh that is to be shown: the present one, or that of a moment, once it is read. */
  shown(mesh, asked) {
    return asked.at ? (this.past.get(asked.at) ?? null) : mesh;
  }

  /** What is known of the time that is asked for; statistics of another time are taken off the mesh. */
  added(mesh, asked) {
    const key = keyOf(asked);
    if (!asked.at && this.applied !== key) {
      if (this.applied) mesh.addStatistics({ pairs: [] }, false);
      this.applied = null;
      return NOTHING;
    }
    return this.found.get(key) ?? NOTHING;
  }

  /** @param mesh gives the present one: another may have come while an answer was awaited */
  async read(mesh, asked) {
    const key = keyOf(asked);
    this.wanted = key;
    if (this.isGood(key, mesh())) return;
    const known = asked.at
      ? await this.readMoment(asked)
      : isRanged(asked)
        ? await this.readRange(mesh, asked, key)
        : await this.readNow(mesh, key);
    if (!known) return;
    this.keep(this.found, key, known);
    if (!asked.at) this.applied = key;
    this.done();
  }

  /** Whether what was read is new enough. Much is not read as often as little. */
  isGood(key, mesh) {
    const known = this.found.get(key);
    const goodFor = mesh.pairs.size > MANY_PAIRS ? GOOD_FOR : GOOD_FOR_FEW;
    return this.applied === key && known && performance.now() - known.readAt < goodFor;
  }

  keep(map, key, value) {
    map.delete(key);
    map.set(key, value);
    if (map.size > 20) map.delete(map.keys().next().value);
  }

  /** Nothing where something else was asked for meanwhile. */
  async readNow(mesh, key) {
    const [statistics, open, changes] = await Promise.all([
      ask("statistics", { range: "10m" }),
      ask("events", { range: "7d", open: "true" }),
      this.readChanges(),
    ]);
    if (this.wanted !== key) return null;
    mesh().addStatistics(statistics, false);
    mesh().addEpisodes(open);
    return {
      ...NOTHING,
      changes: changes.events,
      first: first(statistics),
      until: mesh().now(),
      readAt: performance.now(),
      partial: Boolean(statistics.partial),
    };
  }

  async readChanges() {
    if (!this.changes || performance.now() - this.changesAt > GOOD_FOR) {
      this.changes = await ask("events", { range: "1h" });
      this.changesAt = performance.now();
    }
    return this.changes;
  }

  async readRange(mesh, asked, key) {
    const time = asked.from ? { from: asked.from, until: asked.until } : { range: asked.range };
    const [statistics, gaps, silences] = await Promise.all([
      ask("statistics", time),
      ask("events", { ...time, kind: "gap" }),
      ask("events", { ...time, kind: "silence" }),
    ]);
    if (this.wanted !== key) return null;
    mesh().addStatistics(statistics, true);
    mesh().addEpisodes({ events: [] });
    return {
      ...NOTHING,
      gaps: [...gaps.events, ...silences.events],
      first: first(statistics),
      from: Date.parse(statistics.from),
      until: Date.parse(statistics.until),
      readAt: performance.now(),
      partial: Boolean(statistics.partial),
    };
  }

  /** Each moment of the past is read once: it stays what it was, but for what comes in late. */
  async readMoment({ at }) {
    const known = this.found.get(keyOf({ at }));
    if (known && performance.now() - known.readAt < GOOD_FOR_PAST) return known;
    const moment = Date.parse(at);
    const [answer, incidents, changes] = await Promise.all([
      ask("mesh", { at }),
      ask("events", { from: wireTime(moment - DAY), until: at, kind: "loss" }),
      ask("events", { from: wireTime(moment - HOUR), until: at }),
    ]);
    const mesh = new Mesh(answer);
    // what ends with the last round before the moment goes on at it
    const open = incidents.events.filter((event) => Date.parse(event.until) >= moment);
    mesh.addEpisodes({ events: open });
    this.keep(this.past, at, mesh);
    const readAt = performance.now();
    return { ...NOTHING, changes: changes.events, until: moment, partial: Boolean(answer.partial), readAt };
  }
}

function first({ first }) {
  return first ? Date.parse(first) : null;
}
