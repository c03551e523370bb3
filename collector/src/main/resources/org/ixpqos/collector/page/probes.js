// The view of the probes themselves. A silent one is a state of its own, never loss of its links.
import { frozen, go, here, viewLink } from "./address.js";
import { ask } from "./ask.js";
import { filterOf, filterWords, fits } from "./filter.js";
import { ago, byName, counted, element, gapWords, span, timeElement, wireTime } from "./format.js";
import { choice, filterChoices } from "./mesh-choices.js";
import { listSentences, runningLists } from "./probe-lists.js";
import { stateOf, stateSentences } from "./verdict-probes.js";
import { rangeOptions, rangeParameters, TimeInputs, whenOf } from "./when.js";

const RANGES = ["24h", "7d", "30d", "365d"];

/** Milliseconds that a clock may be off before it is worth a mark; rounds are placed in time by it. */
const SKEW = 1000;

export class ProbesView {
  constructor(mesh) {
    this.mesh = mesh;
    this.times = new TimeInputs();
    this.root = element("div", {});
  }

  async draw() {
    const asked = here();
    this.answer = await ask("probes", rangeParameters(asked, "7d"));
    this.when = whenOf(asked, "7d", Date.parse(this.answer.server_time));
    const filter = filterOf(asked);
    const known = this.mesh()?.probes ?? new Map();
    const probes = this.answer.probes
      .filter((probe) => !filter || (known.has(probe.name) && fits(known.get(probe.name), filter)))
      .sort((a, b) => byName(a.name, b.name));
    this.shown = probes;
    const chosen = this.answer.probes.find((probe) => probe.name === asked.probe);
    const unknown =
      asked.probe && !chosen && `No probe “${asked.probe}” is known: it is not listed and never sent a result`;
    const lists = this.answer.lists ?? {};
    const asOf = Date.parse(this.answer.server_time);
    for (const probe of this.answer.probes) probe.running = runningLists(probe, lists, asOf);
    const sentences = verdict(probes, filter);
    const { problem } = lists;
    if (problem) sentences.unshift({ words: problem, style: "warn" });
    this.headline = unknown || sentences[0]?.words || "Probes";
    this.times.show(asked, { from: this.when.from, until: this.when.until });
    this.root.replaceChildren(
      element(
        "section",
        { class: "verdict", "aria-label": "What stands out" },
        unknown && element("p", { class: "warn" }, unknown),
        sentences.map(({ words, style }) => element("p", { class: style }, words)),
      ),
      element(
        "form",
        { class: "choices", "aria-label": "What is shown" },
        choice("range", "Gaps of", rangeOptions(RANGES, asked), asked.from ? "" : (asked.range ?? "7d"), {
          from: null,
          until: null,
        }),
        filterChoices([...known.values()]),
      ),
      this.times.root,
      chosen ? detail(chosen, this.when, known.get(chosen.name)) : "",
      element(
        "section",
        { class: "card wide", "aria-label": "Probes", tabindex: "0" },
        probes.length ? table(probes) : none(),
      ),
    );
  }

  title() {
    return this.headline ?? "Probes";
  }

  frozen() {
    if (!this.when || here().from) return frozen({});
    return frozen({ from: wireTime(this.when.from), until: wireTime(this.when.until) });
  }

  sheets() {
    return this.answer ? [{ title: "The probes that are shown", read: async () => this.sheet() }] : [];
  }

  sheet() {
    const keys = [
      "name",
      "site",
      "state",
      "last_seen",
      "skew_ms",
      "version",
      "configuration",
      "lists",
      "backlog",
      "dropped",
      "local_drops",
    ];
    return {
      name: "probes",
      about: {
        what: "The probes as they are now, and their gaps of the range",
        from: this.when.from,
        until: this.when.until,
        filter: filterWords(filterOf(here())),
        units: "backlog: results; dropped: rounds; local_drops: packets",
        totals: [counted(this.shown.length, "probe")],
      },
      rows: [
        [...keys, "clock_synchronised", "clock_error_us", "gaps"],
        ...this.shown.map((probe) => [
          ...keys.map((key) => probe[key]),
          probe.clock?.synchronised,
          probe.clock?.error_us,
          probe.gaps?.length,
        ]),
      ],
    };
  }
}

function none() {
  return element(
    "div",
    { class: "empty" },
    element("p", {}, "No probe is known."),
    element(
      "p",
      {},
      "Name the probes in ",
      element("code", {}, "probes.json"),
      ", or start one that delivers to this collector.",
    ),
  );
}

