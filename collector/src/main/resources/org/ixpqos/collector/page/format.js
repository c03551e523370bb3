// How values are written, and small makers of elements.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false)
      made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Milliseconds, three digits that count. */
export function milliseconds(value) {
  if (value === null || value === undefined) return "–";
  if (value >= 99.95) return value.toFixed(0);
  if (value >= 9.995) return value.toFixed(1);
  if (value >= 0.9995) return value.toFixed(2);
  return value.toFixed(3);
}

/** A share as percent; what is not zero never reads as zero, what is not all never as all. */
export function percent(share) {
  if (share === null || share === undefined) return "–";
  const value = share * 100;
  if (value === 0) return "0 %";
  if (value < 0.01) return "<0.01 %";
  if (value < 0.995) return value.toFixed(2) + " %";
  if (value < 9.95) return value.toFixed(1) + " %";
  if (value > 99 && value < 100) return ">99 %";
  return value.toFixed(0) + " %";
}

/** How many times as long, such as ×4.2. */
export function times(ratio) {
  return "×" + (ratio < 9.95 ? ratio.toFixed(1) : ratio.toFixed(0));
}

/** A count with its unit: 1 peer, 2 peers. */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** Seconds as a person says them. */
export function ago(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return whole + " s";
  if (whole < 7200) return Math.round(whole / 60) + " min";
  if (whole < 172800) return Math.round(whole / 3600) + " h";
  return Math.round(whole / 86400) + " days";
}

/** Seconds as a length of time with its two largest units: 5 h 20 min. */
export function long(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 48) return rest ? `${hours} h ${rest} min` : `${hours} h`;
  const [days, over] = [Math.floor(hours / 24), hours % 24];
  return over ? `${days} days ${over} h` : `${days} days`;
}

let utcShown = false;

/** Times are written in UTC, or in the viewer's zone. */
export function setZone(name) {
  utcShown = name === "utc";
}

export function inUtc() {
  return utcShown;
}

function zoned(options) {
  return utcShown ? { ...options, timeZone: "UTC" } : options;
}

