// What stands out, in words; the worst first. Pure: of the mesh as the collector reports it, and of the
// time that is looked at. It speaks of all families and schedules, whichever of them is drawn.
import { counted, moment, percent, times } from "./format.js";
import { kindOf, look, seenOf } from "./mesh-model.js";
import { culprits, singles } from "./verdict-groups.js";
import { gapSentences, stateSentences } from "./verdict-probes.js";

const CLEAN = "no loss, usual latency";

/**
 * Sentences as {@code {words, style, pair}}; the first is the verdict.
 *
 * @param mesh {@code probes}, {@code pairs}; {@code gaps}, incidents of kind gap and silence in the time;
 *     {@code outside}, pairs that a filter leaves out; {@code partial}, whether some of it may be missing; {@code notices}, what is
 *     wrong with the collector, and {@code trouble}, why it stores nothing
 * @param when {@code kind}: now, range or at; {@code words} of that time, such as "in the last 24 hours";
 *     {@code from} and {@code until}, milliseconds; {@code measuredFrom}, when the first stored round is of
 */
export function verdict(mesh, when = { kind: "now" }) {
  const { probes, pairs, gaps = [], outside = [], partial = false, notices = [], trouble = null } = mesh;
  const ranged = when.kind === "range";
  const past = when.kind !== "now";
  const seen = [];
  const kinds = new Set();
  for (const pair of pairs) {
    kinds.add(kindOf(pair));
    if (!ranged && pair.state !== "measured") continue;
    const one = seenOf(pair, ranged);
    if (one.loss !== null) seen.push(one);
  }
  const on = { kinds, past };
  const bad = new Set(seen.filter((one) => one.style.startsWith("loss")));
  const slow = new Set(seen.filter((one) => one.style.startsWith("slow")));
  const sentences = [];
  if (trouble) sentences.push({ words: `the collector stores nothing: ${trouble}`, style: "warn", own: true });
  if (seen.length === 0) sentences.push(nothing(probes, pairs, when));
  sentences.push(...culprits(seen, bad).map((one) => lossOf(one, on)));
  sentences.push(...(ranged ? gapSentences(gaps, when) : stateSentences(probes, when)));
  sentences.push(...few(singles(bad), (one) => pairLoss(one, on), past, "lose packets", "lost packets"));
  sentences.push(...culprits(seen, slow).map((one) => slowOf(one, on)));
  const slower = few(
    singles(slow),
    (one) => pairSlow(one, on),
    past,
    "are slower than usual",
    "were slower than usual",
  );
  sentences.push(...slower, ...unmeasured(pairs, seen, when), ...beyond(outside, ranged));
  if (partial) sentences.push({ words: "part of the history does not answer: there may be more", style: "warn" });
  sentences.push(...notices.map((words) => ({ words, style: "warn", own: true })));
  sentences.push(...clean(seen, sentences, on, ranged && gaps.length > 0));
  return dated(sentences, when);
}

/** The time stands in the first sentence, which is the headline and the tab's title. */
function dated(sentences, when) {
  const [first, ...rest] = sentences;
  if (!first) return sentences;
  let words = first.words;
  if (when.kind === "range" && when.measuredFrom > when.from + 3600000 && when.measuredFrom < when.until)
    when = { ...when, words: `since ${moment(when.measuredFrom)}: nothing was measured before` };
  if (when.words) words = when.kind === "at" ? `${when.words}: ${words}` : `${words} ${when.words}`;
  // a name is written as it is
  if (/^(all|the|nothing|waiting|outside|part|at) /.test(words)) words = words[0].toUpperCase() + words.slice(1);
  return [{ ...first, words }, ...rest];
}

/** Nothing measured is never "no loss". */
function nothing(probes, pairs, when) {
  if (when.kind === "now" && pairs.length === 0) {
    const known = probes.filter((probe) => probe.state !== "retired").length;
    return {
      words: known
        ? `waiting for the first result of ${counted(known, "probe")}`
        : "waiting for the first result of a probe",
      style: "silent",
    };
  }
  const verb = when.kind === "now" ? "is measured now" : "was measured";
  return { words: `nothing ${verb}`, style: "silent" };
}

