// The view of a pair: both directions above each other, what they add up to, and a moment's rounds.
import { go, here, rangeSeconds, viewLink } from "./address.js";
import { ask } from "./ask.js";
import { clock, counted, day, element, milliseconds, moment, percent, scheduleName, utc } from "./format.js";
import { choice } from "./mesh.js";
import { roundsTable } from "./rounds.js";
import { charts, smokeChart } from "./smoke.js";
import { hindered } from "./smoke-draw.js";
import { prepared, scale, total, usualStep } from "./smoke-points.js";

const RANGES = ["10m", "1h", "6h", "24h", "7d", "30d", "90d", "365d", "730d"];

export class PairView {
  constructor(mesh) {
    this.mesh = mesh;
    this.charts = [];
    this.zoomedFrom = [];
    this.root = element("div", { class: "pair" });
  }

  wanted() {
    const { source, target, proto, schedule, range, from, until } = here();
    const time = from ? { from, until } : { range: range && rangeSeconds(range) >= 600 ? range : "1h" };
    return { source, target, ...this.kind(source, target, proto, schedule), ...time };
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
    const key = JSON.stringify(wanted);
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
    if (key !== JSON.stringify(this.wanted())) return; // something else was chosen meanwhile
    const first = (there ?? andBack)?.series[0];
    wanted = {
      ...wanted,
      proto: wanted.proto ?? String(first?.proto ?? 4),
      schedule: wanted.schedule ?? first?.schedule ?? "",
    };
    const [forward, reverse] = [only(there, wanted), only(andBack, wanted)];
    const back = reversed(wanted);
    const answer = forward ?? reverse;
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
          "Line: median. Smoke: quantiles of the round-trip times, darkest in the middle. Bars below, and colours of the line: loss. ",
          "◆ packets not sent, refused or dropped by the probe itself (not loss). Hatched: not measured. Drag to zoom, double-click to go back, click to see the rounds.",
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
    const probe = answer.probes.find((one) => one.name === source);
    // the first is no change, but where our knowledge begins
    return (probe?.configurations ?? [])
      .slice(1)
      .map((one) => ({ at: Date.parse(one.since) / 1000, words: "configuration" }));
  }

  drawHead(wanted, asked) {
    const swap = (event) => {
      event.preventDefault();
      go({ source: wanted.target, target: wanted.source });
    };
    const range = wanted.from ? "" : wanted.range;
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
        rangeChoice(range),
      ),
      asked.from &&
        element(
          "p",
          { class: "note" },
          `${moment(asked.from)} to ${moment(asked.until)} `,
          element("button", { type: "button", click: () => this.back() }, "back"),
        ),
    );
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
      chart.append(element("p", { class: "empty" }, one.answered ? "No round in this time range." : "Never measured."));
    const root = element(
      "figure",
      {},
      element("figcaption", {}, element("b", {}, `${one.source} → ${one.target}`), " ", summary),
      chart,
    );
    return { root, chart, say: (point) => (summary.textContent = point ? said(point, one) : summed(one)) };
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
    const text = (at) => new Date(at * 1000).toISOString().slice(0, 19) + "Z";
    go({ from: text(middle - half), until: text(middle + half), at: null });
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
        element("h3", {}, `Rounds at ${day(at * 1000)} ${clock(at * 1000)}`),
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

  rows() {
    const keys = [
      "time",
      "rounds",
      "loss",
      "sent",
      "received",
      "lost",
      "late",
      "send_errors",
      "not_sent",
      "local_drops",
      "duplicates",
      "min",
      "median",
      "avg",
      "max",
      "jitter",
    ];
    return [
      ["source", "target", ...keys],
      ...this.directions.flatMap((one) =>
        one.points.map((point) => [one.source, one.target, ...keys.map((key) => point[key])]),
      ),
    ];
  }

  pictures() {
    return this.charts.map((chart) => chart.ctx.canvas);
  }

  leave() {
    this.charts.forEach((chart) => chart.destroy());
    this.charts = [];
    this.key = null;
  }
}

function reversed(wanted) {
  return { ...wanted, source: wanted.target, target: wanted.source };
}

