// One direction over time, drawn with uPlot: axes, cursor and zoom are its, the smoke is ours.
import { colour } from "./colours.js";
import { clock, day, inUtc, zoneName } from "./format.js";
import { draw, LOSS_LANE, MARK_LANE, SIDE } from "./smoke-draw.js";

const DAY = 86400;

/** CSS pixels right of the chart where there is no room for the distribution. */
const SIDE_OF_NARROW = 8;
let library = null;

/** uPlot is read when the first chart is to be drawn. */
export function charts() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "uPlot.iife.min.js";
    script.addEventListener("load", () => resolve(window.uPlot));
    script.addEventListener("error", () => {
      library = null;
      reject(new Error("the chart could not be loaded"));
    });
    document.head.append(script);
  });
  return library;
}

/**
 * {@code direction} has points, gaps, notes, from and until, seconds; {@code acts} zoom, back, pick
 * and point.
 */
export function smokeChart(uPlot, where, direction, height, acts) {
  const { points } = direction;
  let zoomed = false;
  const side = where.clientWidth > 560 ? SIDE : SIDE_OF_NARROW;
  const chart = new uPlot(
    {
      width: where.clientWidth,
      height,
      padding: [MARK_LANE + 4, side, 0, 0],
      legend: { show: false },
      tzDate: (at) => (inUtc() ? uPlot.tzDate(new Date(at * 1000), "Etc/UTC") : new Date(at * 1000)),
      scales: { x: { range: () => [direction.from, direction.until] }, y: { range: () => direction.scale } },
      series: [{}, { paths: () => null, points: { show: false } }],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        // the two share the cursor, and not what is done with it
        sync: {
          key: "pair",
          scales: ["x", null],
          filters: { pub: (type) => type === "mousemove" || type === "mouseleave" },
        },
        bind: { dblclick: () => null },
      },
      axes: [
        {
          stroke: colour("dim"),
          font: "11px system-ui, sans-serif",
          size: 26 + LOSS_LANE,
          gap: 4 + LOSS_LANE,
          space: 84,
          grid: { show: false },
          ticks: { show: false },
          values: (u, splits, _axis, _space, increment) => labels(u, splits, increment, direction),
        },
        {
          stroke: colour("dim"),
          font: "11px system-ui, sans-serif",
          size: 58,
          gap: 6,
          space: 36,
          grid: { stroke: colour("line"), width: 1 },
          ticks: { show: false },
          values: (_u, splits) =>
            splits.map((value, i) => `${Number(value.toPrecision(4))}${i === splits.length - 1 ? " ms" : ""}`),
        },
      ],
      hooks: {
        draw: [(u) => draw(u, direction)],
        setCursor: [(u) => acts.point(u.cursor.left >= 0 ? points[u.cursor.idx] : null)],
        setSelect: [
          (u) => {
            if (u.select.width < 4) return;
            zoomed = true;
            const [from, until] = [u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x")];
            u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
            acts.zoom(from, until);
          },
        ],
      },
    },
    [points.map((point) => point.at), points.map((point) => point.median ?? null)],
    where,
  );
  chart.over.addEventListener("click", () => {
    const moved = zoomed;
    zoomed = false;
    const point = points[chart.cursor.idx];
    if (!moved && point) acts.pick(point);
  });
  chart.over.addEventListener("dblclick", acts.back);
  return chart;
}

/** Times below the chart; none that its right edge would cut, and the zone at the first. */
function labels(u, splits, increment, direction) {
  const [first, last] = [u.scales.x.min, u.scales.x.max];
  const perPixel = (last - first) / Math.max(1, u.width - 58);
  return splits.map((at, i) => {
    const words = label(at, increment, direction);
    const half = (words.length * 6.5) / 2;
    const right = (last - at) / perPixel;
    if (right < half - SIDE_OF_NARROW) return "";
    return i === 0 ? `${words} ${zoneName(at * 1000)}` : words;
  });
}

function label(at, increment, direction) {
  const time = at * 1000;
  if (increment >= DAY) return day(time);
  const midnight = clock(time, false) === "00:00";
  return midnight && direction.until - direction.from > DAY / 2 ? day(time) : clock(time, increment < 60);
}
