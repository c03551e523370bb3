// The matrix as it is pointed at, walked through by keys, and zoomed: sites open into their probes.
import { go, here, pairLink } from "./address.js";
import { colour, context } from "./colours.js";
import { element, wireTime } from "./format.js";
import { drawCells, drawMesh, layout } from "./mesh-canvas.js";
import { sizeOf, words } from "./mesh-table.js";
import { tipLines } from "./mesh-tip.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const HALF = 1800000;

export class Matrix {
  constructor() {
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.cross = element("canvas", { class: "over", "aria-hidden": "true" });
    this.tip = element("div", { class: "tip", hidden: true });
    this.spoken = element("output", { class: "unseen" });
    this.path = element("p", { class: "crumb", hidden: true });
    this.root = element(
      "div",
      {
        class: "matrix",
        id: "matrix",
        tabindex: "0",
        role: "application",
        "aria-roledescription": "matrix",
        "aria-describedby": "matrix-keys",
        pointermove: (event) => this.point(event),
        pointerleave: () => this.mark(null),
        pointerdown: (event) => (this.touched = event.pointerType === "touch"),
        click: (event) => this.click(event),
        keydown: (event) => this.key(event),
        blur: () => this.mark(null),
      },
      this.canvas,
      this.cross,
    );
  }

  draw(grid) {
    this.grid = grid;
    this.drawPath();
    this.place = layout(grid.rows, grid.columns, this.root.clientWidth || 800, innerHeight - 230);
    drawMesh(this.canvas, grid, this.place, grid.mesh.now() / 1000);
    this.root.setAttribute("aria-label", sizeOf(grid));
    this.mark(this.marked);
  }

  /** Takes newer rounds of some pairs, and draws only their cells. */
  update(pairs) {
    const cells = this.grid.update(pairs);
    drawCells(this.canvas, this.grid, cells, this.place);
    const { marked } = this;
    if (marked && cells.some(({ row, column }) => row === marked.row && column === marked.column)) this.tell();
  }

  /** Where a part is shown: what it is a part of, and how to get back. */
  drawPath() {
    const { rows, columns } = here();
    this.path.hidden = !rows && !columns;
    if (this.path.hidden) return;
    const all = this.grid.by === "group" ? "All groups" : this.grid.by === "site" ? "All sites" : "All probes";
    const part = `${rows ?? all.toLowerCase()} → ${columns ?? all.toLowerCase()}`;
    const drawn = JSON.stringify([all, part]);
    if (drawn === this.pathDrawn) return;
    this.pathDrawn = drawn;
    const out = () => this.zoomOut();
    this.path.replaceChildren(
      element("button", { type: "button", class: "plain", click: out }, `← ${all}`),
      element("b", {}, part),
      element("span", { class: "dim" }, "Escape goes back"),
    );
  }

  /** Opens what a cell or a label stands for: a site's probes, or a pair. */
  open(cell) {
    const zoom = this.grid.zoomOf(cell);
    if (zoom) return this.zoomIn(zoom);
    const seen = this.grid.at(cell.row, cell.column);
    if (seen) location.hash = this.linkOf(seen.pair);
  }

  zoomIn(zoom) {
    this.outer = this.marked;
    this.marked = null;
    go(zoom);
  }

  /** Back from a part to the whole, to the cell that was opened; returns whether there was a part. */
  zoomOut() {
    const { rows, columns } = here();
    if (!rows && !columns) return false;
    this.marked = this.outer ?? null;
    this.outer = null;
    go({ rows: null, columns: null });
    if (this.marked) this.root.focus();
    return true;
  }

  /** A pair of the past is opened at its time. */
  linkOf(pair) {
    const { from, until, range, at } = here();
    if (from) return pairLink(pair, { from, until });
    if (at) {
      const moment = Date.parse(at);
      return pairLink(pair, { from: wireTime(moment - HALF), until: wireTime(moment + HALF) });
    }
    return pairLink(pair, this.grid.ranged ? { range } : {});
  }

