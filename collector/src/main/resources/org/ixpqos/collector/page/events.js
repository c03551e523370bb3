// The view of incidents (events in the API): when which pair lost packets or was slower than usual, and when a
// probe did not measure; the newest first.
import { frozen, go, here, pairLink, viewLink } from "./address.js";
import { ask } from "./ask.js";
import { filterOf, filterWords, fits } from "./filter.js";
import {
  counted,
  element,
  gapWords,
  LOSS_MARKS,
  long,
  lossClass,
  milliseconds,
  percent,
  SLOW_MARKS,
  scheduleName,
  slowClass,
  timeElement,
  times,
  wireTime,
} from "./format.js";
import { choice, filterChoices } from "./mesh-choices.js";
import { happened } from "./verdict.js";
import { rangeOptions, rangeParameters, TimeInputs, whenOf } from "./when.js";

const RANGES = ["1h", "24h", "7d", "30d", "365d"];

/** Events that began within so many seconds of each other, and share a probe, are shown as one. */
const TOGETHER = 180;
const LEAST_TOGETHER = 3;

export class EventsView {
  constructor(mesh) {
    this.mesh = mesh;
    this.times = new TimeInputs();
    this.root = element("div", {});
  }

  async draw() {
    const asked = here();
    const least = asked.least ?? "2";
    const { kind, probe, proto, schedule } = asked;
    const time = rangeParameters(asked, "24h");
    const [answer, statistics] = await Promise.all([
      ask("events", { ...time, kind, least, probe, proto, schedule }),
      ask("statistics", time),
    ]);
    this.when = { ...whenOf(asked, "24h", Date.parse(answer.server_time)), filter: askedFor(asked) };
    const filter = filterOf(asked);
    this.answer = filter ? this.only(answer, filter) : answer;
    const groups = grouped(this.answer.events);
    const words = happened({ ...this.answer, rows: groups.length }, this.coverage(statistics, asked), this.when);
    this.headline = words;
    this.drawChoices(asked, least);
    this.times.show(asked, { from: this.when.from, until: this.when.until });
    this.root.replaceChildren(
      element("section", { class: "verdict", "aria-label": "What happened" }, element("p", {}, words)),
      this.form,
      this.times.root,
      element(
        "section",
        { class: "card wide", "aria-label": "Incidents", tabindex: "0" },
        groups.length ? table(groups) : none(words, least),
      ),
    );
  }

  /** Of the pairs and probes that a filter leaves. */
  only(answer, filter) {
    const probes = this.mesh()?.probes ?? new Map();
    const inside = (name) => probes.has(name) && fits(probes.get(name), filter);
    const events = answer.events.filter((event) => inside(event.source) || inside(event.target));
    return { ...answer, events, total: answer.total > answer.events.length ? answer.total : events.length };
  }

  /** How much was measured in the time: no incident where nothing was is not the same as all is well. */
  coverage(statistics, { probe, proto, schedule }) {
    const pairs = statistics.pairs.filter(
      ([family, entry, source, target, loss]) =>
        loss !== null &&
        (!proto || String(family) === proto) &&
        (schedule === undefined || statistics.schedules[entry] === schedule) &&
        (!probe || statistics.probes[source] === probe || statistics.probes[target] === probe),
    );
    return { pairs: pairs.length, first: statistics.first ? Date.parse(statistics.first) : null };
  }

  /** Made anew only where something else is chosen: what is being typed stays. */
  drawChoices(asked, least) {
    const kinds = this.mesh()?.kinds() ?? [];
    const key = JSON.stringify([asked, least, kinds.length]);
    if (key === this.chosen && this.form) return;
    this.chosen = key;
    const filter = element("input", {
      type: "search",
      name: "probe",
      value: asked.probe ?? "",
      placeholder: "any probe",
      "aria-label": "Probe",
      list: "names",
      size: 12,
      change: (event) => go({ probe: event.target.value.trim() || null }),
    });
    const protos = [...new Set(kinds.map((one) => one.proto))].sort();
    const schedules = [...new Set(kinds.map((one) => one.schedule))].filter(Boolean).sort();
    this.form = element(
      "form",
      { class: "choices", "aria-label": "What is shown", submit: (event) => event.preventDefault() },
      choice(
        "kind",
        "What",
        [
          ["", "all"],
          ["loss", "loss"],
          ["latency", "latency"],
          ["gap", "gaps"],
          ["silence", "silence"],
        ],
        asked.kind ?? "",
      ),
      choice(
        "least",
        "At least, rounds",
        [
          ["1", "any"],
          ["2", "2"],
          ["5", "5"],
          ["15", "15"],
          ["60", "60"],
        ],
        least,
      ),
      choice("range", "Range", rangeOptions(RANGES, asked), asked.from ? "" : (asked.range ?? "24h"), {
        from: null,
        until: null,
      }),
      (protos.length > 1 || asked.proto) &&
        choice("proto", "Family", [["", "all"], ...protos.map((one) => [String(one), `IPv${one}`])], asked.proto ?? ""),
      (schedules.length > 1 || asked.schedule) &&
        choice("schedule", "Schedule", [["", "all"], ...schedules.map((one) => [one, one])], asked.schedule ?? ""),
      filterChoices([...(this.mesh()?.probes.values() ?? [])]),
      element("label", { class: "field" }, element("span", { class: "field-name" }, "Probe"), filter),
    );
  }

