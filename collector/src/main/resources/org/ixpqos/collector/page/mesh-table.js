// The same as the canvas shows, for screen readers: a table of all pairs, or of all probes where
// there are too many pairs.
import { ago, counted, element, milliseconds, percent } from "./format.js";

const MAX_PROBES = 30;

const WORDS = {
  silent: "the probe sends no results",
  stale: "no new round",
  ended: "not measured any more (the probe's configuration changed)",
  unknown: "nothing measured",
};

/** What a cell says, in words. */
export function words(seen) {
  if (!seen) return "not measured";
  const { style, loss, median } = seen.look;
  if (WORDS[style]) return seen.age === null || seen.age > 1e9 ? WORDS[style] : `${WORDS[style]} for ${ago(seen.age)}`;
  const parts = [`loss ${percent(loss)}`, median === null ? "no reply" : `median ${milliseconds(median)} ms`];
  if (seen.pair.habit && median !== null) parts.push(`usually ${milliseconds(seen.pair.habit)} ms`);
  if (style.startsWith("slow")) parts.unshift("slower than usual");
  return parts.join(", ");
}

export function meshTable(probes, at) {
  return probes.length <= MAX_PROBES ? pairTable(probes, at) : probeTable(probes, at);
}

function pairTable(probes, at) {
  const head = element(
    "tr",
    {},
    element("td", {}, "from, to"),
    probes.map((probe) => element("th", { scope: "col" }, probe.name)),
  );
  const rows = probes.map((source, row) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, source.state === "reporting" ? source.name : `${source.name}, ${source.state}`),
      probes.map((_target, column) => element("td", {}, row === column ? "" : words(at(row, column)))),
    ),
  );
  return element(
    "table",
    {},
    element("caption", {}, "Mesh: each row is a source, each column a target"),
    element("thead", {}, head),
    element("tbody", {}, rows),
  );
}

function probeTable(probes, at) {
  const rows = probes.map((probe, i) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, probe.name),
      element("td", {}, probe.state),
      element(
        "td",
        {},
        summed(probes, (other) => at(i, other)),
      ),
      element(
        "td",
        {},
        summed(probes, (other) => at(other, i)),
      ),
    ),
  );
  return element(
    "table",
    {},
    element("caption", {}, `Mesh of ${probes.length} probes: what stands out for each probe. The key / finds a pair.`),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ["probe", "state", "toward others", "from others"].map((name) => element("th", { scope: "col" }, name)),
      ),
    ),
    element("tbody", {}, rows),
  );
}

function summed(probes, at) {
  const seen = probes.map((probe, i) => ({ probe, seen: at(i) })).filter((one) => one.seen);
  const lossy = seen
    .filter((one) => one.seen.look.style.startsWith("loss"))
    .sort((a, b) => b.seen.look.loss - a.seen.look.loss);
  const slow = seen.filter((one) => one.seen.look.style.startsWith("slow")).length;
  const parts = [counted(seen.length, "pair")];
  if (lossy.length)
    parts.push(`${lossy.length} with loss, at most ${percent(lossy[0].seen.look.loss)} (${lossy[0].probe.name})`);
  if (slow) parts.push(`${slow} slower than usual`);
  return parts.join(", ");
}