/** The zone that times are written in, as it is at a moment: UTC, UTC+2, UTC−3:30. */
export function zoneName(time = Date.now()) {
  const minutes = utcShown ? 0 : -new Date(time).getTimezoneOffset();
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${String(size % 60).padStart(2, "0")}` : "";
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
}

export function clock(time, withSeconds = true) {
  const second = withSeconds ? "2-digit" : undefined;
  return inForm(time, [], { hour: "2-digit", minute: "2-digit", second, hourCycle: "h23" });
}

const forms = new Map();

/** A moment in the zone that is shown. A form takes a millisecond to make, and is kept. */
function inForm(time, language, options) {
  const all = zoned(options);
  // the viewer may travel
  const key = JSON.stringify([language, all, new Date(time).getTimezoneOffset()]);
  if (!forms.has(key)) forms.set(key, new Intl.DateTimeFormat(language, all));
  return forms.get(key).format(new Date(time));
}

export function day(time) {
  return inForm(time, [], { day: "numeric", month: "short", year: distantYear(time) });
}

function distantYear(time) {
  return Math.abs(Date.now() - new Date(time)) > 300 * 86400000 ? "numeric" : undefined;
}

function isToday(time) {
  const options = { year: "numeric", month: "numeric", day: "numeric" };
  return inForm(time, "en", options) === inForm(Date.now(), "en", options);
}

/** A moment in the zone that is shown: the day only where it is not today. */
export function moment(time, withSeconds = false) {
  return (isToday(time) ? "" : day(time) + " ") + clock(time, withSeconds);
}

/** From one moment to another: the second's day only where it is another, seconds where they tell the two apart. */
export function span(from, until) {
  const seconds = Math.abs(new Date(until) - new Date(from)) < 120000;
  return `${moment(from, seconds)} to ${day(from) === day(until) ? clock(until, seconds) : moment(until, seconds)}`;
}

/** The same moment in UTC, for titles. */
export function utc(time) {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ") + " UTC";
}

/** A moment that is to be understood anywhere and for years: 2026-11-26 04:12:00 UTC+1. */
export function complete(time) {
  if (utcShown) return utc(time);
  const shifted = new Date(new Date(time).getTime() - new Date(time).getTimezoneOffset() * 60000);
  return `${shifted.toISOString().slice(0, 19).replace("T", " ")} ${zoneName(time)}`;
}

/** A moment as an input of date and time has it, in the zone that is shown. */
export function inputTime(time) {
  return complete(time).slice(0, 16).replace(" ", "T");
}

/** What was put into such an input, as an address has it; null where that is no moment. */
export function timeOfInput(text) {
  const time = Date.parse(utcShown ? `${text}Z` : text);
  return Number.isNaN(time) ? null : wireTime(time);
}

/** A moment as addresses and the API have it, to the second. */
export function wireTime(time) {
  return new Date(time).toISOString().slice(0, 19) + "Z";
}

/** A moment that shows UTC where one points at it. */
export function timeElement(time, withSeconds = false) {
  return element("time", { datetime: new Date(time).toISOString(), title: utc(time) }, moment(time, withSeconds));
}

const UNITS = { s: "second", m: "minute", h: "hour", d: "day" };

/** A range such as 24h, in words: 24 hours. */
export function rangeWords(range) {
  if (range === "365d") return "year";
  if (range === "730d") return "2 years";
  const count = parseInt(range, 10);
  const unit = UNITS[range.at(-1)];
  return count === 1 ? unit : counted(count, unit);
}

/** 0 none, 1 below 1 %, 2 below 5 %, 3 below 20 %, 4 below all, 5 all of it lost. */
export function lossClass(loss) {
  if (!loss) return 0;
  if (loss < 0.01) return 1;
  if (loss < 0.05) return 2;
  if (loss < 0.2) return 3;
  return loss < 1 ? 4 : 5;
}

/**
 * From where on a pair stands out: loss above a share, and a median both so many times the usual one
 * and so many milliseconds above it.
 */
export const USUAL_THRESHOLD = { loss: 0, times: 1.5, ms: 0.2 };

/** 0 as usual; else 1 from where it stands out, 2 from 2.5 times, 3 from five times the usual. */
export function slowClass(median, habit, { times: most, ms } = USUAL_THRESHOLD) {
  if (!habit || median === null || median < most * habit || median < habit + ms) return 0;
  if (median < 2.5 * habit) return 1;
  return median < 5 * habit ? 2 : 3;
}

export const LOSS_MARKS = ["", "·", "▴", "▲", "▲▲", "✕"];
export const SLOW_MARKS = ["", "↑", "↑↑", "↑↑↑"];

/** Why something was not measured, or is not here: the wire's reasons, in words. */
const GAP_WORDS = {
  stopped: "probe was stopped",
  crashed: "probe crashed or lost power",
  "cut-short": "cut short by a crash",
  overlap: "previous round still sending",
  misfired: "probe's host stopped or too busy",
  fault: "fault in ixpqos on the probe",
  "clock-step": "clock was set",
  dropped: "dropped, buffer full",
  quarantined: "refused by the collector, kept on the probe",
};

/** A reason of a newer probe stands as it is. */
export function gapWords(reason) {
  return GAP_WORDS[reason] ?? (reason || "not measured");
}

export function scheduleName(schedule) {
  return schedule === "" ? "original client" : schedule;
}

/** Names in the order that people expect: p2 before p10. */
/** Numbers in names by their value. Not the browser's own order: its tables take 30 ms to load. */
export function byName(a, b) {
  const [some, others] = [a.toLowerCase().match(/\d+|\D+/g) ?? [], b.toLowerCase().match(/\d+|\D+/g) ?? []];
  for (let i = 0; i < Math.min(some.length, others.length); i++) {
    const [one, other] = [some[i], others[i]];
    if (one === other) continue;
    const numbers = Number(one) - Number(other);
    if (numbers) return numbers;
    if (Number.isNaN(numbers)) return one < other ? -1 : 1;
  }
  return some.length - others.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Rows as CSV (RFC 4180). */
export function csv(rows) {
  const quoted = (value) => {
    const plain = value === null || value === undefined ? "" : String(value);
    // a spreadsheet would take it for a formula (OWASP, CSV Injection)
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
}