  title() {
    return this.headline ?? "Incidents";
  }

  frozen() {
    if (!this.when || here().from) return frozen({});
    return frozen({ from: wireTime(this.when.from), until: wireTime(this.when.until) });
  }

  sheets() {
    if (!this.answer) return [];
    return [{ title: "What is shown", read: async () => this.sheet() }];
  }

  sheet() {
    const keys = [
      "kind",
      "source",
      "target",
      "proto",
      "schedule",
      "from",
      "until",
      "open",
      "rounds",
      "worst",
      "sent",
      "lost",
      "habit",
      "reason",
    ];
    const names = {
      from: "from_utc",
      until: "until_utc",
      sent: "packets_sent",
      lost: "packets_lost",
      habit: "usual_ms",
    };
    return {
      name: "incidents",
      about: {
        what: "Incidents: loss, latency, gaps of probes, silence",
        from: this.when.from,
        until: this.when.until,
        filter: [askedFor(here()), filterWords(filterOf(here()))].filter(Boolean).join(", ") || null,
        units: "worst: of loss a share of the packets, of latency the largest median in ms",
        totals: [this.headline],
      },
      rows: [keys.map((key) => names[key] ?? key), ...this.answer.events.map((event) => keys.map((key) => event[key]))],
    };
  }
}

/** What is asked for beside the time, in words. */
function askedFor({ probe, proto, schedule, kind }) {
  const parts = [];
  if (kind) parts.push({ loss: "of loss", latency: "of latency", gap: "of gaps", silence: "of silence" }[kind]);
  if (probe) parts.push(`with ${probe}`);
  if (proto) parts.push(`over IPv${proto}`);
  if (schedule) parts.push(`in schedule ${schedule}`);
  return parts.join(" ");
}

function none(words, least) {
  const few = least === "1" ? "" : ` What lasted for fewer than ${least} rounds is left out.`;
  return element("div", { class: "empty" }, element("p", {}, `${words}.`), element("p", {}, few));
}

/** Events, and groups of those that a probe has in common. */
export function grouped(events) {
  const left = [...events];
  const groups = [];
  while (left.length) {
    const first = left[0];
    const near = left.filter(
      (event) =>
        event.target !== undefined &&
        event.kind === first.kind &&
        event.proto === first.proto &&
        event.schedule === first.schedule &&
        Math.abs(Date.parse(event.from) - Date.parse(first.from)) <= TOGETHER * 1000,
    );
    let best = [first];
    let name = null;
    for (const end of [first.source, first.target]) {
      const some = near.filter((event) => event.source === end || event.target === end);
      if (some.length >= LEAST_TOGETHER && some.length > best.length) {
        best = some;
        name = end;
      }
    }
    groups.push({ name, events: best });
    for (const event of best) left.splice(left.indexOf(event), 1);
  }
  return groups;
}

function table(groups) {
  return element(
    "table",
    { class: "list events" },
    element("caption", { class: "unseen" }, "Incidents, the newest first"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ["began", "lasted", "where", "worst", "packets lost", "rounds"].map((name) =>
          element("th", { scope: "col" }, name),
        ),
      ),
    ),
    groups.map((group) => element("tbody", {}, group.events.length === 1 ? row(group.events[0]) : groupRows(group))),
  );
}

