// The view of the probes themselves. A silent one is a state of its own, never loss of its links.
import { go, here, viewLink } from "./address.js";
import { ask } from "./ask.js";
import { ago, byName, counted, element, gapWords, moment, timeElement } from "./format.js";
import { choice } from "./mesh.js";

const RANGES = ["24h", "7d", "30d", "365d"];

/** Milliseconds that a clock may be off before it is worth a mark; rounds are placed in time by it. */
const SKEW = 1000;

export class ProbesView {
  constructor() {
    this.root = element("div", {});
  }

  async draw() {
    const asked = here();
    const range = RANGES.includes(asked.range) ? asked.range : "7d";
    this.answer = await ask("probes", { range });
    const probes = this.answer.probes.sort((a, b) => byName(a.name, b.name));
    const chosen = probes.find((probe) => probe.name === asked.probe);
    this.root.replaceChildren(
      element("section", { class: "verdict", "aria-label": "What stands out" }, verdict(probes)),
      element(
        "form",
        { class: "choices", "aria-label": "What is shown" },
        choice(
          "range",
          "Gaps of",
          RANGES.map((one) => [one, one === "365d" ? "1 year" : one]),
          range,
        ),
      ),
      chosen ? detail(chosen, range) : "",
      element(
        "section",
        { class: "card wide", "aria-label": "Probes", tabindex: "0" },
        probes.length ? table(probes) : none(),
      ),
    );
  }

  rows() {
    const keys = [
      "name",
      "site",
      "state",
      "last_seen",
      "skew_ms",
      "version",
      "configuration",
      "backlog",
      "dropped",
      "local_drops",
    ];
    return [
      [...keys, "clock_synchronised", "clock_error_us", "gaps"],
      ...this.answer.probes.map((probe) => [
        ...keys.map((key) => probe[key]),
        probe.clock?.synchronised,
        probe.clock?.error_us,
        probe.gaps?.length,
      ]),
    ];
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

function verdict(probes) {
  const said = [];
  for (const probe of probes.filter((one) => one.state === "silent"))
    said.push([`${probe.name} has been silent since ${moment(probe.last_seen)}`, "silent"]);
  for (const probe of probes.filter((one) => one.state === "reporting")) {
    const worries = worriesOf(probe);
    if (worries.length) said.push([`${probe.name}: ${worries.join(", ")}`, "warn"]);
  }
  const good = probes.filter((one) => one.state === "reporting" && worriesOf(one).length === 0).length;
  const never = probes.filter((one) => one.state === "never").length;
  if (never) said.push([`${counted(never, "listed probe has", "listed probes have")} never sent a result`, "silent"]);
  if (good) said.push([`${said.length ? "no problem on " : "No problem on "}${counted(good, "probe")}`, "good"]);
  return said.map(([words, style]) => element("p", { class: style }, words));
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

const STATES = { reporting: "● reporting", silent: "◌ silent", never: "– no result yet" };

function table(probes) {
  const names = [
    "probe",
    "state",
    "last seen",
    "clock",
    "version",
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
          element("td", { class: "state" }, STATES[probe.state]),
          element("td", {}, probe.last_seen ? `${ago(probe.age_s)} ago` : "–"),
          element("td", {}, clockWords(probe)),
          element("td", {}, probe.version || "–"),
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

function detail(probe, range) {
  const facts = [
    ["state", STATES[probe.state]],
    ["addresses", probe.addresses.join(", ") || "not listed"],
    ["last seen", probe.last_seen ? timeElement(probe.last_seen, true) : "–"],
    ["daemon started", probe.started_at ? timeElement(probe.started_at) : "–"],
    ["clock", clockWords(probe)],
    ["version", probe.version || "–"],
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
        element("h3", {}, `Not measured in the last ${range}`),
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
                    ` ${moment(gap.from)} to ${moment(gap.until)}`,
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