/** How the probes are, the worst first. */
function verdict(probes, filter) {
  const heard = probes.map((probe) => ({ ...probe, heard: probe.last_seen ?? null }));
  const sentences = stateSentences(heard, { kind: "now" });
  const reporting = probes.filter((one) => one.state === "reporting");
  for (const probe of reporting) {
    const worries = worriesOf(probe);
    if (worries.length) sentences.push({ words: `${probe.name}: ${worries.join(", ")}`, style: "warn" });
  }
  sentences.push(...listSentences(probes));
  const good = reporting.filter((one) => worriesOf(one).length === 0 && !one.running?.late).length;
  const unlisted = probes.filter((one) => one.state === "unknown").map((one) => one.name);
  if (unlisted.length) {
    const words = unlisted.length === 1 ? "sends results and is not listed" : "send results and are not listed";
    sentences.push({
      words: `${unlisted.slice(0, 5).join(", ")}${unlisted.length > 5 ? " and others" : ""} ${words}`,
      style: "warn",
    });
  }
  const retired = probes.filter((one) => one.state === "retired").length;
  if (good)
    sentences.push({
      words: `${sentences.length ? "no problem on " : "No problem on "}${counted(good, "probe")}`,
      style: "good",
    });
  if (retired) sentences.push({ words: `${counted(retired, "probe is", "probes are")} retired`, style: "" });
  if (sentences.length === 0)
    sentences.push({ words: filter ? `No probe of ${filterWords(filter)}` : "No probe is known", style: "silent" });
  return sentences;
}

function worriesOf(probe) {
  const worries = [];
  if (Math.abs(probe.skew_ms ?? 0) >= SKEW) worries.push(`clock off by ${skew(probe.skew_ms)}`);
  if (probe.clock && !probe.clock.synchronised) worries.push("clock not synchronised (no NTP)");
  if (probe.backlog > 1000) worries.push(`${counted(probe.backlog, "result")} waiting for delivery`);
  if (probe.dropped > 0) worries.push(`${counted(probe.dropped, "round")} dropped from the buffer`);
  return worries;
}

function skew(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) return "–";
  const sign = milliseconds < 0 ? "−" : "+";
  const size = Math.abs(milliseconds);
  return sign + (size >= 1000 ? `${(size / 1000).toFixed(1)} s` : `${size.toFixed(0)} ms`);
}

const STATES = {
  reporting: "● reporting",
  silent: "◌ silent",
  never: "– no result yet",
  stopped: "◌ switched off",
  retired: "– retired",
  refused: "▲ refused: wrong key",
  unknown: "● reporting, not listed",
};

/** A state that is not known here stands by its name. */
function stateWords(probe) {
  return STATES[probe.state] ?? `▲ ${stateOf(probe.state).words("").replace(/^is /, "")}`;
}

function table(probes) {
  const names = [
    "probe",
    "state",
    "last seen",
    "clock",
    "version",
    "lists",
    "configuration",
    "backlog, results",
    "dropped, rounds",
    "local drops, packets",
    "gaps",
  ];
  return element(
    "table",
    { class: "list" },
    element("caption", { class: "unseen" }, "Probes"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        names.map((name) => element("th", { scope: "col" }, name)),
      ),
    ),
    element(
      "tbody",
      {},
      probes.map((probe) =>
        element(
          "tr",
          { class: `probe-${probe.state}` },
          element(
            "th",
            { scope: "row" },
            element("a", { href: viewLink("probes", { probe: probe.name, range: here().range }) }, probe.name),
            element("small", { class: "dim" }, ` ${probe.site}`),
          ),
          element("td", { class: "state" }, stateWords(probe)),
          element("td", {}, probe.last_seen ? `${ago(probe.age_s)} ago` : "–"),
          element("td", {}, clockWords(probe)),
          element("td", {}, probe.version || "–"),
          element("td", { title: probe.running?.words }, probe.running?.mark ?? "–"),
          element("td", {}, probe.configuration ? element("code", {}, probe.configuration.slice(0, 7)) : "–"),
          element("td", {}, number(probe.backlog)),
          element("td", {}, number(probe.dropped)),
          element("td", {}, number(probe.local_drops)),
          element("td", {}, number(probe.gaps?.length)),
        ),
      ),
    ),
  );
}

function number(value) {
  return value === undefined ? "–" : value.toLocaleString();
}

function unit(value, one) {
  return value === undefined ? "–" : `${number(value)} ${value === 1 ? one : `${one}s`}`;
}

