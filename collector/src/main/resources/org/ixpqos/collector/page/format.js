// How values are written, and small makers of elements.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Milliseconds, three digits that count. */
export function milliseconds(value) {
  if (value === null || value === undefined) return "–";
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  if (value >= 1) return value.toFixed(2);
  return value.toFixed(3);
}

/** A share as percent; what is not zero never reads as zero, what is not all never as all. */
export function percent(share) {
  if (share === null || share === undefined) return "–";
  const value = share * 100;
  if (value === 0) return "0 %";
  if (value < 0.01) return "<0.01 %";
  if (value < 1) return value.toFixed(2) + " %";
  if (value < 10) return value.toFixed(1) + " %";
  if (value > 99 && value < 100) return ">99 %";
  return value.toFixed(0) + " %";
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
    hour: "2-digit", minute: "2-digit", second: withSeconds ? "2-digit" : undefined, hour12: false,
  });
}

export function day(time) {
  return new Date(time).toLocaleDateString([], { day: "numeric", month: "short" });
}

/** 0 none, 1 below 1 %, 2 below 5 %, 3 below 20 %, 4 below all, 5 all of it lost. */
export function lossClass(loss) {
  if (loss === 0) return 0;
  if (loss < 0.01) return 1;
  if (loss < 0.05) return 2;
  if (loss < 0.2) return 3;
  return loss < 1 ? 4 : 5;
}

export const LOSS_MARKS = ["", "·", "▴", "▲", "▲▲", "✕"];

export function scheduleName(schedule) {
  return schedule === "" ? "original client" : schedule;
}
