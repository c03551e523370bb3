// The view of the mesh: verdict, choices, matrix, and what is worst beside it.
import { frozen, go, here, pairLink } from "./address.js";
import { colour, context } from "./colours.js";
import { condensed, filtered, filterOf, filterWords } from "./filter.js";
import { counted, element, moment, wireTime } from "./format.js";
import { drawMesh, layout } from "./mesh-canvas.js";
import { drawChoices, legendEntries, legendOf, WORTH_A_MARK } from "./mesh-choices.js";
import { look } from "./mesh-model.js";
import { Player } from "./mesh-play.js";
import { isRanged } from "./mesh-reader.js";
import { changesTable, worse, worstTable } from "./mesh-side.js";
import { meshTable, words } from "./mesh-table.js";
import { tipLines } from "./mesh-tip.js";
import { verdict } from "./verdict.js";
import { TimeInputs, whenOf } from "./when.js";

const NOTHING = { at: "No result of this time is stored.", now: "No result has arrived yet." };

/** A mesh of so few probes leaves room beside it. */
const SMALL = 10;

export class MeshView {
  constructor() {
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.cross = element("canvas", { class: "over", "aria-hidden": "true" });
    this.tip = element("div", { class: "tip", hidden: true });
    this.said = element("output", { class: "unseen" });
    this.table = element("div", { class: "unseen" });
    this.matrix = element(
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
        click: (event) => this.open(event),
        keydown: (event) => this.key(event),
        blur: () => this.mark(null),
      },
      this.canvas,
      this.cross,
    );
    this.verdict = element("section", {
      class: "verdict",
      id: "verdict",
      "aria-label": "What stands out",
      "aria-live": "polite",
    });
    this.choices = element("form", { class: "choices", "aria-label": "What is shown" });
    this.times = new TimeInputs({ single: true, title: "A moment, or dates" });
    this.player = new Player(this);
    this.legend = element("div", { class: "legend" });
    this.side = element("div", { class: "side" });
    this.body = element(
      "div",
      { class: "mesh-body" },
      element(
        "section",
        { class: "card", "aria-label": "Mesh" },
        this.player.root,
        this.matrix,
        this.tip,
        this.said,
        element(
          "p",
          { class: "unseen", id: "matrix-keys" },
          "Arrow keys move from pair to pair, Enter opens the pair, slash finds a pair.",
        ),
        this.table,
        this.legend,
      ),
      this.side,
    );
    this.root = element("div", {}, this.verdict, this.choices, this.times.root, this.body);
  }

  kind(kinds = this.mesh.kinds()) {
    const asked = here();
    return (
      kinds.find((kind) => String(kind.proto) === asked.proto && kind.schedule === asked.schedule) ??
      kinds.find((kind) => String(kind.proto) === asked.proto && asked.schedule === undefined) ??
      kinds.find((kind) => kind.schedule === asked.schedule && asked.proto === undefined) ??
      kinds[0] ?? { proto: 4, schedule: "" }
    );
  }

  ranged() {
    return isRanged(here());
  }

  /** @param mesh null while a moment of the past is being read */
  draw(mesh, added) {
    if (!mesh) return this.drawReading();
    this.mesh = mesh;
    this.added = added;
    const asked = here();
    this.when = timeOf(asked, mesh, added);
    const filter = filterOf(asked);
    const { inside, outside, names } = filtered(mesh.probes.values(), mesh.pairs.values(), filter);
    this.inside = inside;
    const kinds = mesh.kinds(inside);
    this.shown = this.kind(kinds);
    const lacks = this.unknown(asked, kinds);
    if (lacks.length) this.shown = { proto: Number(asked.proto ?? this.shown.proto), schedule: asked.schedule ?? null };
    if (!this.player.playing) {
      const { probes, pairs } = mesh.of(this.shown, inside);
      this.drawPairs(probes, pairs, asked.by);
    }
    performance.mark("mesh drawn");
    const probes = [...mesh.probes.values()].filter((probe) => !names || names.has(probe.name));
    const gaps = added.gaps.filter((gap) => !names || names.has(gap.source));
    const told = { probes, pairs: inside, gaps, outside, partial: added.partial, ...mesh.health };
    const waits = this.when.kind === "range" && added.until === null;
    if (!waits) this.drawVerdict([...lacks, ...verdict(told, this.when)]);
    drawChoices(this, mesh, kinds, this.shown);
    this.times.show(asked, { from: this.when.from ?? mesh.now() - 3600000, until: this.when.until ?? mesh.now() });
    this.player.show(asked, mesh);
    this.drawLegend(mesh.pairs.size > 0 && lacks.length === 0, lacks.length > 0);
    this.drawSide(mesh, added, names);
    clearTimeout(this.tabling);
    this.tabling = setTimeout(() => this.table.replaceChildren(meshTable(this.probes, this.at)), 150);
  }

  drawReading() {
    this.drawVerdict([{ words: `Reading the mesh as it was at ${moment(here().at)} …`, style: "silent" }]);
  }

  /** A family, a schedule or a filter by a name that nothing has. */
  unknown({ proto, schedule, site, group, label }, kinds) {
    const sentences = [];
    const lacks = (words) => sentences.push({ words, style: "warn" });
    const all = this.mesh.kinds();
    if (schedule !== undefined && !all.some((kind) => kind.schedule === schedule))
      lacks(`No schedule “${schedule}” is measured`);
    else if (proto !== undefined && all.length && !all.some((kind) => String(kind.proto) === proto))
      lacks(`Nothing is measured over IPv${proto}`);
    else if (
      proto !== undefined &&
      schedule !== undefined &&
      !all.some((kind) => String(kind.proto) === proto && kind.schedule === schedule)
    )
      lacks(`Schedule “${schedule}” is not measured over IPv${proto}`);
    const filter = filterOf({ site, group, label });
    if (filter && kinds.length === 0) lacks(`No pair is measured between probes of ${filterWords(filter)}`);
    return sentences;
  }

  /** Draws a matrix of pairs of one family and schedule; {@code by} puts sites or groups in place of probes. */
  drawPairs(probes, pairs, by) {
    const ranged = this.ranged();
    const cellOf = (pair) => ({
      pair,
      look: look(pair, ranged),
      age: pair.time === null ? null : (this.mesh.now() - pair.time) / 1000,
      before: !ranged && !this.mesh.at && pair.loss === 0 && pair.sum?.loss >= WORTH_A_MARK,
    });
    if (by) {
      const { rows, cells } = condensed(probes, pairs, by, (a, b) => worse(a, b, ranged));
      this.probes = [...rows].map(([name, its]) => ({
        name,
        site: counted(its.length, "probe"),
        state: its.every((probe) => probe.state === "silent") ? "silent" : "reporting",
        heard: null,
      }));
      this.place(cells.map(({ from, to, worst, pairs: all }) => ({ from, to, cell: { ...cellOf(worst), all } })));
    } else {
      this.probes = probes;
      this.place(pairs.map((pair) => ({ from: pair.source, to: pair.target, cell: cellOf(pair) })));
    }
    this.drawMatrix();
  }

  place(all) {
    const positions = new Map(this.probes.map((probe, i) => [probe.name, i]));
    this.cells = new Array(this.probes.length * this.probes.length);
    for (const { from, to, cell } of all)
      this.cells[positions.get(from) * this.probes.length + positions.get(to)] = cell;
  }

  at = (row, column) => this.cells[row * this.probes.length + column];

  drawMatrix() {
    this.body.classList.toggle("beside", this.probes.length <= SMALL);
    this.grid = layout(this.probes, this.matrix.clientWidth || 800, innerHeight - 230);
    drawMesh(this.canvas, this.probes, this.at, this.grid, this.mesh.now() / 1000);
    this.matrix.setAttribute("aria-label", `Mesh of ${this.probes.length} probes`);
    this.mark(this.marked);
  }

  drawVerdict(sentences) {
    const written = sentences.map(({ words, style, pair }) =>
      element("p", { class: style }, pair ? element("a", { href: pairLink(pair) }, words) : words),
    );
    // the same words again would be read out again
    if (written.map((one) => one.outerHTML).join() !== this.written) {
      this.written = written.map((one) => one.outerHTML).join();
      this.verdict.replaceChildren(...written);
    }
    document.title = `${sentences[0]?.words ?? "mesh"} · ixpqos`;
  }

  /** @param wrong whether the family, the schedule or the filter is none */
  drawLegend(any, wrong) {
    this.matrix.hidden = !any;
    if (any) {
      this.legend.replaceChildren(...legendOf(this.ranged() || this.mesh.at !== null));
      return;
    }
    this.legend.replaceChildren(
      element(
        "div",
        { class: "empty" },
        element("p", {}, wrong ? "There is nothing of this kind." : NOTHING[this.mesh.at ? "at" : "now"]),
        !wrong &&
          !this.mesh.at &&
          element(
            "p",
            {},
            "Each probe appears here with its first round. On a probe, ",
            element("code", {}, "ixpqos status"),
            " shows the state of its delivery.",
          ),
      ),
    );
  }

  drawSide(mesh, added, names) {
    const ranged = this.ranged();
    const fits = (event) => !names || names.has(event.source) || names.has(event.target);
    const tables = [
      worstTable(this.inside, ranged, this.when),
      !ranged && changesTable(added.changes.filter(fits), mesh.at),
    ].filter(Boolean);
    // what is the same stays, with whatever is focused or marked in it
    const drawn = tables.map((table) => table.outerHTML).join("");
    if (drawn === this.beside) return;
    this.beside = drawn;
    this.side.replaceChildren(...tables);
  }

  point(event) {
    const box = this.matrix.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - this.grid.left) / this.grid.wide);
    const row = Math.floor((event.clientY - box.top - this.grid.top) / this.grid.high);
    const inside = row >= 0 && column >= 0 && row < this.grid.n && column < this.grid.n;
    this.mark(inside ? { row, column } : null);
  }

  /** A pair of the past is opened at its time. */
  linkOf(pair) {
    const { from, until, range, at } = here();
    if (from) return pairLink(pair, { from, until });
    if (at) {
      const half = 1800000;
      return pairLink(pair, { from: wireTime(Date.parse(at) - half), until: wireTime(Date.parse(at) + half) });
    }
    return pairLink(pair, this.ranged() ? { range } : {});
  }

  open(event) {
    this.point(event);
    const seen = this.marked && this.at(this.marked.row, this.marked.column);
    if (!seen) return;
    // a finger is wider than a small cell: it first sees which it has hit
    const sure =
      !this.touched || this.grid.wide >= 36 || this.tip.dataset.key === `${this.marked.row} ${this.marked.column}`;
    this.tip.dataset.key = `${this.marked.row} ${this.marked.column}`;
    if (sure) location.hash = this.linkOf(seen.pair);
  }

  key(event) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === "Enter" && this.marked) {
      const seen = this.at(this.marked.row, this.marked.column);
      if (seen) location.hash = this.linkOf(seen.pair);
    }
    if (!step || !this.probes?.length) return;
    event.preventDefault();
    const last = this.probes.length - 1;
    const from = this.marked ?? { row: 0, column: 0 };
    const next = {
      row: Math.min(last, Math.max(0, from.row + step[0])),
      column: Math.min(last, Math.max(0, from.column + step[1])),
    };
    this.mark(next);
    const seen = this.at(next.row, next.column);
    this.said.textContent = `${this.probes[next.row].name} to ${this.probes[next.column].name}: ${next.row === next.column ? "itself" : words(seen)}`;
  }

  /** Shows row, column and words of a cell; null shows none. */
  mark(cell) {
    this.marked = cell && cell.row < this.grid.n && cell.column < this.grid.n ? cell : null;
    const drawing = context(this.cross, this.grid.width, this.grid.height);
    this.tip.hidden = !this.marked;
    if (!this.marked) return;
    const { row, column } = this.marked;
    const { left, top, wide, high, gap, width, height } = this.grid;
    drawing.strokeStyle = colour("accent");
    drawing.fillStyle = colour("cross");
    drawing.fillRect(0, top + row * high, width, high - gap);
    drawing.fillRect(left + column * wide, 0, wide - gap, height);
    drawing.lineWidth = 2;
    drawing.strokeRect(left + column * wide - 1, top + row * high - 1, wide - gap + 2, high - gap + 2);
    this.tip.replaceChildren(...tipLines(this, row, column));
    const x = left + (column + 1) * wide + 8;
    const wideTip = Math.min(280, width);
    this.tip.style.left =
      (x + wideTip > width ? Math.max(0, left + column * wide - wideTip - 8) : x) + this.matrix.offsetLeft + "px";
    this.tip.style.top = top + (row + 1) * high + 8 + this.matrix.offsetTop + "px";
    this.tip.style.width = wideTip + "px";
  }

  /** What is shown as of a moment, or of two. */
  frozen() {
    const { from, at } = here();
    if (from || at) return frozen({});
    return this.ranged()
      ? frozen({ from: wireTime(this.added.from), until: wireTime(this.added.until) })
      : frozen({ at: wireTime(this.mesh.now()) });
  }

  about(kinds) {
    const time = this.ranged()
      ? { from: this.added.from ?? this.when.from, until: this.added.until ?? this.when.until }
      : { at: this.mesh.now() };
    return { kinds, filter: filterWords(filterOf(here())), ...time };
  }

  sheets() {
    const sheet = async (what, kinds) => (await import("./mesh-sheet.js")).meshSheet(this, what, kinds);
    const all = this.mesh.kinds(this.inside);
    const shown = { title: "The family and schedule that are shown", read: () => sheet("mesh", [this.shown]) };
    const every = { title: "All families and schedules", read: () => sheet("mesh", all) };
    const range = this.ranged()
      ? []
      : [{ title: "Statistics of the last hour, all families and schedules", read: () => sheet("1h", all) }];
    return all.length > 1 ? [shown, every, ...range] : [every, ...range];
  }

  isDrawn() {
    return Boolean(this.mesh) && !this.matrix.hidden;
  }

  picture() {
    const loss = this.inside.filter((pair) => look(pair, this.ranged()).style.startsWith("loss")).length;
    return {
      name: "mesh",
      about: {
        what: `Mesh of ${counted(this.probes.length, "probe")}: each row is a source, each column a target`,
        ...this.about([this.shown]),
        units: "cells: median round-trip time in ms, loss in %",
        totals: [
          document.title.replace(" · ixpqos", ""),
          `${counted(loss, "pair")} with loss of ${this.inside.length}`,
        ],
      },
      pictures: [{ canvas: this.canvas }],
      legend: legendEntries(this.ranged() || this.mesh.at !== null).map((one) =>
        one.before ? { words: `◥ ${one.words}` } : one,
      ),
    };
  }

  go(changes) {
    go(changes);
  }

  leave() {
    this.player.stop();
  }
}

/** The time of the verdict, with what the collector said that it is. */
function timeOf(asked, mesh, added) {
  if (asked.at) return { kind: "at", words: `At ${moment(asked.at)}`, from: null, until: Date.parse(asked.at) };
  const when = whenOf(asked, null, mesh.now());
  return when.kind === "range" ? { ...when, from: added.from ?? when.from, measuredFrom: added.first } : when;
}
