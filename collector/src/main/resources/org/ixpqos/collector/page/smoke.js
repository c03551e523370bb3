// One direction over time, drawn with uPlot: axes, cursor and zoom are its, the smoke is ours.
import { colour } from "./colours.js";
import { clock, day } from "./format.js";
import { draw, LOSS_LANE, MARK_LANE, SIDE } from "./smoke-draw.js";

const DAY = 86400;
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
  const side = where.clientWidth > 560 ? SIDE : 8;
  const chart = new uPlot(
    {
      width: where.clientWidth,
      height,
      padding: [MARK_LANE + 4, side, 0, 0],
      legend: { show: false },
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
          values: (_u, splits, _axis, _space, increment) => splits.map((at) => label(at, increment, direction)),
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

function label(at, increment, direction) {
  const time = at * 1000;
  if (increment >= DAY) return day(time);
  const midnight = new Date(time).getHours() === 0 && new Date(time).getMinutes() === 0;
  return midnight && direction.until - direction.from > DAY / 2 ? day(time) : clock(time, increment < 60);
}
