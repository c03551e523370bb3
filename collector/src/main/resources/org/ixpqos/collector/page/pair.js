// The view of a pair: both directions above each other, what they add up to, and a moment's rounds.
import { frozen, go, here, viewLink } from "./address.js";
import { ask } from "./ask.js";
import { complete, element, moment, scheduleName, utc, wireTime, zoneName } from "./format.js";
import { choice } from "./mesh-choices.js";
import { changesOf, direction, only, reversed, roundsAt, series } from "./pair-data.js";
import { aboutPair, chartTitle, LEGEND, pairRows, pointWords, resolutionWords, summed } from "./pair-words.js";
import { roundsTable } from "./rounds.js";
import { charts, smokeChart } from "./smoke.js";
import { scale } from "./smoke-points.js";
import { rangeOptions, rangeParameters, TimeInputs } from "./when.js";

const RANGES = ["10m", "1h", "6h", "24h", "7d", "30d", "90d", "365d", "730d"];

export class PairView {
  constructor(mesh) {
    this.mesh = mesh;
    this.charts = [];
    this.zoomedFrom = [];
    this.times = new TimeInputs();
    this.root = element("div", { class: "pair" });
  }

  wanted() {
    const asked = here();
    const { source, target, proto, schedule } = asked;
    return { source, target, ...this.kind(source, target, proto, schedule), ...rangeParameters(asked, "1h") };
  }

  /** The family and schedule that the address says, or the first that this pair has; undefined when the mesh has none. */
  kind(source, target, proto, schedule) {
    if (proto !== undefined && schedule !== undefined) return { proto, schedule };
    const measured = (kind) =>
      this.mesh().pair(source, target, kind.proto, kind.schedule) ||
      this.mesh().pair(target, source, kind.proto, kind.schedule);
    const kinds = (this.mesh()?.kinds() ?? []).filter(
      (kind) =>
        measured(kind) &&
        (proto === undefined || String(kind.proto) === proto) &&
        (schedule === undefined || kind.schedule === schedule),
    );
    // an address leaves out a schedule without a name, an original client's
    const found = kinds.find((kind) => kind.schedule === "") ?? kinds[0];
    return { proto: proto ?? (found && String(found.proto)), schedule: schedule ?? found?.schedule };
  }

  /** Reads and draws; throws what stopped it. */
  async draw() {
    const asked = here();
    let wanted = this.wanted();
    const key = JSON.stringify([wanted, zoneName()]);
    if (key === this.key && asked.at !== this.at && this.charts.length) {
      this.at = asked.at;
      await this.drawMoment();
      return;
    }
    const [uPlot, there, andBack, ...changes] = await Promise.all([
      charts(),
      series(wanted),
      series(reversed(wanted)),
      this.changes(wanted.source),
      this.changes(wanted.target),
    ]);
    if (key !== JSON.stringify([this.wanted(), zoneName()])) return; // something else was chosen meanwhile
    const first = (there ?? andBack)?.series[0];
    wanted = {
      ...wanted,
      proto: wanted.proto ?? String(first?.proto ?? 4),
      schedule: wanted.schedule ?? first?.schedule ?? "",
    };
    const [forward, reverse] = [only(there, wanted), only(andBack, wanted)];
    const back = reversed(wanted);
    const answer = forward ?? reverse ?? there ?? andBack;
    this.shown = wanted;
    this.directions = [
      [wanted, forward, changes[0]],
      [back, reverse, changes[1]],
    ].map(([names, one, notes]) => direction(names, one, answer, notes));
    // alike, so that the two can be compared
    const range = scale(this.directions.flatMap((one) => one.points));
    this.directions.forEach((one) => (one.scale = range));
    this.key = key;
    this.at = asked.at;
    this.drawHead(wanted, asked);
    const figures = this.directions.map((one) => this.figure(one));
    this.moment = element("section", { class: "card", "aria-label": "Rounds", hidden: true });
    this.charts.forEach((chart) => chart.destroy());
    this.root.replaceChildren(
      this.head,
      element(
        "section",
        { class: "card", "aria-label": "Over time" },
        figures.map((one) => one.root),
        element(
          "p",
          { class: "note" },
          `${LEGEND.join(" ")} Drag to zoom, double-click to go back, click to see the rounds.`,
        ),
      ),
      this.moment,
    );
    this.charts = this.directions
      .map((one, i) =>
        one.empty
          ? null
          : smokeChart(uPlot, figures[i].chart, one, this.height(), {
              zoom: (from, until) => this.zoom(from, until),
              back: () => this.back(),
              pick: (point) => go({ at: new Date(point.at * 1000).toISOString() }, true),
              point: (point) => figures[i].say(point),
            }),
      )
      .filter(Boolean);
    performance.mark("pair drawn");
    await this.drawMoment();
  }

