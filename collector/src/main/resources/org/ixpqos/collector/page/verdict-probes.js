// How the probes themselves are, in words: states of now, and what they did not measure over a time.
import { counted, gapWords, long, moment, span } from "./format.js";

/** How many probes are named one by one. */
const MAX_NAMED = 5;

/** Of a probe in a state: the words for one, and for several. {@code quiet}: nothing is wrong with it. */
const STATES = {
  silent: { words: (since) => `has been silent${since}`, many: "are silent" },
  stopped: { words: (since) => `is switched off${since}`, many: "are switched off" },
  refused: {
    words: () => "is refused: its key is not the right one",
    many: "are refused for their key",
    style: "warn",
  },
  never: { words: () => "has never sent a result", many: "have never sent a result" },
  reporting: { quiet: true },
  retired: { quiet: true },
  // posts, and is in no list: shown on the page of the probes
  unknown: { quiet: true },
  // of a time that was, and no more
  past: { quiet: true },
};

/** What is known of a state; one of a newer collector stands by its name. */
export function stateOf(name) {
  return STATES[name] ?? { words: () => `is ${name.replaceAll("_", " ")}`, many: `are ${name.replaceAll("_", " ")}` };
}

/** The probes that do not report, as they are now or as they were at a moment. */
export function stateSentences(probes, when) {
  const odd = probes.filter((probe) => !stateOf(probe.state).quiet);
  if (when.kind === "at") {
    const some = odd.filter((probe) => probe.state !== "never");
    return named(some, (probe) => `${probe.name} measured nothing${reason(probe)}`, "measured nothing");
  }
  return [...new Set(odd.map((probe) => probe.state))].flatMap((name) => {
    const state = stateOf(name);
    const some = odd.filter((probe) => probe.state === name);
    const since = (probe) => (probe.heard ? ` since ${moment(probe.heard)}` : "");
    // a list that was just written names many that nobody has started yet
    const most = name === "never" ? 1 : MAX_NAMED;
    return named(some, (probe) => `${probe.name} ${state.words(since(probe))}`, state.many, state.style, most);
  });
}

function reason(probe) {
  return probe.reason ? ` (${gapWords(probe.reason)})` : "";
}

function named(probes, words, many, style = "silent", most = MAX_NAMED) {
  if (probes.length > most && most === 1) return [{ words: `${probes.length} probes ${many}`, style }];
  const sentences = probes.slice(0, most).map((probe) => ({ words: words(probe), style }));
  if (probes.length > most) sentences.push({ words: `${probes.length - most} more ${many}`, style });
  return sentences;
}

/** What each probe did not measure over a time, from incidents of kind gap and silence; the longest first. */
export function gapSentences(gaps, when) {
  const byProbe = new Map();
  for (const gap of gaps) byProbe.set(gap.source, [...(byProbe.get(gap.source) ?? []), gap]);
  const found = [...byProbe].map(([name, its]) => ({ name, ...missed(its, when), its }));
  found.sort((a, b) => b.seconds - a.seconds);
  const sentences = found.slice(0, 3).map((one) => ({ words: `${one.name} ${gapOf(one)}`, style: "silent" }));
  const rest = found.length - 3;
  if (rest > 0)
    sentences.push({ words: counted(rest, "more probe has", "more probes have") + " gaps", style: "silent" });
  return sentences;
}

function gapOf({ seconds, parts, its }) {
  const reasons = [...new Set(its.map((gap) => (gap.kind === "silence" ? "nothing is known" : gap.reason)))];
  // the public page does not show the reason
  const why = reasons.length === 1 && reasons[0] ? `: ${gapWords(reasons[0])}` : "";
  const schedules = [...new Set(its.map((gap) => gap.schedule ?? ""))];
  const what = schedules.includes("") ? "" : ` of ${schedules.join(" and ")}`;
  const open = its.some((gap) => gap.open);
  if (parts.length === 1) {
    const [part] = parts;
    const time = open ? `since ${moment(part.from)}` : span(part.from, part.until);
    return `measured nothing${what} for ${long(seconds)} (${time}${why})`;
  }
  return `measured nothing${what} for ${long(seconds)} in ${parts.length} gaps${why}`;
}

/** The time that gaps take of a range, each moment once. */
export function missed(gaps, { from = -Infinity, until = Infinity }) {
  const parts = [];
  const cut = gaps
    .map((gap) => ({ from: Math.max(from, Date.parse(gap.from)), until: Math.min(until, Date.parse(gap.until)) }))
    .filter((gap) => gap.from <= gap.until)
    .sort((a, b) => a.from - b.from);
  for (const gap of cut) {
    const last = parts.at(-1);
    if (last && gap.from <= last.until) last.until = Math.max(last.until, gap.until);
    else parts.push(gap);
  }
  return { parts, seconds: parts.reduce((sum, part) => sum + part.until - part.from, 0) / 1000 };
}
