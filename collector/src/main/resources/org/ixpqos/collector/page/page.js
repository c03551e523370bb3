// Shows what the address says, and keeps it up to date.
import { go, here, viewLink, wrong } from "./address.js";
import { ask, askHealth, clocks, partial } from "./ask.js";
import { onTheme, setTheme } from "./colours.js";
import { ago, clock, element, inUtc, setZone, utc, zoneName } from "./format.js";
import { listen } from "./live.js";
import { MeshView } from "./mesh.js";
import { Mesh } from "./mesh-model.js";
import { MeshReader } from "./mesh-reader.js";

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
/** The address of the mesh as it was last shown. */
let left = null;
let pending = null;
const waiting = new Map();

const meshView = new MeshView();
const reader = new MeshReader(() => here().view === "mesh" && draw());
const views = { mesh: meshView };

/** The other views are read when they are first asked for. */
async function viewOf(name) {
  views[name] ??= await {
    pair: async () => new (await import("./pair.js")).PairView(() => mesh),
    source: async () => new (await import("./source.js")).SourceView(() => mesh),
    events: async () => new (await import("./events.js")).EventsView(() => mesh),
    probes: async () => new (await import("./probes.js")).ProbesView(() => mesh),
    wrong: async () => new (await import("./wrong.js")).WrongView(),
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
    if (!mesh.public) {
      mesh.health = before?.health;
      askHealth().then((health) => (mesh.health = health));
    }
    if (before) mesh.keepAdded(before);
    if (here().view === "mesh") draw();
    drawHeader();
    if (here().view === "mesh") await readMore();
  } catch (error) {
    fail(error);
  }
}

async function readMore() {
  if (shown !== meshView) return;
  await reader.read(() => mesh, here());
}

async function show() {
  const { view, theme, zone } = here();
  setTheme(theme);
  setZone(zone);
  if (view === "probes" && mesh?.public) return go({ view: "mesh" }, true);
  const problems = wrong();
  for (const link of document.querySelectorAll("nav a")) {
    link.toggleAttribute(
      "aria-current",
      problems.length === 0 &&
        (link.dataset.view === view || (["pair", "source"].includes(view) && link.dataset.view === "mesh")),
    );
    // incidents are of all families and schedules, whichever is drawn in the mesh
    const all = link.dataset.view === "events" ? { proto: null, schedule: null } : {};
    link.href = viewLink(link.dataset.view, all);
  }
  const name = problems.length ? "wrong" : view;
  const wanted = await viewOf(name);
  if (here().view !== view || wrong().length !== problems.length) return;
  const changed = shown !== wanted;
  if (name === "mesh") left = location.hash;
  if (changed) {
    shown?.leave?.();
    shown = wanted;
    at("view").replaceChildren(shown.root);
    scrollTo(0, 0);
  }
  if (name === "mesh") {
    if (mesh) {
      draw();
      readMore().catch(fail);
    }
  } else {
    if (changed) shown.root.replaceChildren(element("p", { class: "empty" }, "Reading …"));
    document.title = `${shown.title?.() ?? name} · ixpqos`;
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
  if (view === shown && shown?.title) document.title = `${shown.title()} · ixpqos`;
  drawHeader();
}

function draw() {
  clearTimeout(pending);
  pending = null;
  if (mesh && shown === meshView) meshView.draw(reader.shown(mesh, here()), reader.added(mesh, here()));
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
    const part = ["mesh", "statistics", "series"].some((what) => partial.has(what));
    where.textContent =
      `${clock(mesh.now())} ${zoneName(mesh.now())}` +
      (part ? " · part of the history database does not answer: data may be missing" : "") +
      [...clocks.values()]
        .slice(0, 1)
        .map((text) => ` · ${text}`)
        .join("");
    where.title = `${utc(mesh.now())}, the collector's clock`;
  }
  const zone = inUtc() ? "Local" : "UTC";
  if (at("zone").textContent !== zone) at("zone").textContent = zone;
  at("csv").hidden = !shown?.sheets;
  at("png").hidden = !shown?.isDrawn?.();
  at("link").hidden = !shown?.frozen;
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
      pending = null;
      const { view, source, target, from } = here();
      const { pairs, woken } = mesh.takeChanges();
      if (waiting.has("mesh")) readMesh();
      if (shown === meshView && woken) draw();
      else if (shown === meshView && mesh === meshView.mesh) meshView.update(pairs);
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
    event.target.closest("input:not([type=radio]):not([type=range]), select, dialog")
  )
    return;
  const act = {
    "/": find,
    "?": help,
    m: () => open("mesh"),
    e: () => open("events"),
    p: () => mesh?.public || open("probes"),
    t: turnTheme,
    u: turnZone,
    c: () => shown?.frozen && copyLink(),
    Escape: back,
  }[event.key];
  if (!act) return;
  act();
  event.preventDefault();
});

/** From a pair to the mesh as it was left; from a part of the mesh to the whole. */
function back() {
  if (["pair", "source"].includes(here().view)) location.hash = left ?? viewLink("mesh");
  else if (shown === meshView) meshView.matrix.zoomOut();
}

function open(view) {
  location.hash = viewLink(view, view === "events" ? { proto: null, schedule: null } : {});
}

function turnTheme() {
  go({ theme: { light: "dark", dark: null }[here().theme ?? ""] ?? (here().theme ? null : "light") }, true);
}

function turnZone() {
  go({ zone: inUtc() ? null : "utc" }, true);
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

async function copyLink() {
  (await dialogs).linkDialog(new URL(shown.frozen(), location.href).href);
}

async function saveSheet() {
  const [{ saveCsv }, { sheetDialog }] = await Promise.all([import("./save.js"), dialogs]);
  const sheets = shown.sheets();
  if (sheets.length === 1) saveCsv(await sheets[0].read());
  else sheetDialog(sheets, async (sheet) => saveCsv(await sheet.read()));
}

at("find").addEventListener("click", find);
at("help").addEventListener("click", help);
at("theme").addEventListener("click", turnTheme);
at("zone").addEventListener("click", turnZone);
at("link").addEventListener("click", copyLink);
at("csv").addEventListener("click", () => saveSheet().catch(fail));
at("png").addEventListener("click", async () => (await import("./save.js")).savePng(shown.picture()));

onTheme(() => (shown === meshView ? draw() : refresh()));
window.addEventListener("hashchange", () => show());
let wide = at("view").clientWidth;
// what is written below it changes its height, and nothing of the picture
new ResizeObserver(() => {
  if (wide === at("view").clientWidth) return;
  wide = at("view").clientWidth;
  if (shown === meshView) draw();
}).observe(at("view"));
let resizing = null;
window.addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => shown && shown !== meshView && refresh(), 200);
});
setInterval(() => document.hidden || readMesh(), MESH_PERIOD);
setInterval(() => document.hidden || (shown && shown !== meshView && refresh()), VIEW_PERIOD);
setInterval(drawHeader, 1000);
readMesh();
show();
