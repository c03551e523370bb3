// What the view of a pair draws, read from the API: both directions, their gaps and marks.
import { ask } from "./ask.js";
import { prepared, usualStep } from "./smoke-points.js";

export function reversed(wanted) {
  return { ...wanted, source: wanted.target, target: wanted.source };
}

/** An answer's series of one family and schedule; null when there is none. */
export function only(answer, { proto, schedule }) {
  const series = answer?.series.filter((one) => String(one.proto) === proto && one.schedule === schedule) ?? [];
  return series.length ? { ...answer, series } : null;
}

export async function series(parameters) {
  try {
    return await ask("series", parameters);
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

/** The changes of a probe's configuration, each with what it was before. */
export function changesOf(probe) {
  return (probe?.configurations ?? []).flatMap((one, i, all) => {
    const before = all[i - 1];
    // the first is no change, but where our knowledge begins
    if (!before) return [];
    const words = [];
    if (before.version !== one.version) words.push(`version ${before.version} → ${one.version}`);
    if (before.configuration !== one.configuration)
      words.push(`configuration ${before.configuration.slice(0, 7)} → ${one.configuration.slice(0, 7)}`);
    return [{ at: Date.parse(one.since) / 1000, words: words.join(", ") || "started again", kind: "change" }];
  });
}

export function direction({ source, target, proto, schedule }, answer, other, changes) {
  const points = prepared(answer);
  const range = answer ?? other;
  const gaps = (answer?.gaps ?? [])
    .filter((gap) => gap.schedule === "" || gap.schedule === schedule)
    .map((gap) => ({ ...gap, from: Date.parse(gap.from) / 1000, until: Date.parse(gap.until) / 1000 }));
  const [from, until] = [Date.parse(range?.from) / 1000, Date.parse(range?.until) / 1000];
  const steps = points
    .filter((point) => point.clock_stepped)
    .map((point) => ({ at: point.at, words: "clock stepped", kind: "clock" }));
  return {
    source,
    target,
    proto,
    schedule,
    points,
    gaps,
    notes: [...changes, ...steps].filter((note) => note.at >= from && note.at <= until).sort((a, b) => a.at - b.at),
    answered: answer !== null,
    empty: points.length === 0 && gaps.length === 0,
    resolution: answer?.resolution,
    series: answer?.series[0],
    from,
    until,
  };
}

/** Where a point is a round, those around it; else the rounds that it is the sum of. */
export async function roundsAt(one, at) {
  const nearest = one.points.reduce(
    (best, point) => (!best || Math.abs(point.at - at) < Math.abs(best.at - at) ? point : best),
    null,
  );
  if (!nearest) return { rounds: [], chosen: null };
  if (one.resolution === "round") {
    const i = one.points.indexOf(nearest);
    return { rounds: one.points.slice(Math.max(0, i - 4), i + 5), chosen: nearest.at };
  }
  const long = Math.min(86400, usualStep(one.points));
  const text = (time) => new Date(time * 1000).toISOString();
  const answer = await series({
    source: one.source,
    target: one.target,
    proto: one.series.proto,
    schedule: one.schedule,
    from: text(nearest.at),
    until: text(nearest.at + long),
  });
  return { rounds: prepared(answer).filter((round) => round.rounds === undefined), chosen: null };
}
