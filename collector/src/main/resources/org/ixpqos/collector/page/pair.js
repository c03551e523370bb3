// One pair over time: the median, the quantiles around it, loss below, gaps as gaps.
import { clock, day, drawn, element, lossClass, milliseconds, percent } from "./format.js";

const HEIGHT = 190;
const LEFT = 52;
const RIGHT = 10;
const TOP = 10;
const LOSS_HEIGHT = 26;
const BOTTOM = 22;
const DAY = 86400000;

export async function pairSeries(source, target, choice) {
  const query = new URLSearchParams({ source, target, range: choice.range, proto: choice.proto, schedule: choice.schedule });
  const answer = await fetch(`api/v1/data/series?${query}`, { signal: AbortSignal.timeout(10000) });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error((await answer.json()).error);
  return answer.json();
}

export function pairView(forward, reverse, width) {
  return [forward, reverse].map((data) => data && direction(data, width)).filter(Boolean);
}

function direction(data, width) {
  const points = (data.series[0]?.points ?? []).map((point) => ({ ...point, at: Date.parse(point.time) }));
  const figure = element("figure");
  const readout = element("output", {}, summary(points));
  figure.append(element("figcaption", {}, element("b", {}, `${data.source} → ${data.target}`), readout));
  if (points.length === 0 && data.gaps.length === 0) {
    figure.append(element("p", { class: "empty" }, `No round in the last ${data.range}.`));
    return figure;
  }
  figure.append(chart(data, points, width, readout));
  return figure;
}

function summary(points) {
  const sent = points.reduce((sum, point) => sum + (point.sent ?? 0), 0);
  const lost = points.reduce((sum, point) => sum + (point.lost ?? 0) + (point.late ?? 0), 0);
  const medians = points.map((point) => point.median).filter((value) => value !== undefined).sort((a, b) => a - b);
  const middle = medians.length ? `median ${milliseconds(medians[Math.floor(medians.length / 2)])} ms` : "no reply";
  return sent ? `${middle} · ${lost} of ${sent} packets lost (${percent(lost / sent)})` : middle;
}

function chart(data, points, width, readout) {
  const from = Date.parse(data.from);
  const until = Date.parse(data.until);
  const floor = HEIGHT - BOTTOM - LOSS_HEIGHT;
  const ticks = scale(points);
  const bottom = ticks[0];
  const top = ticks.at(-1);
  const x = (at) => LEFT + ((at - from) / (until - from)) * (width - LEFT - RIGHT);
  const y = (value) => floor - ((Math.min(value, top) - bottom) / (top - bottom)) * (floor - TOP);
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img",
    "aria-label": `Round-trip time from ${data.source} to ${data.target}: ${summary(points)}` });
  svg.append(hatch());
  for (const gap of data.gaps) svg.append(gapArea(gap, x, from, until, floor));
  svg.append(...axes(from, until, ticks, x, y, floor, width));
  for (const run of runs(points)) {
    svg.append(band(run, x, y, (p) => p.min, (p) => p.max, "range"));
    svg.append(band(run, x, y, (p) => p.quantiles[0] ?? p.min, (p) => p.quantiles.at(-1) ?? p.max, "most"));
    svg.append(drawn("path", { class: "median", d: line(run, x, y) }));
  }
  const wide = Math.max(3, Math.min(12, 0.6 * (x(usualStep(points)) - x(0))));
  for (const point of points) svg.append(...lossMarks(point, x, y, floor, wide));
  const cursor = drawn("line", { class: "cursor", y1: TOP, y2: floor + LOSS_HEIGHT, x1: -9, x2: -9 });
  svg.append(cursor);
  svg.addEventListener("pointermove", (event) => {
    const at = from + ((event.offsetX - LEFT) / (width - LEFT - RIGHT)) * (until - from);
    const near = points.reduce((best, point) => (!best || Math.abs(point.at - at) < Math.abs(best.at - at) ? point : best), null);
    if (!near) return;
    cursor.setAttribute("x1", x(near.at));
    cursor.setAttribute("x2", x(near.at));
    readout.textContent = described(near);
  });
  svg.addEventListener("pointerleave", () => {
    cursor.setAttribute("x1", -9);
    cursor.setAttribute("x2", -9);
    readout.textContent = summary(points);
  });
  return svg;
}

function upper(point) {
  return point.quantiles?.at(-1) ?? point.max;
}

/** Where the grid lines are: from zero, unless that would flatten what there is to see. */
function scale(points) {
  const highest = Math.max(0.01, ...points.map((point) => upper(point) ?? 0));
  const lowest = Math.min(highest, ...points.map((point) => point.min ?? highest));
  const from = lowest > highest / 2 ? lowest - (highest - lowest) / 2 : 0;
  const least = (highest - from || highest) / 3;
  const unit = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * unit).find((n) => n >= least);
  const ticks = [];
  for (let n = Math.max(0, Math.floor(from / step)); n === 0 || (n - 1) * step < highest; n++) {
    ticks.push(n * step);
  }
  return ticks;
}

