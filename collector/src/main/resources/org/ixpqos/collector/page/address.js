// What is shown stands in the address, so that it can be sent to a colleague.

const VIEWS = ["mesh", "pair", "events", "probes"];
const RANGE = /^[1-9]\d{0,5}[smhd]$/;
const SECONDS = { s: 1, m: 60, h: 3600, d: 86400 };

/** What the address says; what it does not say, or says wrongly, is absent. */
export function here() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const asked = Object.fromEntries(new URLSearchParams(query));
  if (asked.range && !RANGE.test(asked.range)) delete asked.range;
  if (!(Date.parse(asked.from) < Date.parse(asked.until))) {
    delete asked.from;
    delete asked.until;
  }
  const view = VIEWS.includes(path) ? path : "mesh";
  return { ...asked, view: view === "pair" && !(asked.source && asked.target) ? "mesh" : view };
}

/** The address of what is shown, but for some changes; null takes something out. */
export function link(changes) {
  const { view, ...rest } = { ...here(), ...changes };
  const kept = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const query = new URLSearchParams(kept).toString();
  return `#/${view}${query ? "?" + query : ""}`;
}

/** Another view: what belongs to the family, the schedule and the theme stays. */
export function viewLink(view, changes = {}) {
  return link({
    source: null,
    target: null,
    from: null,
    until: null,
    at: null,
    probe: null,
    kind: null,
    least: null,
    range: null,
    ...changes,
    view,
  });
}

export function pairLink(pair, changes = {}) {
  return viewLink("pair", {
    source: pair.source,
    target: pair.target,
    proto: pair.proto,
    schedule: pair.schedule,
    ...changes,
  });
}

export function go(changes, replaces = false) {
  const next = link(changes);
  if (replaces) {
    history.replaceState(null, "", next);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = next;
  }
}

export function rangeSeconds(range) {
  return parseInt(range, 10) * SECONDS[range.at(-1)];
}
