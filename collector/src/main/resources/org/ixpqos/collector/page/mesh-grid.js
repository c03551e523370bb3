// What stands in the rows and columns of the matrix, and what each cell says: a pair, or what is inside a
// site or a group, summed up. Pure.
import { byName } from "./format.js";
import { kindOf, seenOf, worseFirst } from "./mesh-model.js";

/** Above so many probes sites stand in their place, where there are some: cells would be too small to read. */
const MANY = 60;

/** Loss over the last minutes, a share, from which on a pair that is without it now carries a mark. */
export const WORTH_A_MARK = 0.001;

const NONE = "(none)";

/** What rows and columns are: probe, site or group; as the address says, or as the number of probes makes it. */
export function groupingOf({ by }, probes) {
  if (by) return by;
  const sites = new Set(probes.map((probe) => probe.site || NONE)).size;
  return probes.length > MANY && sites > 1 && 2 * sites <= probes.length ? "site" : "probe";
}

/** The names of the sites or groups that a probe is in. */
export function placesOf(probe, by) {
  const its = by === "group" ? probe.groups : probe.site ? [probe.site] : [];
  return its.length ? its : [NONE];
}

/** Everything of one line of the matrix: a probe, or the probes of a site or group. */
function lineOf(name, probes, isGroup) {
  const [first] = probes;
  if (!isGroup) return { name, probes, isGroup, site: first.site, state: first.state, heard: first.heard };
  const silent = probes.filter((probe) => probe.state === "silent").length;
  return {
    name,
    probes,
    isGroup,
    site: "",
    silent,
    state: silent === probes.length ? "silent" : "reporting",
    heard: null,
  };
}

/** The lines of one axis; {@code zoom} is the site or group whose probes stand there. */
function axis(probes, by, zoom) {
  if (by === "probe" && !zoom) return probes.map((probe) => lineOf(probe.name, [probe], false));
  const places = new Map();
  for (const probe of probes)
    for (const name of placesOf(probe, by)) places.set(name, [...(places.get(name) ?? []), probe]);
  if (zoom) return (places.get(zoom) ?? []).map((probe) => lineOf(probe.name, [probe], false));
  return [...places].sort(([a], [b]) => byName(a, b)).map(([name, its]) => lineOf(name, its, true));
}

/** A cell of one pair. What it says is asked of the pair when it is drawn. */
class PairCell {
  constructor(grid, pair) {
    this.grid = grid;
    this.pair = pair;
  }

  get look() {
    return seenOf(this.pair, this.grid.ranged);
  }

  /** Whether its pair lost packets lately and does not now. */
  get before() {
    const { pair, grid } = this;
    return !grid.ranged && !grid.mesh.at && pair.loss === 0 && pair.sum?.loss >= WORTH_A_MARK;
  }

  get age() {
    return this.pair.time === null ? null : (this.grid.mesh.now() - this.pair.time) / 1000;
  }
}

/** A cell of all pairs from a site or group to another: it looks like the worst, and counts them. */
class GroupCell {
  constructor(grid) {
    this.grid = grid;
    this.all = [];
    this.known = null;
  }

  /** {@code worst} and how many of {@code all} stand out ({@code bad}) or are not measured ({@code quiet}). */
  get sum() {
    if (this.known) return this.known;
    let [worst, bad, quiet] = [null, 0, 0];
    for (const pair of this.all) {
      const seen = seenOf(pair, this.grid.ranged);
      if (seen.level > 0) bad++;
      else if (seen.loss === null) quiet++;
      if (worst === null || worseFirst(seen, worst) < 0) worst = seen;
    }
    this.known = { worst, bad, quiet };
    return this.known;
  }

  get pair() {
    return this.sum.worst.pair;
  }

  get look() {
    return this.sum.worst;
  }

  get before() {
    return false;
  }

  get age() {
    return this.pair.time === null ? null : (this.grid.mesh.now() - this.pair.time) / 1000;
  }
}

export class Grid {
  /**
   * @param probes those that are shown, in their order
   * @param pairs of one family and schedule
   * @param asked {@code by}, {@code rows} and {@code columns}, the site or group whose probes stand there, and {@code order}
   */
  constructor(mesh, probes, pairs, asked, ranged) {
    this.mesh = mesh;
    this.ranged = ranged;
    this.kind = pairs.length ? kindOf(pairs[0]) : null;
    this.by = groupingOf(asked, probes);
    this.rows = axis(probes, this.by, asked.rows);
    this.columns = axis(probes, this.by, asked.columns);
    this.place(pairs);
    if (asked.order === "worst") this.sort(pairs);
  }

