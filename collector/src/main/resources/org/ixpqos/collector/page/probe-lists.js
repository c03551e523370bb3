// Whether a probe runs the lists that the collector publishes, in words. Pure.
import { moment } from "./format.js";

/** Milliseconds that a probe has to take over an edit: it asks each minute, and reports it with its next upload. */
const GRACE = 5 * 60000;

/** How many are named one by one. */
const MAX_NAMED = 5;

/**
 * What a probe runs: {@code mark} for a table, {@code words} for itself, {@code late} where it does not run
 * what is published, for longer than an edit needs to arrive; null where nothing is published.
 *
 * @param lists {@code digest} of those published, and {@code since} when
 * @param now milliseconds
 */
export function runningLists(probe, lists, now) {
  if (!lists.digest) return null;
  if (!probe.lists)
    return { mark: "–", words: probe.last_seen ? "the probe does not report which" : "not known", late: false };
  if (probe.lists === lists.digest) return { mark: "published", words: "the published lists", late: false };
  const published = lists.since ? Date.parse(lists.since) : null;
  const taken = probe.configurations?.length ? Date.parse(probe.configurations.at(-1).since) : null;
  if (published !== null && taken !== null && taken > published)
    return { mark: "▲ others", words: `others than the published lists since ${moment(taken)}`, late: true };
  if (published === null) return { mark: "▲ older", words: "older lists than the published ones", late: true };
  if (now - published < GRACE)
    return { mark: "older", words: `older lists; the edit of ${moment(published)} is on its way`, late: false };
  return { mark: "▲ older", words: `older lists since ${moment(published)}`, late: true };
}

/** The probes that report, and do not run what is published. */
export function listSentences(probes) {
  const late = probes.filter((probe) => probe.state === "reporting" && probe.running?.late);
  const sentences = late
    .slice(0, MAX_NAMED)
    .map((probe) => ({ words: `${probe.name} runs ${probe.running.words}`, style: "warn" }));
  const more = late.length - MAX_NAMED;
  if (more > 0)
    sentences.push({
      words: `${more} more ${more === 1 ? "probe does" : "probes do"} not run the published lists`,
      style: "warn",
    });
  return sentences;
}
