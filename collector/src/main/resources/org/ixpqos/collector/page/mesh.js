// The mesh as a table: a row measures, a column is measured.
import { LOSS_MARKS, ago, element, lossClass, milliseconds, percent } from "./format.js";

/** Loss over the range, a share, from which on a pair that is without it now carries a mark. */
const WORTH_A_MARK = 0.001;

const ABSENT = {
  silent: "the probe tells nothing",
  stale: "no new round",
  unknown: "nothing was measured",
};

export function pairKey(pair) {
  return [pair.source, pair.target].join(" ");
}

export function meshTable(mesh, pairs, selected) {
  const names = shownProbes(mesh, pairs);
  const states = new Map(mesh.probes.map((probe) => [probe.name, probe]));
  const byKey = new Map(pairs.map((pair) => [pairKey(pair), pair]));
  const density = names.length > 30 ? "dense" : names.length > 12 ? "compact" : "roomy";
  const table = element("table", { class: `mesh ${density}` },
    element("caption", {}, "Newest round of each pair: median round-trip time in milliseconds, and loss"));
  const head = element("tr", {},
    element("td", { class: "corner" }, element("span", {}, "from ↓"), element("span", {}, "to →")));
  for (const name of names) {
    head.append(element("th", { scope: "col" }, probeLabel(states.get(name))));
  }
  table.append(element("thead", {}, head));
  const body = element("tbody");
  for (const source of names) {
    const row = element("tr", { class: states.get(source).state },
      element("th", { scope: "row" }, probeLabel(states.get(source))));
    for (const target of names) {
      row.append(cell(source, target, byKey.get(source + " " + target), states, selected));
    }
    body.append(row);
  }
  table.append(body);
  return table;
}

function shownProbes(mesh, pairs) {
  const measured = new Set(pairs.flatMap((pair) => [pair.source, pair.target]));
  return mesh.probes
    .filter((probe) => measured.has(probe.name) || probe.state === "never")
    .sort((a, b) => a.site.localeCompare(b.site) || a.name.localeCompare(b.name, [], { numeric: true }))
    .map((probe) => probe.name);
}

function probeLabel(probe) {
  const label = element("span", { class: "probe" }, element("b", {}, probe.name));
  if (probe.state === "silent") {
    label.append(element("small", { class: "quiet" }, `silent ${ago(probe.age_s)}`));
  } else if (probe.state === "never") {
    label.append(element("small", { class: "quiet" }, "never heard of"));
  } else if (probe.site) {
    label.append(element("small", {}, probe.site));
  }
  return label;
}

function cell(source, target, pair, states, selected) {
  if (source === target) return element("td", { class: "self" }, element("span", { "aria-hidden": "true" }, "╲"));
  if (!pair) {
    return element("td", { class: "none", title: `${source} does not measure ${target} here` });
  }
  const content = pair.state === "measured" ? measured(pair) : absent(pair);
  const link = element("a", {
    href: "#",
    "data-pair": pairKey(pair),
    class: `cell ${content.style}`,
    "aria-label": `${source} to ${target}: ${content.words}`,
    "aria-current": selected === pairKey(pair) ? "true" : null,
    title: details(pair, content.words),
  }, ...content.parts);
  return element("td", {}, link);
}

function measured(pair) {
  const level = lossClass(pair.loss);
  const mark = LOSS_MARKS[level];
  const parts = [
    element("span", { class: "median" }, pair.median === null ? "—" : milliseconds(pair.median)),
    element("span", { class: "loss" }, mark ? element("i", {}, mark) : "", ` ${percent(pair.loss)}`),
  ];
  if (level === 0 && pair.sum?.loss >= WORTH_A_MARK) {
    parts.push(element("span", { class: "before", "aria-hidden": "true" }, "◥"));
  }
  const words = pair.median === null
    ? `no reply came, loss ${percent(pair.loss)}`
    : `median ${milliseconds(pair.median)} ms, loss ${percent(pair.loss)}`;
  return { style: `loss${level}`, parts, words };
}