/** Where a sentence is not about all families and schedules, those that it is about. */
export function whichKinds(some, all) {
  const kinds = [...new Set(some.map((one) => kindOf(one.pair)))];
  if (all.size <= 1 || kinds.length === all.size) return "";
  const split = (kind) => [kind.slice(0, 1), kind.slice(2)];
  const protos = [...new Set(kinds.map((kind) => split(kind)[0]))].sort();
  const schedules = [...new Set(kinds.map((kind) => split(kind)[1]))].sort();
  const within = (test) => [...all].filter(test).length === kinds.length;
  const named = schedules.map((one) => one || "of original clients").join(" and ");
  const over = ` over ${protos.map((proto) => `IPv${proto}`).join(" and ")}`;
  const by = ` in ${schedules.length === 1 ? "schedule" : "schedules"} ${named}`;
  if (within((kind) => protos.includes(split(kind)[0]))) return over;
  if (within((kind) => schedules.includes(split(kind)[1]))) return by;
  return over + by;
}

function whom({ from, to, counts }) {
  const full = (some, count) => some.length === 0 || some.length === count;
  const all = full(from, counts.from) && full(to, counts.to);
  const peers = all ? "all peers" : "most peers";
  if (from.length && to.length) return `toward and from ${peers}`;
  return from.length ? `toward ${peers}` : `from ${peers}`;
}

function lossOf(culprit, { kinds, past }) {
  const losses = culprit.all.map((one) => one.loss);
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  const style = `loss${Math.max(...culprit.all.map((one) => one.level))}`;
  const which = whichKinds(culprit.all, kinds);
  const begun = since(culprit.all, "loss");
  if (least === 1) {
    const who = whom(culprit).endsWith("most peers") ? "most peers" : null;
    const reply = past ? ["got no reply", "answered"] : ["gets no reply", "answers"];
    const verb = culprit.from.length
      ? `${reply[0]} from ${who ?? "any peer"}`
      : who
        ? `${past ? "did" : "does"} not answer most peers`
        : `${reply[1]} no peer`;
    return { words: `${culprit.name} ${verb}${which}${begun}`, style };
  }
  const verb = past ? "lost" : "loses";
  const much = between(percent(least), percent(most));
  return { words: `${culprit.name} ${verb} ${much} ${whom(culprit)}${which}${begun}`, style };
}

function slowOf(culprit, { kinds, past }) {
  const ratios = culprit.all.map((one) => one.median / one.pair.habit);
  const style = `slow${Math.max(...culprit.all.map((one) => one.level))}`;
  const much = between(times(Math.min(...ratios)), times(Math.max(...ratios)));
  const which = whichKinds(culprit.all, kinds) + since(culprit.all, "latency");
  return {
    words: `${culprit.name} ${past ? "was" : "is"} slower than usual (${much}) ${whom(culprit)}${which}`,
    style,
  };
}

function between(least, most) {
  return least === most ? least : `${least.replace(/ %$/, "")}–${most}`;
}

/** Since the first bad round of all. */
function since(all, kind) {
  const begun = all.map((one) => one.pair.since?.[kind]).filter(Boolean);
  return begun.length ? ` since ${moment(Math.min(...begun))}` : "";
}

/** Three of them singly, and how many more there are. */
function few(found, word, past, verb, verbOfPast) {
  const sentences = found.slice(0, 3).map(word);
  if (found.length > 3) {
    const rest = found.length - 3;
    const singular = verb.replace(/^are/, "is").replace(/^lose/, "loses");
    const singularOfPast = verbOfPast.replace(/^were/, "was");
    const [one, many] = past ? [singularOfPast, verbOfPast] : [singular, verb];
    sentences.push({
      words: counted(rest, `more pair ${one}`, `more pairs ${many}`),
      style: found[3].worst.style,
    });
  }
  return sentences;
}

function pairLoss({ worst, all }, { kinds, past }) {
  const { pair, loss, style } = worst;
  const which = whichKinds(all, kinds) + since(all, "loss");
  return {
    words: `${pair.source} → ${pair.target} ${past ? "lost" : "loses"} ${percent(loss)}${which}`,
    style,
    pair,
  };
}

function pairSlow({ worst, all }, { kinds, past }) {
  const { pair, median, style } = worst;
  const which = whichKinds(all, kinds) + since(all, "latency");
  const verb = past ? "was" : "is";
  return {
    words: `${pair.source} → ${pair.target} ${verb} slower than usual (${times(median / pair.habit)})${which}`,
    style,
    pair,
  };
}