  height() {
    return Math.max(190, Math.min(300, (innerHeight - 300) / 2));
  }

  /** Public pages tell nothing of the probes themselves. */
  async changes(source) {
    if (this.mesh()?.public) return [];
    const answer = await ask("probes", { range: "1d" });
    return changesOf(answer.probes.find((one) => one.name === source));
  }

  drawHead(wanted, asked) {
    const swap = (event) => {
      event.preventDefault();
      go({ source: wanted.target, target: wanted.source });
    };
    const title = element("h2", {}, wanted.source, element("span", { class: "dim" }, " ⇄ "), wanted.target);
    const kinds = (this.mesh()?.kinds() ?? []).filter((kind) =>
      this.mesh().pair(wanted.source, wanted.target, kind.proto, kind.schedule),
    );
    this.head = element(
      "div",
      { class: "pair-head" },
      element(
        "p",
        { class: "crumb" },
        element("a", { href: viewLink("mesh") }, "← Mesh"),
        " ",
        element("a", { href: viewLink("events", { probe: wanted.target, range: "30d" }) }, "Incidents"),
        " ",
        element("a", { href: viewLink("source", { source: wanted.source }) }, `All of ${wanted.source}`),
        " ",
        element("a", { href: "#", click: swap }, "⇅ Swap"),
      ),
      title,
      element(
        "form",
        { class: "choices", "aria-label": "What is shown" },
        kinds.length > 1 &&
          choice(
            "proto",
            "Family",
            [...new Set(kinds.map((kind) => kind.proto))].map((proto) => [proto, `IPv${proto}`]),
            Number(wanted.proto),
          ),
        kinds.length > 1 &&
          choice(
            "schedule",
            "Schedule",
            [...new Set(kinds.filter((kind) => String(kind.proto) === wanted.proto).map((kind) => kind.schedule))].map(
              (one) => [one, scheduleName(one)],
            ),
            wanted.schedule,
          ),
        rangeChoice(wanted, asked),
      ),
      this.times.root,
      element(
        "p",
        { class: "note" },
        this.rangeWords(),
        asked.from && element("button", { type: "button", class: "plain", click: () => this.back() }, "back"),
      ),
    );
    const [one] = this.directions;
    if (one.from) this.times.show(asked, { from: one.from * 1000, until: one.until * 1000 });
  }

  /** From when to when, in which zone, and what a point is. */
  rangeWords() {
    const [one] = this.directions;
    if (!one.from) return "";
    const points = resolutionWords(this.directions.find((each) => each.resolution)?.resolution);
    return `${complete(one.from * 1000)} to ${complete(one.until * 1000)}, a point is ${points} `;
  }

  figure(one) {
    const summary = element("span", { class: "dim" }, summed(one));
    const chart = element("div", {
      class: "chart",
      tabindex: "0",
      role: "img",
      "aria-label": `Round-trip time from ${one.source} to ${one.target}: ${summed(one)}`,
      keydown: (event) => this.walk(event, one),
    });
    if (one.empty)
      chart.append(
        element("p", { class: "empty" }, one.answered ? "No round in this time range." : this.neverWords(one)),
      );
    const root = element(
      "figure",
      {},
      element("figcaption", {}, element("b", {}, `${one.source} → ${one.target}`), " ", summary),
      chart,
      changes(one.notes),
    );
    return { root, chart, say: (point) => (summary.textContent = point ? pointWords(point, one) : summed(one)) };
  }

  /** Never measured, or not even known by name. */
  neverWords({ source, target, schedule, proto }) {
    const known = this.mesh()?.probes;
    const unknown = known ? [source, target].filter((name) => !known.has(name)) : [];
    if (unknown.length) return `${unknown.map((name) => `“${name}”`).join(" and ")}: no probe of this name is known.`;
    const { proto: family, schedule: entry } = here();
    if (family === undefined && entry === undefined) return `${source} never measured ${target}.`;
    return `${source} never measured ${target} over IPv${proto} in ${scheduleName(schedule)}.`;
  }

