// Asks the collector every few seconds and draws what it says. The address says what is shown.
import { ago, clock, element, scheduleName } from "./format.js";
import { legend, meshTable, verdict } from "./mesh.js";
import { pairSeries, pairView } from "./pair.js";

const PERIOD = 5000;
const RANGES = ["10m", "1h", "6h", "24h", "7d", "30d"];
const at = (id) => document.getElementById(id);

let mesh = null;
let readAt = 0;
let failure = null;

function choice() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const kinds = mesh ? kindsOf(mesh) : [];
  const wanted = kinds.find((kind) => String(kind.proto) === asked.get("proto") && kind.schedule === asked.get("schedule"));
  const kind = wanted ?? kinds.find((one) => String(one.proto) === asked.get("proto")) ?? kinds[0] ?? { proto: 4, schedule: "" };
  return {
    ...kind,
    range: RANGES.includes(asked.get("range")) ? asked.get("range") : RANGES[0],
    pair: asked.get("pair"),
  };
}

function choose(changes) {
  const next = { ...choice(), ...changes };
  const query = new URLSearchParams({ proto: next.proto, schedule: next.schedule, range: next.range });
  if (next.pair) query.set("pair", next.pair);
  location.hash = query;
}

/** Families and schedules that are measured, the busiest first. */
function kindsOf(read) {
  const counts = new Map();
  for (const pair of read.pairs) {
    const key = JSON.stringify({ proto: pair.proto, schedule: pair.schedule });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([key]) => JSON.parse(key));
}

