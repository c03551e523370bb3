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

export function clock(time, withSeconds = true) {
  return new Date(time).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    second: withSeconds ? "2-digit" : undefined,
    hourCycle: "h23",
  });
}

export function day(time) {
  return new Date(time).toLocaleDateString([], { day: "numeric", month: "short", year: distantYear(time) });
}

function distantYear(time) {
  return Math.abs(Date.now() - new Date(time)) > 300 * 86400000 ? "numeric" : undefined;
}

/** A moment in the viewer's zone: the day only where it is not today. */
export function moment(time, withSeconds = false) {
  const today = new Date(time).toDateString() === new Date().toDateString();
  return (today ? "" : day(time) + " ") + clock(time, withSeconds);
}

/** The same moment in UTC, for titles. */
export function utc(time) {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ") + " UTC";
}

/** A moment that shows UTC where one points at it. */
export function timeElement(time, withSeconds = false) {
  return element("time", { datetime: new Date(time).toISOString(), title: utc(time) }, moment(time, withSeconds));
}

/** 0 none, 1 below 1 %, 2 below 5 %, 3 below 20 %, 4 below all, 5 all of it lost. */
export function lossClass(loss) {
  if (!loss) return 0;
  if (loss < 0.01) return 1;
  if (loss < 0.05) return 2;
  if (loss < 0.2) return 3;
  return loss < 1 ? 4 : 5;
}

/** 0 as usual; else 1 from 1.5 times, 2 from 2.5 times, 3 from five times; 0.2 ms are never told. */
export function slowClass(median, habit) {
  if (!habit || median === null || median < 1.5 * habit || median < habit + 0.2) return 0;
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
export function byName(a, b) {
  return a.localeCompare(b, [], { numeric: true });
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
