// What is saved says what it is: of when, of what, in which units, and when it was made. Pure but for
// the clock.
import { complete, csv, inUtc, scheduleName, wireTime } from "./format.js";
import { completeRange } from "./when.js";

/**
 * The facts of what is saved, as {@code [name, text]}.
 *
 * @param about {@code what}, {@code from} and {@code until} or {@code at}, milliseconds; {@code kinds},
 *     families and schedules; {@code filter}; {@code units}; {@code totals}; {@code resolution}
 */
export function facts(about, made = Date.now()) {
  const { what, from, until, at, kinds, filter, units, totals = [], resolution } = about;
  const lines = [["what", what]];
  if (at) lines.push(["moment", complete(at)]);
  else if (from) lines.push(["range", completeRange(from, until)]);
  if (kinds) lines.push(["family and schedule", kinds.map(kindWords).join("; ")]);
  if (resolution) lines.push(["each point", resolution]);
  if (filter) lines.push(["filter", filter]);
  if (units) lines.push(["units", units]);
  for (const total of totals) lines.push(["total", total]);
  lines.push(["made", `${complete(made)}, by ixpqos`]);
  return lines;
}

export function kindWords({ proto, schedule }) {
  return `IPv${proto}, ${schedule === "" ? scheduleName(schedule) : `schedule ${schedule}`}`;
}

/**
 * A table of values under its facts: lines that begin with {@code #}, one cell each, which readers of CSV
 * skip as comments.
 */
export function evidenceCsv(rows, about) {
  const zone = inUtc() ? [] : [["zone", "times in columns are UTC"]];
  const lines = [...facts(about), ...zone].map(([name, text]) => `# ${name}: ${text}`);
  return lines.map((line) => `${oneCell(line)}\r\n`).join("") + csv(rows);
}

/** Without what would end the line or the cell. */
function oneCell(line) {
  return line
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll(",", ";")
    .replaceAll('"', "'");
}

/** A file's name by what it has and the time that it is of: the same for the same. */
export function fileName(what, { from, until, at }) {
  const plain = (time) => wireTime(time).replaceAll(/[:-]/g, "").replace(/00Z$/, "Z");
  const time = at ? plain(at) : from ? `${plain(from)}-${plain(until)}` : plain(Date.now());
  return `ixpqos-${what.replaceAll(/[^\w.-]+/g, "_")}-${time}`;
}
