// The view of incidents (events in the API): when which pair lost packets or was slower than usual; the newest first.
import { go, here, pairLink } from "./address.js";
import { ask } from "./ask.js";
import {
  ago,
  counted,
  element,
  LOSS_MARKS,
  lossClass,
  milliseconds,
  percent,
  SLOW_MARKS,
  scheduleName,
  slowClass,
  timeElement,
  times,
} from "./format.js";
import { choice } from "./mesh.js";

const RANGES = ["1h", "24h", "7d", "30d", "365d"];

/** Events that began within so many seconds of each other, and share a probe, are told as one. */
const TOGETHER = 180;
const LEAST_TOGETHER = 3;

export class EventsView {
  constructor() {
    this.root = element("div", {});
  }

  async draw() {
    const asked = here();
    const range = RANGES.includes(asked.range) ? asked.range : "24h";
    const kind = ["loss", "latency"].includes(asked.kind) ? asked.kind : undefined;
    const least = ["1", "2", "5", "15", "60"].includes(asked.least) ? asked.least : "2";
    this.answer = await ask("events", { range, kind, least, probe: asked.probe });
    const groups = grouped(this.answer.events);
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
    this.root.replaceChildren(
      element(
        "section",
        { class: "verdict", "aria-label": "What happened" },
        element("p", {}, headline(this.answer, range)),
      ),
      element(
        "form",
        { class: "choices", "aria-label": "What is shown", submit: (event) => event.preventDefault() },
        choice(
          "kind",
          "What",
          [
            ["", "all"],
            ["loss", "loss"],
            ["latency", "latency"],
          ],
          kind ?? "",
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
        choice(
          "range",
          "Range",
          RANGES.map((one) => [one, one === "365d" ? "1 year" : one]),
          range,
        ),
        element("label", { class: "field" }, element("span", { class: "field-name" }, "Probe"), filter),
      ),
      element(
        "section",
        { class: "card wide", "aria-label": "Incidents", tabindex: "0" },
        groups.length ? table(groups) : this.none(range),
      ),
    );
  }

  none(range) {
    return element(
      "div",
      { class: "empty" },
      element("p", {}, "No incident."),
      element("p", {}, `No pair lost packets or was slower than usual for that many rounds in the last ${range}.`),
    );
  }

  rows() {
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
    ];
    return [keys, ...this.answer.events.map((event) => keys.map((key) => event[key]))];
  }
}

function headline({ events, total, partial }, range) {
  const open = events.filter((event) => event.open).length;
  const where = partial ? " in the results that this collector received" : "";
  if (total === 0) return `No incident in the last ${range}${where}`;
  return `${open ? `${open} ongoing, ` : ""}${counted(total, "incident")} in the last ${range}${where}${events.length < total ? `; the newest ${events.length} are shown` : ""}`;
}

/** Events, and groups of those that a probe has in common. */
export function grouped(events) {
  const left = [...events];
  const groups = [];
  while (left.length) {
    const first = left[0];
    const near = left.filter(
      (event) =>
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

function kindWords(event) {
  return element("small", { class: "dim" }, ` IPv${event.proto} · ${scheduleName(event.schedule)}`);
}

function lasted(event) {
  const words = ago((Date.parse(event.until) - Date.parse(event.from)) / 1000);
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