function absent(pair) {
  return {
    style: pair.state,
    parts: [
      element("span", { class: "median" }, "–"),
      element("span", { class: "loss" }, pair.state === "stale" ? `${ago(pair.age_s)} old` : pair.state),
    ],
    words: `${ABSENT[pair.state]} since ${ago(pair.age_s)}`,
  };
}

function details(pair, words) {
  const lines = [`${pair.source} → ${pair.target}  ${pair.address}`, `${words}, ${ago(pair.age_s)} ago`];
  if (pair.sum) {
    const sum = pair.sum;
    lines.push(`over the range: median ${milliseconds(sum.median)} ms, 95 % below ${milliseconds(sum.p95)} ms`);
    if (sum.sent > 0) lines.push(`${sum.lost} lost and ${sum.late} late of ${sum.sent} sent, ${percent(sum.loss)}`);
  }
  return lines.join("\n");
}

/** What stands out, in words; the worst first. */
export function verdict(mesh, pairs) {
  const silent = mesh.probes.filter((probe) => probe.state === "silent");
  const live = pairs.filter((pair) => pair.state === "measured");
  const lossy = live.filter((pair) => pair.loss > 0);
  const stale = pairs.filter((pair) => pair.state === "stale");
  const said = new Set();
  const sentences = [];
  for (const probe of silent) {
    sentences.push([`${probe.name} has been silent for ${ago(probe.age_s)}`, "silent"]);
  }
  for (const [end, verb] of [["target", "loses packets from everyone"], ["source", "loses packets toward everyone"]]) {
    for (const name of new Set(lossy.map((pair) => pair[end]))) {
      const all = live.filter((pair) => pair[end] === name);
      const bad = all.filter((pair) => pair.loss > 0 && !said.has(pair));
      if (all.length > 1 && bad.length === all.length) {
        const worst = Math.max(...bad.map((pair) => pair.loss));
        const words = worst === 1 && bad.every((pair) => pair.loss === 1)
          ? end === "target" ? "answers nobody" : "reaches nobody"
          : `${verb}, up to ${percent(worst)}`;
        sentences.push([`${name} ${words}`, `loss${lossClass(worst)}`]);
        bad.forEach((pair) => said.add(pair));
      }
    }
  }
  const rest = lossy.filter((pair) => !said.has(pair)).sort((a, b) => b.loss - a.loss);
  for (const pair of rest.slice(0, 3)) {
    sentences.push([`${pair.source} → ${pair.target} loses ${percent(pair.loss)}`, `loss${lossClass(pair.loss)}`]);
  }
  if (rest.length > 3) sentences.push([`${rest.length - 3} more pairs lose packets`, "loss1"]);
  if (stale.length > 0) {
    const sources = [...new Set(stale.map((pair) => pair.source))];
    const whose = sources.length === 1 ? ` of ${sources[0]}` : "";
    sentences.push([`${stale.length} pairs${whose} have no new round`, "silent"]);
  }
  if (live.length > 0 && lossy.length === 0) {
    sentences.push([sentences.length === 0
      ? `All ${live.length} pairs reach each other without loss`
      : `the other ${live.length} pairs are without loss`, "good"]);
  } else if (live.length > lossy.length) {
    sentences.push([`${live.length - lossy.length} pairs are without loss`, "good"]);
  }
  return sentences;
}

export function legend(range) {
  const entries = [["loss0", "0 %", "no loss"], ["loss1", "·", "below 1 %"], ["loss2", "▴", "below 5 %"],
    ["loss3", "▲", "below 20 %"], ["loss4", "▲▲", "20 % and more"], ["loss5", "✕", "all lost"],
    ["silent", "–", "nothing measured: never loss"]];
  const parts = entries.map(([style, mark, words]) =>
    element("span", {}, element("i", { class: `swatch ${style}`, "aria-hidden": "true" }, mark), words));
  parts.push(element("span", {}, element("i", { class: "before" }, "◥"), `0.1 % or more lost over the last ${range}`));
  return parts;
}