function clockWords(probe) {
  if (probe.skew_ms === undefined || probe.skew_ms === null) return "–";
  const state = !probe.clock
    ? ""
    : probe.clock.synchronised
      ? ` ± ${(probe.clock.error_us / 1000).toFixed(1)} ms`
      : ", not synchronised";
  return `${Math.abs(probe.skew_ms) >= SKEW ? "▲ " : ""}${skew(probe.skew_ms)}${state}`;
}

/** Why a daemon ended: the words of the wire, in words. */
const STOP_WORDS = {
  stop: "stopped by hand, until somebody starts it",
  restart: "restarting",
  upgrade: "being upgraded",
  remove: "the package was removed",
  reboot: "the host starts anew",
  poweroff: "the host was switched off",
  signal: "ended by a signal",
};

/** What operators and keys have to do with it; only what there is. */
function lifeOf({ listed, former_names, retired_at, refused, stop_reason }) {
  const facts = [];
  if (stop_reason) facts.push(["why it ended", STOP_WORDS[stop_reason] ?? stop_reason]);
  if (refused) {
    const owner = refused.key_of ? ` (the key is ${refused.key_of}'s)` : "";
    const uploads = counted(refused.uploads, "upload");
    facts.push([
      "refused",
      `${uploads} in its name from ${refused.from}: ${refused.reason.replaceAll("_", " ")}${owner}`,
    ]);
  }
  if (retired_at) facts.push(["retired", timeElement(retired_at)]);
  if (former_names) facts.push(["former names", former_names.join(", ")]);
  if (listed === false) facts.push(["listed", "no"]);
  return facts;
}

function labelsOf(listed) {
  return Object.entries(listed?.labels ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}

function detail(probe, when, listed) {
  const facts = [
    ["state", stateWords(probe)],
    ...lifeOf(probe),
    ["groups", listed?.groups.join(", ") || "none"],
    ["labels", labelsOf(listed) || "none"],
    ["addresses", probe.addresses.join(", ") || "not listed"],
    ["last seen", probe.last_seen ? timeElement(probe.last_seen, true) : "–"],
    ["daemon started", probe.started_at ? timeElement(probe.started_at) : "–"],
    ["clock", clockWords(probe)],
    ["version", probe.version || "–"],
    ["lists", probe.running?.words ?? "the collector publishes none"],
    ["backlog", unit(probe.backlog, "result")],
    ["dropped from the buffer", unit(probe.dropped, "round")],
    ["dropped by the probe's sockets", unit(probe.local_drops, "packet")],
  ];
  const gaps = [...(probe.gaps ?? [])].reverse();
  const changes = [...(probe.configurations ?? [])].reverse();
  return element(
    "section",
    { class: "card", "aria-label": probe.name },
    element(
      "div",
      { class: "panel-head" },
      element("h2", {}, probe.name, element("span", { class: "dim" }, ` ${probe.site}`)),
      element("a", { href: viewLink("events", { probe: probe.name }) }, "Incidents"),
      element("a", { href: viewLink("source", { source: probe.name }) }, "All its pairs"),
      element("button", { type: "button", "aria-label": "Close this probe", click: () => go({ probe: null }) }, "✕"),
    ),
    element(
      "dl",
      { class: "facts" },
      facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
    ),
    element(
      "div",
      { class: "halves" },
      element(
        "div",
        {},
        element("h3", {}, `Not measured ${when.words}`),
        gaps.length
          ? element(
              "ul",
              { class: "plain" },
              gaps
                .slice(0, 100)
                .map((gap) =>
                  element(
                    "li",
                    {},
                    element("b", { title: gap.reason }, gapWords(gap.reason)),
                    ` ${span(gap.from, gap.until)}`,
                    gap.schedule ? `, ${gap.schedule}` : "",
                    gap.rounds ? `, ${counted(gap.rounds, "round")}` : "",
                  ),
                ),
            )
          : element("p", { class: "note" }, "No gap."),
      ),
      element(
        "div",
        {},
        element("h3", {}, "Configurations"),
        changes.length
          ? element(
              "ul",
              { class: "plain" },
              changes.map((one) =>
                element(
                  "li",
                  {},
                  element("code", {}, one.configuration.slice(0, 12)),
                  ` of ${one.version}, since `,
                  timeElement(one.since),
                ),
              ),
            )
          : element("p", { class: "note" }, "The probe reports no configuration."),
      ),
    ),
  );
}