function hatch() {
  return drawn("defs", {}, drawn("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    drawn("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "hatch" })));
}

function gapArea(gap, x, from, until, floor) {
  const start = Math.max(from, Date.parse(gap.from));
  const end = Math.min(until, Date.parse(gap.until));
  const words = `not measured: ${gap.reason}, ${clock(gap.from)} to ${clock(gap.until)}`;
  const wide = x(end) - x(start);
  const area = drawn("g", { class: "gap" },
    drawn("rect", { x: x(start), y: TOP, width: Math.max(1, wide), height: floor - TOP + LOSS_HEIGHT }),
    drawn("title", {}, words));
  if (wide > 60) area.append(drawn("text", { x: (x(start) + x(end)) / 2, y: (TOP + floor) / 2, "text-anchor": "middle" }, gap.reason));
  return area;
}

function axes(from, until, ticks, x, y, floor, width) {
  const parts = [];
  for (const [i, tick] of ticks.entries()) {
    const words = `${Number(tick.toPrecision(4))}${i === ticks.length - 1 ? " ms" : ""}`;
    parts.push(drawn("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(tick), y2: y(tick) }));
    parts.push(drawn("text", { x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, words));
  }
  parts.push(drawn("text", { x: LEFT - 6, y: floor + LOSS_HEIGHT - 4, "text-anchor": "end" }, "loss"));
  parts.push(drawn("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: floor + LOSS_HEIGHT, y2: floor + LOSS_HEIGHT }));
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * 60000)
    .concat([1, 2, 7, 14, 30].map((days) => days * DAY));
  const most = Math.max(2, Math.floor((width - LEFT) / 90));
  const step = steps.find((one) => (until - from) / one <= most) ?? 30 * DAY;
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) {
    parts.push(drawn("line", { class: "tick", x1: x(at), x2: x(at), y1: floor + LOSS_HEIGHT, y2: floor + LOSS_HEIGHT + 4 }));
    const anchor = x(at) > width - 30 ? "end" : x(at) < LEFT + 20 ? "start" : "middle";
    parts.push(drawn("text", { x: x(at), y: HEIGHT - 4, "text-anchor": anchor }, step >= DAY ? day(at) : clock(at, false)));
  }
  return parts;
}

/** The time from one round to the next, milliseconds. */
function usualStep(points) {
  const steps = points.slice(1).map((point, i) => point.at - points[i].at).sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 60000;
}

/** Rounds that follow one another; where some are missing, the line breaks. */
function runs(points) {
  const timed = points.filter((point) => point.median !== undefined);
  const usual = usualStep(points);
  const found = [];
  let before = null;
  for (const point of timed) {
    if (!before || point.at - before.at > 2.5 * usual) found.push([]);
    found.at(-1).push(point);
    before = point;
  }
  return found;
}

function line(run, x, y) {
  const path = run.map((point, i) => `${i ? "L" : "M"}${x(point.at).toFixed(1)} ${y(point.median).toFixed(1)}`).join("");
  return run.length === 1 ? `${path}h2` : path;
}

function band(run, x, y, low, high, style) {
  const up = run.map((point) => `${x(point.at).toFixed(1)} ${y(high(point)).toFixed(1)}`);
  const down = run.map((point) => `${x(point.at).toFixed(1)} ${y(low(point)).toFixed(1)}`).reverse();
  return drawn("path", { class: style, d: `M${up.join("L")}L${down.join("L")}Z` });
}

function lossMarks(point, x, y, floor, wide) {
  if (!point.loss) return [];
  const height = Math.max(4, point.loss * LOSS_HEIGHT);
  const style = `mark loss${lossClass(point.loss)}`;
  const marks = [drawn("rect", { class: style, x: x(point.at) - wide / 2, width: wide, y: floor + LOSS_HEIGHT - height, height })];
  if (point.median !== undefined) marks.push(drawn("circle", { class: style, cx: x(point.at), cy: y(point.median), r: 3.5 }));
  return marks;
}

function described(point) {
  const time = point.rounds === undefined ? clock(point.time) : `${day(point.at)} ${clock(point.time, false)}, ${point.rounds} rounds`;
  const loss = point.sent === undefined
    ? `loss ${percent(point.loss)}`
    : `${point.lost} lost, ${point.late} late of ${point.sent}`;
  if (point.median === undefined) return `${time} · no reply · ${loss}`;
  return `${time} · median ${milliseconds(point.median)} ms (${milliseconds(point.min)} to ${milliseconds(point.max)}) · ${loss}`;
}