async function read() {
  try {
    const answer = await fetch(`api/v1/data/matrix?range=${choice().range}`, { signal: AbortSignal.timeout(10000) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    mesh = await answer.json();
    readAt = Date.now();
    failure = null;
    draw();
    await drawPair();
  } catch (error) {
    failure = error.name === "TimeoutError" ? "it does not answer" : error.message;
  }
  drawFreshness();
}

function draw() {
  const chosen = choice();
  const pairs = mesh.pairs.filter((pair) => pair.proto === chosen.proto && pair.schedule === chosen.schedule);
  at("legend").hidden = mesh.pairs.length === 0;
  drawChoices(chosen);
  if (mesh.pairs.length === 0) {
    drawEmpty();
    return;
  }
  const focused = document.activeElement?.dataset?.pair;
  const scroll = { left: at("mesh").scrollLeft, top: at("mesh").scrollTop };
  at("mesh").replaceChildren(meshTable(mesh, pairs, chosen.pair));
  at("mesh").scrollTo(scroll);
  if (focused) at("mesh").querySelector(`[data-pair="${CSS.escape(focused)}"]`)?.focus();
  at("legend").replaceChildren(...legend(chosen.range));
  const sentences = verdict(mesh, pairs);
  at("verdict").replaceChildren(...sentences.map(([words, style]) => element("p", { class: style }, words)));
  document.title = `${sentences[0]?.[0] ?? "mesh"} · ixpqos`;
}

function drawEmpty() {
  at("mesh").replaceChildren(element("div", { class: "empty" },
    element("p", {}, "No result has come in yet."),
    element("p", {}, "Each probe appears here with its first round. On a probe, ",
      element("code", {}, "ixpqos status"), " says whether it delivers.")));
  at("verdict").replaceChildren(element("p", {}, mesh.probes.length === 0
    ? "Waiting for the first probe"
    : `Waiting for the first of ${mesh.probes.length} probes`));
}

function drawChoices(chosen) {
  const kinds = kindsOf(mesh);
  const protos = [...new Set(kinds.map((kind) => kind.proto))].sort();
  const schedules = [...new Set(kinds.filter((kind) => kind.proto === chosen.proto).map((kind) => kind.schedule))].sort();
  const groups = [
    group("proto", "Family", protos.map((proto) =>
      [proto, `IPv${proto}` + mark((pair) => pair.proto === proto)]), chosen.proto),
    group("schedule", "Schedule", schedules.map((schedule) =>
      [schedule, scheduleName(schedule) + mark((pair) => pair.proto === chosen.proto && pair.schedule === schedule)]), chosen.schedule),
    kinds.length > 0 && group("range", "Range", RANGES.map((range) => [range, range]), chosen.range),
  ].filter(Boolean);
  const key = JSON.stringify([chosen, ...groups.map((set) => set.textContent)]);
  if (at("choices").dataset.drawn !== key) {
    at("choices").dataset.drawn = key;
    at("choices").replaceChildren(...groups);
  }
}

/** Says of a choice, chosen or not, that pairs in it lose packets. */
function mark(belongs) {
  const lossy = mesh.pairs.filter((pair) => belongs(pair) && pair.state === "measured" && pair.loss > 0).length;
  return lossy ? ` ▲ ${lossy}` : "";
}

function group(name, title, options, chosen) {
  if (options.length === 0) return null;
  const set = element("fieldset", {}, element("legend", {}, title));
  for (const [value, words] of options) {
    const input = element("input", { type: "radio", name, value });
    input.checked = value === chosen;
    input.addEventListener("change", () => choose({ [name]: value }));
    set.append(element("label", {}, input, element("span", {}, words)));
  }
  return set;
}

async function drawPair() {
  const chosen = choice();
  const panel = at("pair");
  panel.hidden = !chosen.pair;
  if (!chosen.pair || panel.matches(":hover") && panel.dataset.pair === location.hash) return;
  const [source, target] = chosen.pair.split(" ");
  const [forward, reverse] = await Promise.all([
    pairSeries(source, target, chosen), pairSeries(target, source, chosen)]);
  const close = element("button", { type: "button", "aria-label": "Close this pair" }, "✕");
  close.addEventListener("click", () => choose({ pair: null }));
  panel.dataset.pair = location.hash;
  const width = Math.max(300, panel.clientWidth - 32);
  panel.replaceChildren(
    element("div", { class: "panel-head" },
      element("h2", {}, `${source} ⇄ ${target}`),
      element("p", {}, `IPv${chosen.proto} · ${scheduleName(chosen.schedule)} · last ${chosen.range}`), close),
    ...pairView(forward, reverse, width),
    element("p", { class: "note" }, "Line: median. Bands: 90 % of the replies, and all of them. Bars: loss. Hatched: not measured."));
}

function drawFreshness() {
  const where = at("freshness");
  document.body.classList.toggle("old", failure !== null && mesh !== null);
  if (failure !== null) {
    where.className = "freshness failed";
    where.textContent = mesh
      ? `No connection to the collector (${failure}). This is how it was ${ago((Date.now() - readAt) / 1000)} ago; trying again.`
      : `No connection to the collector (${failure}); trying again.`;
    if (!mesh) at("verdict").replaceChildren(element("p", { class: "silent" }, "The collector can't be reached"));
  } else if (mesh) {
    where.className = "freshness live";
    where.textContent = clock(mesh.server_time);
    where.title = `UTC ${mesh.server_time}`;
  }
}

document.addEventListener("click", (event) => {
  const cell = event.target.closest?.("[data-pair].cell");
  if (!cell) return;
  event.preventDefault();
  choose({ pair: cell.dataset.pair });
  at("pair").hidden = false;
  at("pair").scrollIntoView({ behavior: "smooth", block: "nearest" });
});
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-pair].cell");
  if (event.key === "Escape" && choice().pair) choose({ pair: null });
  if (!cell || !event.key.startsWith("Arrow")) return;
  const row = cell.closest("tr");
  const rows = [...row.parentElement.rows];
  const column = cell.closest("td").cellIndex;
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  for (let r = rows.indexOf(row) + down, c = column + right; rows[r]?.cells[c]; r += down, c += right) {
    const next = rows[r].cells[c].querySelector("a");
    if (next) {
      next.focus();
      event.preventDefault();
      return;
    }
  }
});
window.addEventListener("hashchange", read);
window.addEventListener("resize", () => mesh && drawPair());
document.addEventListener("visibilitychange", () => document.hidden || read());

(async function run() {
  for (;;) {
    if (!document.hidden) await read();
    await new Promise((next) => setTimeout(next, PERIOD));
  }
})();