function groupRows({ name, events }) {
  const from = events.map((event) => event.from).sort()[0];
  const until = events
    .map((event) => event.until)
    .sort()
    .at(-1);
  const loss = events[0].kind === "loss";
  const worst = events.reduce((most, event) => (event.worst > most.worst ? event : most));
  const toward = events.every((event) => event.target === name)
    ? "→ "
    : events.every((event) => event.source === name)
      ? ""
      : "⇄ ";
  const rows = events.map((event) => row(event));
  rows.forEach((one) => one.classList.add("part"));
  const show = (shown) => rows.forEach((one) => (one.hidden = !shown));
  show(false);
  const button = element(
    "button",
    {
      type: "button",
      class: "plain",
      "aria-expanded": "false",
      click: () => {
        const open = button.getAttribute("aria-expanded") !== "true";
        button.setAttribute("aria-expanded", String(open));
        show(open);
      },
    },
    counted(events.length, "pair"),
  );
  const summary = element(
    "tr",
    {},
    element("td", {}, timeElement(from)),
    element("td", {}, lasted({ from, until, open: events.some((event) => event.open) })),
    element("td", {}, element("b", {}, toward + name), toward === "" ? " → " : " with ", button, kindWords(events[0])),
    element("td", {}, worstWords(worst)),
    element("td", {}, loss ? packets(sum(events, "lost"), sum(events, "sent")) : ""),
    element("td", {}, String(sum(events, "rounds"))),
  );
  return [summary, ...rows];
}

function sum(events, key) {
  return events.reduce((all, event) => all + (event[key] ?? 0), 0);
}

function row(event) {
  if (event.target === undefined) return probeRow(event);
  const margin = Math.max(600000, (Date.parse(event.until) - Date.parse(event.from)) / 2);
  const text = (time) => new Date(time).toISOString().slice(0, 19) + "Z";
  const href = pairLink(event, {
    from: text(Date.parse(event.from) - margin),
    until: text(Math.min(Date.now(), Date.parse(event.until) + margin)),
  });
  return element(
    "tr",
    {},
    element("td", {}, timeElement(event.from)),
    element("td", {}, lasted(event)),
    element("td", {}, element("a", { href }, `${event.source} → ${event.target}`), kindWords(event)),
    element("td", {}, worstWords(event)),
    element("td", {}, event.kind === "loss" ? packets(event.lost, event.sent) : ""),
    element("td", {}, String(event.rounds)),
  );
}

/** The public page does not show the reason. */
function notMeasured(reason) {
  return reason ? `not measured: ${gapWords(reason)}` : "not measured";
}

/** A time in which a probe did not measure. */
function probeRow(event) {
  const { source, schedule, rounds, from, until } = event;
  const words = event.kind === "silence" ? "silent: nothing is known" : notMeasured(event.reason);
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  const margin = Math.max(600000, (end - begin) / 2);
  const time = { from: wireTime(begin - margin), until: wireTime(Math.min(Date.now(), end + margin)) };
  const mesh = viewLink("mesh", { at: wireTime((begin + end) / 2) });
  return element(
    "tr",
    { class: "own" },
    element("td", {}, timeElement(from)),
    element("td", {}, lasted(event)),
    element(
      "td",
      {},
      element("a", { href: viewLink("events", { probe: source, ...time }) }, source),
      schedule && element("small", { class: "dim" }, ` ${schedule}`),
      element("small", { class: "dim" }, " · ", element("a", { href: mesh }, "mesh then")),
    ),
    element("td", {}, element("i", { class: "swatch hatched", "aria-hidden": "true" }), ` ${words}`),
    element("td", {}, ""),
    element("td", {}, rounds ? String(rounds) : "–"),
  );
}

function kindWords(event) {
  return element("small", { class: "dim" }, ` IPv${event.proto} · ${scheduleName(event.schedule)}`);
}

function lasted(event) {
  const words = long((Date.parse(event.until) - Date.parse(event.from)) / 1000);
  return event.open ? element("b", { class: "open" }, `${words}, ongoing`) : words;
}

function worstWords(event) {
  if (event.kind === "loss") {
    const level = lossClass(event.worst);
    return element(
      "span",
      {},
      element("i", { class: `swatch loss${level}`, "aria-hidden": "true" }, LOSS_MARKS[level]),
      ` ${percent(event.worst)} lost`,
    );
  }
  const level = slowClass(event.worst, event.habit) || 1;
  return element(
    "span",
    {},
    element("i", { class: `swatch slow${level}`, "aria-hidden": "true" }, SLOW_MARKS[level]),
    ` ${milliseconds(event.worst)} ms, ${times(event.worst / event.habit)} the usual median`,
  );
}

function packets(lost, sent) {
  return sent ? `${lost} of ${sent}` : "";
}
