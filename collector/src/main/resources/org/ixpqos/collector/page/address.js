// What is shown stands in the address, so that it can be sent to a colleague. What is written there
// by hand works, or is reported as wrong: it never silently shows something else.

const RANGE = /^[1-9]\d{0,5}[smhd]$/;
const SECONDS = { s: 1, m: 60, h: 3600, d: 86400 };
const SHORTEST = 10;
const LONGEST = 800 * 86400;

/** A day, a time, and the zone that it is of: without one it would be another moment elsewhere. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

const oneOf = (...allowed) => ({
  allowed: allowed.join(", "),
  fits: (value) => allowed.includes(value),
});
const text = { allowed: "a name", fits: (value) => value.trim() !== "" };
const any = { allowed: "any text", fits: () => true };
const moment = {
  allowed: "a day, a time and its zone, such as 2026-11-26T03:12Z",
  fits: (value) => MOMENT.test(value) && !Number.isNaN(Date.parse(value)),
};
const range = {
  allowed: "a number with s, m, h or d, from 10s to 800d",
  fits: (value) => RANGE.test(value) && rangeSeconds(value) >= SHORTEST && rangeSeconds(value) <= LONGEST,
};
const now = { allowed: "now, or a number with s, m, h or d", fits: (value) => value === "now" || range.fits(value) };

/** In every view. */
const COMMON = {
  proto: oneOf("4", "6"),
  schedule: any,
  theme: oneOf("light", "dark"),
  zone: oneOf("utc", "local"),
  site: text,
  group: text,
  label: text,
};
const WINDOW = { range, from: moment, until: moment };

const VIEWS = {
  mesh: {
    ...WINDOW,
    range: now,
    at: moment,
    by: oneOf("probe", "site", "group"),
    rows: text,
    columns: text,
    order: oneOf("name", "worst"),
  },
  pair: { ...WINDOW, source: text, target: text, at: moment },
  source: { ...WINDOW, source: text },
  events: {
    ...WINDOW,
    kind: oneOf("loss", "latency", "gap", "silence"),
    least: oneOf("1", "2", "5", "15", "60"),
    probe: text,
  },
  probes: { ...WINDOW, probe: text },
};

/** What an end of a view is called for people. */
const NAMES = { events: "incidents" };

function parts() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { path, asked: Object.fromEntries(new URLSearchParams(query)) };
}

/** What the address says; what it says wrongly is absent here, and in {@link wrong}. */
export function here() {
  const { path, asked } = parts();
  const view = Object.hasOwn(VIEWS, path) ? path : "mesh";
  const known = { ...COMMON, ...VIEWS[view] };
  const found = {};
  for (const [name, value] of Object.entries(asked)) {
    if (Object.hasOwn(known, name) && value !== "" && known[name].fits(value)) found[name] = value;
  }
  for (const name of ["from", "until"]) {
    if (found[name]) found[name] = new Date(found[name]).toISOString().replace(".000Z", "Z");
  }
  if (!(Date.parse(found.from) < Date.parse(found.until))) {
    delete found.from;
    delete found.until;
  }
  return { ...found, view };
}

/** What is wrong with the address, a sentence each; nothing is shown in place of what it asks for. */
export function wrong() {
  const { path, asked } = parts();
  if (path !== "" && !Object.hasOwn(VIEWS, path)) {
    const views = Object.keys(VIEWS).join(", ");
    return [`There is no view “${path}”. Views: ${views}.`];
  }
  const view = path || "mesh";
  const known = { ...COMMON, ...VIEWS[view] };
  const problems = [];
  for (const [name, value] of Object.entries(asked)) {
    if (!Object.hasOwn(known, name)) {
      problems.push(
        `${name}: not known in the view “${NAMES[view] ?? view}”. Known: ${Object.keys(known).join(", ")}.`,
      );
    } else if (value !== "" && !known[name].fits(value)) {
      problems.push(`${name}=${value}: allowed is ${known[name].allowed}.`);
    }
  }
  for (const name of ["source", "target"]) {
    if (VIEWS[view][name] && name !== "probe" && !asked[name]?.trim()) {
      problems.push(`${name}: missing. The view “${view}” needs the name of a probe, such as ${name}=p1.`);
    }
  }
  if (problems.length) return problems;
  if (Boolean(asked.from) !== Boolean(asked.until)) {
    const [given, missing] = asked.from ? ["from", "until"] : ["until", "from"];
    problems.push(`${given} without ${missing}: give both, or a range that ends now, such as range=24h.`);
  } else if (asked.from && !(Date.parse(asked.from) < Date.parse(asked.until))) {
    problems.push(`from=${asked.from} is not before until=${asked.until}.`);
  } else if (asked.from && Date.parse(asked.until) - Date.parse(asked.from) > LONGEST * 1000) {
    problems.push("from and until are more than 800 days apart.");
  }
  if (view === "mesh" && asked.at && (asked.from || (asked.range && asked.range !== "now"))) {
    problems.push("at is one moment, range or from and until are a time: give one of the two.");
  }
  return problems;
}

/** The address of what is shown, but for some changes; null takes something out. */
export function link(changes) {
  const { view, ...rest } = { ...here(), ...changes };
  const kept = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const query = new URLSearchParams(kept).toString();
  return `#/${view}${query ? "?" + query : ""}`;
}

/** Another view: what belongs to the family, the schedule, the filter, the zone and the theme stays. */
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
    by: null,
    rows: null,
    columns: null,
    order: null,
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

/** What is shown, with its time as two moments: the same tomorrow as today. */
export function frozen(changes) {
  return link({ range: null, ...changes });
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
