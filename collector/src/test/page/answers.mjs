// Answers as a collector makes them, of a full mesh of any size: what the page is measured with, so that
// neither a store nor its load counts.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";

const TYPES = { html: "text/html", css: "text/css", js: "text/javascript", svg: "image/svg+xml" };
const STATES = ["measured", "unknown", "stale", "ended", "silent"];

/** Milliseconds: the probes take turns, each has a round so often. */
const ROUND = 60000;
const BEAT = 4000;

/** The same sequence in each run (mulberry32). */
function random(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A mesh of some probes at some sites: one probe is silent, one loses toward all, a few pairs lose or are slow. */
export class Answers {
  constructor(probes, sites) {
    this.names = Array.from({ length: probes }, (_, i) => `p${i + 1}`);
    this.sites = this.names.map((_, i) => `S${String((i % sites) + 1).padStart(2, "0")}`);
    this.random = random(probes);
    this.began = Date.now();
  }

  get lossy() {
    return Math.min(6, this.names.length - 1);
  }

  get silent() {
    return this.names.length - 1;
  }

  habit(source, target) {
    return 0.4 + 0.05 * ((source * 7 + target * 13) % 40);
  }

  /** Loss and median of a round, or of a range. */
  value(source, target, share = 0.002) {
    const habit = this.habit(source, target);
    const one = this.random();
    if (source === this.lossy) return [0.05, habit];
    if (one < share) return [one < share / 10 ? 1 : 0.02 + 10 * one, one < share / 10 ? null : habit];
    return [0, one > 1 - share ? habit * 3 + 1 : habit * (0.98 + 0.04 * this.random())];
  }

  *pairs() {
    for (let source = 0; source < this.names.length; source++)
      for (let target = 0; target < this.names.length; target++) if (source !== target) yield [source, target];
  }

  mesh() {
    const probes = this.names.map((name, i) => {
      const silent = i === this.silent;
      return { name, site: this.sites[i], state: silent ? "silent" : "reporting", age_s: silent ? 3600 : 20 };
    });
    const pairs = [];
    for (const [source, target] of this.pairs()) {
      const silent = source === this.silent;
      const [loss, median] = this.value(source, target);
      const age = silent ? 3600000 : 1000 + Math.round(this.random() * ROUND);
      const micro = median === null ? null : Math.round(median * 1e3);
      const habit = Math.round(this.habit(source, target) * 1e3);
      pairs.push([4, 0, source, target, silent ? 4 : 0, age, Math.round(loss * 1e6), micro, habit, 0]);
    }
    const server_time = new Date().toISOString();
    return { server_time, public: false, states: STATES, probes, pairs, schedules: ["mesh"] };
  }

  statistics(range) {
    const seconds = Number.parseInt(range, 10) * { m: 60, h: 3600, d: 86400 }[range.at(-1)];
    const until = Date.now();
    const pairs = [];
    for (const [source, target] of this.pairs()) {
      if (source === this.silent && seconds < 3600) continue;
      const [loss, median] = this.value(source, target, 0.01);
      const sent = seconds;
      const lost = Math.round(loss * sent);
      const p95 = median === null ? null : Math.round(median * 1200) / 1e3;
      const rounds = Math.ceil(sent / 60);
      const shown = median === null ? null : Math.round(median * 1e3) / 1e3;
      pairs.push([4, 0, source, target, lost / sent, shown, p95, sent, lost, rounds, 0]);
    }
    const times = { server_time: new Date(until).toISOString(), range };
    const from = new Date(until - seconds * 1000).toISOString();
    const first = new Date(until - 40 * 86400000).toISOString();
    return { ...times, from, until: times.server_time, first, pairs, probes: this.names, schedules: ["mesh"] };
  }

  events() {
    const from = new Date(Date.now() - 1800000).toISOString();
    const events = this.names
      .filter((_, i) => i !== this.lossy)
      .map((target) => ({ kind: "loss", source: this.names[this.lossy], target, proto: 4, schedule: "mesh", from }))
      .map((event) => ({ ...event, until: new Date().toISOString(), open: true, rounds: 30, worst: 0.05 }));
    return { server_time: new Date().toISOString(), range: "1d", total: events.length, events };
  }

  /** What a probe's upload brings. */
  rounds(source) {
    const time = Date.now() - 1000;
    const rounds = [];
    for (let target = 0; target < this.names.length; target++) {
      if (target === source) continue;
      const [loss, median] = this.value(source, target);
      const whole = median === null ? null : Math.round(median * 1e3) / 1e3;
      rounds.push([this.names[target], 4, "mesh", time, loss, whole, false]);
    }
    return { source: this.names[source], rounds };
  }
}

/** Serves the page's files and the answers on a port of loopback; `live` says whether rounds arrive. */
export class AnswerServer {
  constructor(files, answers) {
    this.files = files;
    this.answers = answers;
    this.kept = new Map();
    this.listeners = new Set();
    this.timers = [];
    this.bytes = 0;
    this.server = http.createServer((call, answer) => this.answer(call, answer));
  }

  async start() {
    for (const name of fs.readdirSync(this.files)) this.file(name);
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    this.url = `http://127.0.0.1:${this.server.address().port}/`;
    const { names, silent } = this.answers;
    let next = 0;
    const turn = () => {
      if (this.live && next !== silent) this.send("rounds", this.answers.rounds(next));
      next = (next + 1) % names.length;
    };
    this.timers.push(setInterval(turn, ROUND / names.length));
    this.timers.push(setInterval(() => this.send("beat", { server_time: new Date().toISOString() }), BEAT));
    return this;
  }

  stop() {
    this.timers.forEach(clearInterval);
    this.listeners.forEach((one) => one.end());
    this.server.close();
    this.server.closeAllConnections();
  }

  send(event, data) {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    this.bytes += this.listeners.size * text.length;
    this.listeners.forEach((one) => one.write(text));
  }

  file(name) {
    const type = TYPES[name.split(".").pop()];
    const body = zlib.gzipSync(fs.readFileSync(path.join(this.files, name)));
    this.kept.set(name === "index.html" ? "/" : `/${name}`, { type, body });
  }

  /** A large answer is made once: a collector keeps it as well. */
  data(what, parameters) {
    const key = what + (parameters.get("range") ?? "");
    if (!this.kept.has(key)) {
      const made = {
        mesh: () => this.answers.mesh(),
        statistics: () => this.answers.statistics(parameters.get("range")),
        events: () => this.answers.events(),
      }[what]();
      this.kept.set(key, { type: "application/json", body: zlib.gzipSync(JSON.stringify(made), { level: 1 }) });
    }
    return this.kept.get(key);
  }

  answer(call, answer) {
    const { pathname, searchParams } = new URL(call.url, this.url);
    const what = pathname.match(/^\/api\/v1\/data\/(\w+)$/)?.[1];
    if (what === "live") {
      answer.writeHead(200, { "Content-Type": "text/event-stream" });
      answer.write("retry: 1000\n\n");
      this.listeners.add(answer);
      call.on("close", () => this.listeners.delete(answer));
      return;
    }
    if (pathname === "/healthz") {
      answer.writeHead(200, { "Content-Type": "application/json" });
      return answer.end(JSON.stringify({ status: "ok", notices: [] }));
    }
    const found = what ? this.data(what, searchParams) : this.kept.get(pathname);
    if (!found) return answer.writeHead(404).end();
    this.bytes += found.body.length;
    const headers = { "Content-Type": found.type, "Content-Encoding": "gzip", "Content-Length": found.body.length };
    answer.writeHead(200, headers).end(found.body);
  }
}
