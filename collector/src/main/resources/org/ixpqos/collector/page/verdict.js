// What stands out, in words; the worst first.
import { counted, moment, percent, times } from "./format.js";
import { look } from "./mesh-model.js";

/** Of a probe's pairs in one direction, the share that must stand out for it to be the probe's matter. */
const MOST_OF_THEM = 0.8;

const CLEAN = "no loss, usual latency";

/** Sentences as {@code {words, style}}; the first is the verdict. */
export function verdict(probes, pairs, ranged) {
  const sentences = [];
  const live = pairs
    .filter((pair) => ranged || pair.state === "measured")
    .map((pair) => ({ pair, ...look(pair, ranged) }))
    .filter((one) => one.loss !== null);
  const bad = new Set(live.filter((one) => one.style.startsWith("loss")));
  sentences.push(...culprits(live, bad, lossWords));
  for (const probe of ranged ? [] : probes.filter((one) => one.state === "silent")) {
    sentences.push({
      words:
        probe.heard === null ? `${probe.name} is silent` : `${probe.name} has been silent since ${moment(probe.heard)}`,
      style: "silent",
    });
  }
  sentences.push(...single(bad, lossWord, "loses packets", "lose packets"));
  const slow = new Set(live.filter((one) => one.style.startsWith("slow")));
  sentences.push(
    ...culprits(live, slow, slowWords),
    ...single(slow, slowWord, "is slower than usual", "are slower than usual"),
  );
  if (!ranged) sentences.push(...quiet(pairs));
  const clean = live.filter((one) => one.style === "good").length;
  if (live.length === 0) return sentences;
  if (clean === live.length) {
    const which = sentences.length ? "the other" : clean === 1 ? "The only" : "All";
    sentences.push({ words: `${which} ${clean === 1 ? "pair" : `${clean} pairs`}: ${CLEAN}`, style: "good" });
  } else if (clean > 0) {
    sentences.push({ words: `the others: ${CLEAN} (${clean} of ${live.length} pairs)`, style: "good" });
  }
  return sentences;
}

/** Probes that most of what stands out has in common; takes out of {@code odd} what it explains. */
function culprits(live, odd, words) {
  const found = [];
  for (;;) {
    let best = null;
    for (const name of new Set([...odd].flatMap((one) => [one.pair.source, one.pair.target]))) {
      const from = common(live, odd, (one) => one.pair.source === name);
      const to = common(live, odd, (one) => one.pair.target === name);
      const all = [...from, ...to];
      if (all.length > (best?.all.length ?? 1)) best = { name, from, to, all };
    }
    if (!best) return found;
    best.all.forEach((one) => odd.delete(one));
    found.push(words(best));
  }
}

function common(live, odd, belongs) {
  const all = live.filter(belongs);
  const some = all.filter((one) => odd.has(one));
  return some.length > 1 && some.length >= MOST_OF_THEM * all.length ? some : [];
}

function whom({ from, to }) {
  if (from.length && to.length) return "toward and from all peers";
  return from.length ? "toward all peers" : "from all peers";
}

function lossWords(culprit) {
  const losses = culprit.all.map((one) => one.loss);
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  const style = `loss${Math.max(...culprit.all.map((one) => one.level))}`;
  if (least === 1) {
    const verb = culprit.from.length ? "gets no reply from any peer" : "answers no peer";
    return { words: `${culprit.name} ${verb}${since(culprit.all, "loss")}`, style };
  }
  return {
    words: `${culprit.name} loses ${span(percent(least), percent(most))} ${whom(culprit)}${since(culprit.all, "loss")}`,
    style,
  };
}

function slowWords(culprit) {
  const ratios = culprit.all.map((one) => one.median / one.pair.habit);
  const style = `slow${Math.max(...culprit.all.map((one) => one.level))}`;
  const much = span(times(Math.min(...ratios)), times(Math.max(...ratios)));
  return {
    words: `${culprit.name} is slower than usual (${much}) ${whom(culprit)}${since(culprit.all, "latency")}`,
    style,
  };
}

function span(least, most) {
  return least === most ? least : `${least.replace(/ %$/, "")}–${most}`;
}

/** The moment that the middle one of them began. */
function since(all, kind) {
  const begun = all
    .map((one) => one.pair.since?.[kind])
    .filter(Boolean)
    .sort((a, b) => a - b);
  return begun.length ? ` since ${moment(begun[Math.floor(begun.length / 2)])}` : "";
}

function single(odd, word, one, many) {
  const rest = [...odd].sort((a, b) => b.level - a.level || b.loss - a.loss || b.median - a.median);
  const sentences = rest.slice(0, 3).map(word);
  if (rest.length > 3) {
    const words = counted(rest.length - 3, `more pair ${one}`, `more pairs ${many}`);
    sentences.push({ words, style: rest[3].style });
  }
  return sentences;
}

function lossWord(one) {
  return {
    words: `${one.pair.source} → ${one.pair.target} loses ${percent(one.loss)}${since([one], "loss")}`,
    style: one.style,
    pair: one.pair,
  };
}

function slowWord(one) {
  const ratio = times(one.median / one.pair.habit);
  return {
    words: `${one.pair.source} → ${one.pair.target} is slower than usual (${ratio})${since([one], "latency")}`,
    style: one.style,
    pair: one.pair,
  };
}

function quiet(pairs) {
  const sentences = [];
  for (const [state, words] of [
    ["stale", "no new round"],
    ["ended", "been taken out of the schedule"],
  ]) {
    const some = pairs.filter((pair) => pair.state === state);
    const sources = new Set(some.map((pair) => pair.source));
    if (some.length === 1)
      sentences.push({ words: `${some[0].source} → ${some[0].target} has ${words}`, style: "silent" });
    else if (some.length) {
      sentences.push({
        words: `${some.length} pairs${sources.size === 1 ? ` of ${[...sources][0]}` : ""} have ${words}`,
        style: "silent",
      });
    }
  }
  return sentences;
}