  place(pairs) {
    this.cells = new Array(this.rows.length * this.columns.length);
    this.rowsOf = positions(this.rows);
    this.columnsOf = positions(this.columns);
    const isGroup = this.isGrouped();
    for (const pair of pairs) for (const i of this.cellsOf(pair)) this.put(i, pair, isGroup);
  }

  put(i, pair, isGroup) {
    if (!isGroup) this.cells[i] = new PairCell(this, pair);
    else {
      this.cells[i] ??= new GroupCell(this);
      this.cells[i].all.push(pair);
    }
  }

  /** The positions of the cells that a pair is in: several where a probe is in several groups. */
  cellsOf(pair) {
    const rows = this.rowsOf.get(pair.source);
    const columns = this.columnsOf.get(pair.target);
    if (!rows || !columns) return [];
    if (rows.length === 1 && columns.length === 1) return [rows[0] * this.columns.length + columns[0]];
    return rows.flatMap((row) => columns.map((column) => row * this.columns.length + column));
  }

  /** Whether a cell may stand for several pairs. */
  isGrouped() {
    return Boolean(this.rows[0]?.isGroup || this.columns[0]?.isGroup);
  }

  at = (row, column) => this.cells[row * this.columns.length + column];

  /** Whether a cell is of a probe and itself. */
  isSelf(row, column) {
    const [from, to] = [this.rows[row], this.columns[column]];
    return !from.isGroup && !to.isGroup && from.name === to.name;
  }

  /** Takes newer rounds of some pairs; the cells that are to be drawn anew. */
  update(pairs) {
    const cells = new Set();
    for (const pair of pairs) {
      for (const i of this.cellsOf(pair)) {
        const cell = this.cells[i];
        if (!cell || kindOf(pair) !== this.kind || (!cell.all && cell.pair !== pair)) continue;
        cell.known = null;
        cells.add(i);
      }
    }
    return [...cells].map((i) => ({ row: Math.floor(i / this.columns.length), column: i % this.columns.length }));
  }

  /** The lines with the worst cells first: by the worst that is in each, then by how many pairs stand out. */
  sort(pairs) {
    const worth = (count, of) => {
      const found = Array.from({ length: count }, (_, i) => ({ i, worst: null, bad: 0 }));
      this.cells.forEach((cell, at) => {
        const one = found[of(at)];
        const seen = cell.look;
        one.bad += cell.all ? cell.sum.bad : seen.level > 0 ? 1 : 0;
        if (!one.worst || worseFirst(seen, one.worst) < 0) one.worst = seen;
      });
      const rank = ({ worst }) => worst?.rank ?? -2;
      return found.sort((a, b) => rank(b) - rank(a) || b.bad - a.bad || a.i - b.i).map((one) => one.i);
    };
    const wide = this.columns.length;
    const rows = worth(this.rows.length, (at) => Math.floor(at / wide));
    const columns = worth(wide, (at) => at % wide);
    this.rows = rows.map((i) => this.rows[i]);
    this.columns = columns.map((i) => this.columns[i]);
    this.place(pairs);
  }

  /** The cells in which something stands out, the worst first, as {@code {row, column, cell}}. */
  worstCells() {
    const found = [];
    this.cells.forEach((cell, i) => {
      if (cell.look.level > 0)
        found.push({ row: Math.floor(i / this.columns.length), column: i % this.columns.length, cell });
    });
    const bad = ({ cell }) => cell.sum?.bad ?? 1;
    return found.sort(
      (a, b) => b.cell.look.rank - a.cell.look.rank || bad(b) - bad(a) || worseFirst(a.cell.look, b.cell.look),
    );
  }

  /** What a cell leads to: the site or group of each axis that it opens; null where it is one pair. */
  zoomOf({ row, column }) {
    const [from, to] = [this.rows[row], this.columns[column]];
    if (!from?.isGroup && !to?.isGroup) return null;
    return { ...(from?.isGroup && { rows: from.name }), ...(to?.isGroup && { columns: to.name }) };
  }
}

/** Where each probe's name stands. */
function positions(lines) {
  const found = new Map();
  lines.forEach((line, i) => {
    for (const { name } of line.probes) found.set(name, [...(found.get(name) ?? []), i]);
  });
  return found;
}