  /** Left and right go from point to point, Enter shows its rounds, Escape goes back. */
  walk(event, one) {
    const chart = this.charts.find((candidate) => candidate.root.parentElement === event.currentTarget);
    if (!chart) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      this.index = Math.max(0, Math.min(one.points.length - 1, (this.index ?? one.points.length) + step));
      chart.setCursor({ left: chart.valToPos(one.points[this.index].at, "x"), top: 10 });
      event.preventDefault();
    } else if (event.key === "Enter" && one.points[this.index]) {
      go({ at: new Date(one.points[this.index].at * 1000).toISOString() }, true);
    }
  }

  zoom(from, until) {
    const { range = null, from: before = null, until: after = null } = here();
    this.zoomedFrom.push({ range, from: before, until: after });
    const least = 600;
    const middle = (from + until) / 2;
    const half = Math.max(until - from, least) / 2;
    go({ from: wireTime((middle - half) * 1000), until: wireTime((middle + half) * 1000), at: null });
  }

  back() {
    if (this.zoomedFrom.length) go({ ...this.zoomedFrom.pop(), at: null });
    else if (here().from) go({ from: null, until: null, at: null });
  }

  async drawMoment() {
    const at = Date.parse(here().at) / 1000;
    this.moment.hidden = !at;
    if (!at) return;
    const tables = await Promise.all(
      this.directions
        .filter((one) => !one.empty)
        .map(async (one) => {
          const { rounds, chosen } = await roundsAt(one, at);
          return roundsTable(`${one.source} → ${one.target}`, rounds, chosen);
        }),
    );
    this.moment.replaceChildren(
      element(
        "div",
        { class: "panel-head" },
        element("h3", {}, `Rounds at ${moment(at * 1000, true)} ${zoneName(at * 1000)}`),
        element("span", { class: "dim" }, utc(at * 1000)),
        element(
          "button",
          { type: "button", "aria-label": "Close the rounds", click: () => go({ at: null }, true) },
          "✕",
        ),
      ),
      ...tables,
    );
  }

  title() {
    const { source, target } = here();
    return `${source} ⇄ ${target}`;
  }

  frozen() {
    const [one] = this.directions ?? [];
    if (!one?.from || here().from) return frozen({});
    return frozen({ from: wireTime(one.from * 1000), until: wireTime(one.until * 1000) });
  }

  sheets() {
    if (!this.directions) return [];
    const { source, target } = this.shown;
    const sheet = (directions) => ({
      name: `${source}-${target}`,
      about: aboutPair(directions, this.shown),
      rows: pairRows(directions),
    });
    const shown = { title: "The points that are shown", read: async () => sheet(this.directions) };
    if (this.directions[0].until - this.directions[0].from < 2 * 3600) return [shown];
    return [shown, ...["round", "1h"].map((resolution) => this.sheetOf(resolution, sheet))];
  }

  /** The same time by rounds, or by hours. */
  sheetOf(resolution, sheet) {
    const read = async () => {
      const [{ from, until }] = this.directions;
      const time = { from: wireTime(from * 1000), until: wireTime(until * 1000), resolution };
      const both = [this.shown, reversed(this.shown)].map(({ source, target, proto, schedule }) => ({
        source,
        target,
        proto,
        schedule,
      }));
      const answers = await Promise.all(both.map((names) => series({ ...names, ...time })));
      return sheet(both.map((names, i) => direction(names, only(answers[i], this.shown), answers[1 - i], [])));
    };
    return { title: resolution === "1h" ? "Hourly statistics of this time" : "All rounds of this time", read };
  }

  isDrawn() {
    return this.charts.length > 0;
  }

  picture() {
    const drawn = this.directions.filter((one) => !one.empty);
    return {
      name: `${this.shown.source}-${this.shown.target}`,
      about: aboutPair(this.directions, this.shown),
      pictures: this.charts.map((chart, i) => ({ canvas: chart.ctx.canvas, title: chartTitle(drawn[i]) })),
      legend: LEGEND.map((words) => ({ words })),
    };
  }

  leave() {
    this.charts.forEach((chart) => chart.destroy());
    this.charts = [];
    this.key = null;
  }
}

/** What the flags in a chart are, one below the other. */
function changes(notes) {
  if (notes.length === 0) return "";
  return element(
    "details",
    { class: "changes" },
    element(
      "summary",
      {},
      `⚑ ${notes.length === 1 ? `${moment(notes[0].at * 1000)} ${notes[0].words}` : `${notes.length} changes`}`,
    ),
    element(
      "ul",
      { class: "plain" },
      [...notes].reverse().map((note) => element("li", {}, `${moment(note.at * 1000, true)} ${note.words}`)),
    ),
  );
}

function rangeChoice(wanted, asked) {
  return choice("range", "Range", rangeOptions(RANGES, asked), wanted.from ? "" : wanted.range, {
    from: null,
    until: null,
    at: null,
  });
}