  /** Of a pointer: row and column, -1 on the labels. */
  placeOf(event) {
    const box = this.root.getBoundingClientRect();
    const { left, top, wide, high } = this.place;
    return {
      row: Math.max(-1, Math.floor((event.clientY - box.top - top) / high)),
      column: Math.max(-1, Math.floor((event.clientX - box.left - left) / wide)),
    };
  }

  point(event) {
    const cell = this.placeOf(event);
    this.mark(cell.row >= 0 && cell.column >= 0 ? cell : null);
  }

  click(event) {
    const { row, column } = this.placeOf(event);
    if (row < 0 || column < 0) {
      const line = row >= 0 ? this.grid.rows[row] : column >= 0 ? this.grid.columns[column] : null;
      if (line?.isGroup) this.zoomIn(row >= 0 ? { rows: line.name } : { columns: line.name });
      return;
    }
    this.point(event);
    if (!this.marked) return;
    // a finger is wider than a small cell: it first sees which it has hit
    const key = `${this.marked.row} ${this.marked.column}`;
    const sure = !this.touched || this.place.wide >= 36 || this.tip.dataset.key === key;
    this.tip.dataset.key = key;
    if (sure) this.open(this.marked);
  }

  key(event) {
    if (!this.grid?.rows.length || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && this.marked) return this.open(this.marked);
    const next = STEPS[event.key] ? this.step(STEPS[event.key]) : event.key === "w" ? this.nextWorst() : null;
    if (!next) return;
    event.preventDefault();
    this.mark(next);
    const seen = this.grid.at(next.row, next.column);
    const value = this.grid.isSelf(next.row, next.column) ? "itself" : words(seen);
    this.spoken.textContent = `${this.grid.rows[next.row].name} to ${this.grid.columns[next.column].name}: ${value}`;
  }

  step([down, right]) {
    const from = this.marked ?? { row: 0, column: 0 };
    return {
      row: Math.min(this.place.n - 1, Math.max(0, from.row + down)),
      column: Math.min(this.place.m - 1, Math.max(0, from.column + right)),
    };
  }

  /** The cell after the marked one in which something stands out, the worst first. */
  nextWorst() {
    const worst = this.grid.worstCells();
    const at = worst.findIndex(({ row, column }) => row === this.marked?.row && column === this.marked?.column);
    return worst.length ? worst[(at + 1) % worst.length] : null;
  }

  /** Shows row, column and words of a cell; null shows none. */
  mark(cell) {
    this.marked = cell && cell.row < this.place?.n && cell.column < this.place?.m ? cell : null;
    this.tip.hidden = !this.marked;
    if (!this.place || (!this.marked && !this.crossed)) return;
    const drawing = context(this.cross, this.place.width, this.place.height);
    this.crossed = this.marked;
    if (!this.marked) return;
    const { row, column } = this.marked;
    const { left, top, wide, high, gap, width, height } = this.place;
    drawing.strokeStyle = colour("accent");
    drawing.fillStyle = colour("cross");
    drawing.fillRect(0, top + row * high, width, high - gap);
    drawing.fillRect(left + column * wide, 0, wide - gap, height);
    drawing.lineWidth = 2;
    drawing.strokeRect(left + column * wide - 1, top + row * high - 1, wide - gap + 2, high - gap + 2);
    this.tell();
  }

  tell() {
    const { row, column } = this.marked;
    const { left, top, wide, high, width } = this.place;
    this.tip.replaceChildren(...tipLines(this.grid, row, column));
    const x = left + (column + 1) * wide + 8;
    const wideTip = Math.min(280, width);
    this.tip.style.left =
      (x + wideTip > width ? Math.max(0, left + column * wide - wideTip - 8) : x) + this.root.offsetLeft + "px";
    this.tip.style.top = top + (row + 1) * high + 8 + this.root.offsetTop + "px";
    this.tip.style.width = wideTip + "px";
  }
}
