// Shows what the address says, and keeps it up to date.
import { go, here, viewLink } from "./address.js";
import { ask, clocks, partial } from "./ask.js";
import { onTheme, setTheme } from "./colours.js";
import { ago, clock, element, utc } from "./format.js";
import { listen } from "./live.js";
import { MeshView } from "./mesh.js";
import { Mesh } from "./mesh-model.js";

/** Milliseconds. What time alone changes, such as a probe's silence, is read anew so often. */
const MESH_PERIOD = 15000;
const VIEW_PERIOD = 30000;

/** Rounds that come within so much are drawn together. */
const TOGETHER = 400;

const at = (id) => document.getElementById(id);
let mesh = null;
let failure = null;
let live = false;
let shown = null;
let pending = null;
const waiting = new Map();

const meshView = new MeshView();
const views = { mesh: meshView };

/** The other views are read when they are first asked for. */
async function viewOf(name) {
  views[name] ??= await {
    pair: async () => new (await import("./pair.js")).PairView(() => mesh),
    events: async () => new (await import("./events.js")).EventsView(),
    probes: async () => new (await import("./probes.js")).ProbesView(),
  }[name]();
  return views[name];
}

/** The newest state of everything; first without what takes longer to add up. */
async function readMesh() {
  try {
    const answer = await ask("mesh");
    const before = mesh;
    mesh = new Mesh(answer);
    failure = null;
    if (before) keepAdded(before);
    if (here().view === "mesh") draw();
    drawHeader();
    if (here().view === "mesh") await readMore();
  } catch (error) {
    fail(error);
  }
}

function keepAdded(before) {
  for (const [key, pair] of mesh.pairs)
    Object.assign(pair, { sum: before.pairs.get(key)?.sum, since: before.pairs.get(key)?.since });
}

async function readMore() {
  const range = meshView.ranged() ? here().range : "10m";
  const [sums, events] = await Promise.all([ask("sums", { range }), ask("events", { range: "7d", open: "true" })]);
  mesh.addSums(sums);
  mesh.addEpisodes(events);
  if (here().view === "mesh") draw();
}

async function show() {
  const { view, theme } = here();
  setTheme(theme);
  if (view === "probes" && mesh?.public) return go({ view: "mesh" }, true);
  for (const link of document.querySelectorAll("nav a")) {
    link.toggleAttribute(
      "aria-current",
      link.dataset.view === view || (view === "pair" && link.dataset.view === "mesh"),
    );
    link.href = viewLink(link.dataset.view);
  }
  const wanted = await viewOf(view);
  if (here().view !== view) return;
  const changed = shown !== wanted;
  if (changed) {
    shown?.leave?.();
    shown = wanted;
    at("view").replaceChildren(shown.root);
    scrollTo(0, 0);
  }
  if (view === "mesh") {
    if (mesh) draw();
    if (mesh) readMore().catch(fail);
  } else {
    if (changed) shown.root.replaceChildren(element("p", { class: "empty" }, "Reading …"));
    document.title = `${{ pair: `${here().source} ⇄ ${here().target}`, events: "Incidents", probes: "Probes" }[view]} · ixpqos`;
    await refresh();
  }
}

async function refresh() {
  const view = shown;
  try {
    await view.draw();
    if (failure) failure = null;
  } catch (error) {
    fail(error);
    if (error.status)
      view.root.replaceChildren(
        element(
          "div",
          { class: "empty" },
          element("p", {}, "The view can't be shown."),
          element("p", {}, error.message),
        ),
      );
  }
  drawHeader();
}

function draw() {
  clearTimeout(pending);
  pending = null;
  if (mesh && shown === meshView) meshView.draw(mesh);
}

function fail(error) {
  failure = error;
  drawHeader();
}

