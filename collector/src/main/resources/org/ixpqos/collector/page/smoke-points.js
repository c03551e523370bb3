// A series' points, prepared for drawing.

/** Shares of the replies at which a point's quantiles stand, with the smallest and the largest. */
const SHARES = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];

/** A point's values at those shares; an original client reports only the ends. */
export function steps(point) {
  const quantiles = point.quantiles?.length === 11 ? point.quantiles : new Array(11).fill(point.median);
  return [point.min, ...quantiles, point.max];
}

export function prepared(answer) {
  const points = (answer?.series[0]?.points ?? []).map((point) => ({ ...point, at: Date.parse(point.time) / 1000 }));
  for (const point of points) if (point.median !== undefined) point.steps = steps(point);
  return points;
}

/** The time from one point to the next, seconds. */
export function usualStep(points) {
  const all = points
    .slice(1)
    .map((point, i) => point.at - points[i].at)
    .sort((a, b) => a - b);
  return all[Math.floor(all.length / 2)] ?? 60;
}

/**
 * Points that follow one another; where some are missing, or a gap is known between two, the line
 * breaks.
 */
export function runs(points, gaps = []) {
  const usual = usualStep(points);
  const found = [];
  let before = null;
  for (const point of points) {
    if (!point.steps) {
      before = null;
      continue;
    }
    if (!before || point.at - before.at > 2.5 * usual || between(gaps, before.at, point.at)) found.push([]);
    found.at(-1).push(point);
    before = point;
  }
  return found;
}

function between(gaps, from, until) {
  return gaps.some((gap) => gap.until > from && gap.from < until);
}

/** No more points than the eye can separate: what lies together is drawn as one, spread and all. */
export function thinned(run, most) {
  const many = Math.ceil(run.length / most);
  if (many <= 1) return run;
  const thin = [];
  for (let i = 0; i < run.length; i += many) {
    const part = run.slice(i, i + many);
    const mean = (value) => part.reduce((sum, point) => sum + value(point), 0) / part.length;
    const steps = part[0].steps.map((_, step) => mean((point) => point.steps[step]));
    steps[0] = Math.min(...part.map((point) => point.min));
    steps[12] = Math.max(...part.map((point) => point.max));
    thin.push({
      at: mean((point) => point.at),
      steps,
      median: mean((point) => point.median),
      loss: Math.max(...part.map((point) => point.loss ?? 0)),
    });
  }
  return thin;
}

/** Where the picture begins and ends: from zero, unless that would flatten what there is to see; spikes run out of it. */
export function scale(all) {
  const uppers = all
    .filter((point) => point.steps)
    .map((point) => point.steps[11])
    .sort((a, b) => a - b);
  if (uppers.length === 0) return [0, 1];
  const usual = uppers[Math.floor(0.98 * (uppers.length - 1))];
  const highest = uppers.at(-1) > 4 * usual ? 1.8 * usual : uppers.at(-1);
  const lowest = Math.min(...all.filter((point) => point.steps).map((point) => point.min));
  const bottom = lowest > highest / 2 ? Math.max(0, lowest - (highest - lowest) / 6) : 0;
  return [bottom, Math.max(highest + (highest - bottom) * 0.06, bottom + 0.01)];
}

/** Of all replies, how many lie in each of so many equal parts of the picture's height. */
export function distribution(points, [bottom, top], count) {
  const bins = new Array(count).fill(0);
  const width = (top - bottom) / count;
  for (const point of points) {
    if (!point.steps) continue;
    for (let i = 1; i < SHARES.length; i++) {
      const weight = (point.received ?? 1) * (SHARES[i] - SHARES[i - 1]);
      const [low, high] = [point.steps[i - 1], Math.max(point.steps[i], point.steps[i - 1] + 1e-9)];
      const first = Math.max(0, Math.floor((low - bottom) / width));
      const last = Math.min(count - 1, Math.floor((high - bottom) / width));
      for (let bin = first; bin <= last; bin++) {
        const from = Math.max(low, bottom + bin * width);
        const until = Math.min(high, bottom + (bin + 1) * width);
        bins[bin] += weight * Math.max(0, (until - from) / (high - low));
      }
    }
  }
  return bins;
}

/** What the points add up to. */
export function total(points) {
  const sum = (key) => points.reduce((all, point) => all + (point[key] ?? 0), 0);
  const sent = sum("sent");
  const lost = sum("lost") + sum("late");
  const medians = points
    .filter((point) => point.steps)
    .map((point) => point.median)
    .sort((a, b) => a - b);
  const uppers = points
    .filter((point) => point.steps)
    .map((point) => point.steps[11])
    .sort((a, b) => a - b);
  return {
    sent,
    lost,
    loss: sent ? lost / sent : null,
    errors: sum("send_errors"),
    notSent: sum("not_sent"),
    drops: sum("local_drops"),
    median: medians[Math.floor(medians.length / 2)] ?? null,
    upper: uppers[Math.floor(0.95 * (uppers.length - 1))] ?? null,
  };
}