/** Pairs that are not measured, though their probe is heard of. */
function unmeasured(pairs, seen, when) {
  if (when.kind !== "now") {
    const rest = pairs.length - seen.length;
    return rest && seen.length
      ? [{ words: `${counted(rest, "pair was", "pairs were")} not measured`, style: "silent" }]
      : [];
  }
  const sentences = [];
  for (const [state, words] of [
    ["stale", "no new round"],
    ["unknown", "sent nothing"],
    ["ended", "been taken out of the schedule"],
  ]) {
    const some = pairs.filter((pair) => pair.state === state);
    const sources = new Set(some.map((pair) => pair.source));
    const verb = state === "unknown" ? "" : some.length === 1 ? "has " : "have ";
    if (some.length === 1)
      sentences.push({
        words: `${some[0].source} → ${some[0].target} ${verb}${words}`,
        style: "silent",
        pair: some[0],
      });
    else if (some.length) {
      const whose = sources.size === 1 ? ` of ${[...sources][0]}` : "";
      sentences.push({ words: `${some.length} pairs${whose} ${verb}${words}`, style: "silent" });
    }
  }
  return sentences;
}

/** What a filter leaves out stands out all the same. */
function beyond(outside, ranged) {
  const odd = outside
    .map((pair) => look(pair, ranged))
    .filter((one) => one.loss !== null && one.style !== "good").length;
  return odd
    ? [{ words: `outside of this filter ${counted(odd, "pair stands", "pairs stand")} out`, style: "warn" }]
    : [];
}

function clean(seen, sentences, { kinds }, withGaps) {
  const good = seen.filter((one) => one.style === "good").length;
  if (good === 0) return [];
  const words = withGaps ? `${CLEAN} while measured` : CLEAN;
  if (good < seen.length) return [{ words: `the others: ${words} (${good} of ${seen.length} pairs)`, style: "good" }];
  const which = sentences.some((one) => !one.own) ? "the other" : good === 1 ? "the only" : "all";
  const families = [...new Set(seen.map((one) => one.pair.proto))].sort();
  const of = kinds.size > 1 && families.length > 1 ? `, ${families.map((proto) => `IPv${proto}`).join(" and ")}` : "";
  return [{ words: `${which} ${good === 1 ? "pair" : `${good} pairs`}${of}: ${words}`, style: "good" }];
}

/**
 * The sentence above incidents.
 *
 * @param answer what data/events answers
 * @param coverage {@code pairs}: how many pairs have a round in the time, null where that is not known;
 *     {@code first}: when the first stored round is of, null where nothing is stored
 * @param when {@code words} of the time, {@code from}, milliseconds; {@code filter} words of what is asked for
 */
export function happened({ events, total, unknown, partial, rows }, coverage, when) {
  const missing = Object.entries(unknown ?? {});
  if (missing.length)
    return missing.map(([what, name]) => UNKNOWN[what]?.(name) ?? `${what} “${name}” is not known`).join("; ");
  const where = partial ? " in the results that this collector received" : "";
  const of = when.filter ? ` ${when.filter}` : "";
  if (total === 0 && coverage.pairs === 0) return `Nothing was measured${of} ${when.words}${where}`;
  const part =
    coverage.first !== null && coverage.first > when.from + 3600000
      ? `; nothing was measured before ${moment(coverage.first)}`
      : "";
  if (total === 0) {
    const pairs = coverage.pairs ? `: ${counted(coverage.pairs, "pair")} measured` : "";
    return `No incident${of} ${when.words}${where}${pairs}${part}`;
  }
  const open = events.filter((event) => event.open).length;
  const newest = events.length < total ? `; the newest ${events.length} are shown` : "";
  const lines = rows && rows < events.length ? ` (${counted(rows, "row")})` : "";
  return `${open ? `${open} ongoing, ` : ""}${counted(total, "incident")}${lines}${of} ${when.words}${where}${newest}${part}`;
}

const UNKNOWN = {
  probe: (name) => `No probe “${name}” is known: it is not listed and no round of it is stored`,
  source: (name) => `No probe “${name}” is known: it is not listed and no round of it is stored`,
  target: (name) => `No probe “${name}” is known: it is not listed and no round of it is stored`,
  schedule: (name) => `No schedule “${name}” is known: no round of it is stored`,
};