function drawHeader() {
  const where = at("freshness");
  const stale = failure !== null || (mesh && !live);
  document.body.classList.toggle("old", stale && mesh !== null);
  where.className = `freshness ${stale ? "failed" : live ? "live" : ""}`;
  if (stale) {
    const how = failure ? ` (${failure.message})` : "";
    const answered = failure?.status > 0;
    const words = mesh
      ? `${answered ? "The collector answers with an error" : "No connection to the collector"}${how}. The page shows the state of ${ago((performance.now() - heardAt) / 1000)} ago and tries again.`
      : `${answered ? "The collector answers with an error" : "No connection to the collector"}${how}. The page tries again.`;
    if (where.textContent !== words) where.textContent = words;
  } else if (mesh) {
    const part = ["mesh", "sums", "series"].some((what) => partial.has(what));
    where.textContent =
      clock(mesh.now()) +
      (part ? " · part of the history database does not answer: data may be missing" : "") +
      [...clocks.values()]
        .slice(0, 1)
        .map((text) => ` · ${text}`)
        .join("");
    where.title = `${utc(mesh.now())}, the collector's clock`;
  }
  at("png").hidden = !shown?.pictures;
  document.querySelectorAll("[data-private]").forEach((one) => (one.hidden = mesh?.public ?? false));
  if (mesh && at("names").children.length !== mesh.probes.size) {
    at("names").replaceChildren(...[...mesh.probes.keys()].map((name) => element("option", { value: name })));
  }
}

let heardAt = performance.now();
let opened = false;
listen({
  open: () => {
    // what was stored between the first reading and this moment was not heard of
    setTimeout(readMesh, opened ? 0 : 1000);
    if (opened && shown !== meshView) refresh();
    opened = true;
  },
  state: (up) => {
    if (up) heardAt = performance.now();
    if (up !== live) {
      live = up;
      drawHeader();
    }
  },
  rounds: (stored) => {
    if (!mesh) return;
    if (mesh.take(stored)) waiting.set("mesh", true);
    waiting.set(stored.source, true);
    pending ??= setTimeout(() => {
      const { view, source, target, from } = here();
      if (waiting.has("mesh")) readMesh();
      draw();
      pending = null;
      if (view === "pair" && !from && (waiting.has(source) || waiting.has(target))) refresh();
      waiting.clear();
    }, TOGETHER);
  },
});

document.addEventListener("keydown", (event) => {
  if (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.target.closest("input[type=text], input[type=search], dialog")
  )
    return;
  const act = {
    "/": find,
    "?": help,
    m: () => open("mesh"),
    e: () => open("events"),
    p: () => mesh?.public || open("probes"),
    t: turnTheme,
    Escape: () => here().view === "pair" && open("mesh"),
  }[event.key];
  if (!act) return;
  act();
  event.preventDefault();
});

function open(view) {
  location.hash = viewLink(view);
}

function turnTheme() {
  go({ theme: { light: "dark", dark: null }[here().theme ?? ""] ?? (here().theme ? null : "light") }, true);
}

// read ahead: what is typed after the slash belongs into the dialog
const dialogs = import("./dialogs.js");

async function find() {
  const { findDialog } = await dialogs;
  if (mesh) findDialog(mesh, meshView.mesh ? meshView.kind() : (mesh.kinds()[0] ?? {}));
}

async function help() {
  (await dialogs).helpDialog();
}

at("find").addEventListener("click", find);
at("help").addEventListener("click", help);
at("theme").addEventListener("click", turnTheme);
at("csv").addEventListener("click", async () => (await import("./save.js")).saveCsv(shown.rows(), fileName()));
at("png").addEventListener("click", async () => {
  const { savePng } = await import("./save.js");
  savePng(shown.pictures(), fileName(), document.title.replace(" · ixpqos", ` · ${utc(Date.now())}`));
});

function fileName() {
  const { view, source, target } = here();
  const what = view === "pair" ? `${source}-${target}` : view;
  return `ixpqos-${what}-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "")}`;
}

onTheme(() => (shown === meshView ? draw() : refresh()));
window.addEventListener("hashchange", () => show());
new ResizeObserver(() => (shown === meshView ? draw() : null)).observe(at("view"));
let resizing = null;
window.addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => shown !== meshView && refresh(), 200);
});
setInterval(() => document.hidden || readMesh(), MESH_PERIOD);
setInterval(() => document.hidden || (shown !== meshView && refresh()), VIEW_PERIOD);
setInterval(drawHeader, 1000);
readMesh();
show();