/** An answer's series of one family and schedule; null when there is none. */
function only(answer, { proto, schedule }) {
  const series = answer?.series.filter((one) => String(one.proto) === proto && one.schedule === schedule) ?? [];
  return series.length ? { ...answer, series } : null;
}

async function series(parameters) {
  try {
    return await ask("series", parameters);
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

function direction({ source, target, schedule }, answer, other, changes) {
  const points = prepared(answer);
  const range = answer ?? other;
  const gaps = (answer?.gaps ?? [])
    .filter((gap) => gap.schedule === "" || gap.schedule === schedule)
    .map((gap) => ({ ...gap, from: Date.parse(gap.from) / 1000, until: Date.parse(gap.until) / 1000 }));
  const steps = points
    .filter((point) => point.clock_stepped)
    .map((point) => ({ at: point.at, words: "clock stepped" }));
  return {
    source,
    target,
    schedule,
    points,
    gaps,
    notes: [...changes, ...steps],
    answered: answer !== null,
    empty: points.length === 0 && gaps.length === 0,
    resolution: answer?.resolution,
    series: answer?.series[0],
    from: Date.parse(range?.from) / 1000,
    until: Date.parse(range?.until) / 1000,
  };
}

/** Where a point is a round, those around it; else the rounds that it is the sum of. */
async function roundsAt(one, at) {
  const nearest = one.points.reduce(
    (best, point) => (!best || Math.abs(point.at - at) < Math.abs(best.at - at) ? point : best),
    null,
  );
  if (!nearest) return { rounds: [], chosen: null };
  if (one.resolution === "round") {
    const i = one.points.indexOf(nearest);
    return { rounds: one.points.slice(Math.max(0, i - 4), i + 5), chosen: nearest.at };
  }
  const long = Math.min(86400, usualStep(one.points));
  const text = (time) => new Date(time * 1000).toISOString();
  const answer = await series({
    source: one.source,
    target: one.target,
    proto: one.series.proto,
    schedule: one.schedule,
    from: text(nearest.at),
    until: text(nearest.at + long),
  });
  return { rounds: prepared(answer).filter((round) => round.rounds === undefined), chosen: null };
}

function rangeChoice(range) {
  const set = choice(
    "range",
    "Range",
    RANGES.map((one) => [one, { "365d": "1 year", "730d": "2 years" }[one] ?? one]),
    range,
  );
  for (const input of set.querySelectorAll("input")) {
    input.addEventListener(
      "change",
      (event) => {
        event.stopImmediatePropagation();
        go({ range: input.value, from: null, until: null, at: null });
      },
      { capture: true },
    );
  }
  return set;
}

function summed(one) {
  if (one.points.length === 0) return "";
  const sum = total(one.points);
  const parts = [
    sum.median === null
      ? "no reply"
      : `median ${milliseconds(sum.median)} ms, 95 % below ${milliseconds(sum.upper)} ms`,
  ];
  if (sum.sent) parts.push(`${sum.lost} of ${counted(sum.sent, "packet")} lost (${percent(sum.loss)})`);
  if (sum.errors + sum.notSent) parts.push(`${counted(sum.errors + sum.notSent, "packet")} not sent`);
  if (sum.drops) parts.push(`${counted(sum.drops, "packet")} dropped by the probe`);
  return parts.join(" · ");
}

function said(point, one) {
  const time = `${moment(point.at * 1000, one.resolution === "round")}${point.rounds === undefined ? "" : `, ${counted(point.rounds, "round")}`}`;
  const parts = [
    time,
    point.steps
      ? `median ${milliseconds(point.median)} ms (${milliseconds(point.min)} to ${milliseconds(point.max)} ms)`
      : "no reply",
  ];
  parts.push(
    point.sent === undefined
      ? `loss ${percent(point.loss)}`
      : `${(point.lost ?? 0) + (point.late ?? 0)} of ${counted(point.sent, "packet")} lost (${percent(point.loss)})`,
  );
  if (hindered(point))
    parts.push(
      `◆ ${counted((point.send_errors ?? 0) + (point.not_sent ?? 0), "packet")} not sent, ${point.local_drops ?? 0} dropped by the probe`,
    );
  return parts.join(" · ");
}
