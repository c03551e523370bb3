// The view of the mesh: verdict, choices, matrix, and what is worst beside it.
import { frozen, go, here, pairLink } from "./address.js";
import { filtered, filterOf, filterWords } from "./filter.js";
import { counted, element, moment, wireTime } from "./format.js";
import { drawChoices, legendEntries, legendOf } from "./mesh-choices.js";
import { Grid, placesOf } from "./mesh-grid.js";
import { Matrix } from "./mesh-matrix.js";
import { seenOf } from "./mesh-model.js";
import { Player } from "./mesh-play.js";
import { isRanged } from "./mesh-reader.js";
import { changesTable, worstCells, worstTable } from "./mesh-side.js";
import { meshTable, sizeOf } from "./mesh-table.js";
import { verdict } from "./verdict.js";
import { TimeInputs, whenOf } from "./when.js";

const NOTHING = { at: "No result of this time is stored.", now: "No result has arrived yet." };

/** A mesh of so few probes leaves room beside it. */
const SMALL = 10;

/** Sentences, counts and tables are written again after so many times as long as it took: 5 % of the time. */
const RESTS = 20;

export class MeshView {
  constructor() {
    this.matrix = new Matrix();
    this.table = element("div", { class: "unseen" });
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
        this.matrix.path,
        this.matrix.root,
        this.matrix.tip,
        this.matrix.spoken,
        element(
          "p",
          { class: "unseen", id: "matrix-keys" },
          "Arrow keys move from cell to cell, w to the next worst, Enter opens it, Escape goes back, slash finds a pair.",
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
    if (!mesh) return this.drawReading(`Reading the mesh as it was at ${moment(here().at)} …`);
    this.mesh = mesh;
    this.added = added;
    const asked = here();
    this.when = timeOf(asked, mesh, added);
    const waits = this.when.kind === "range" && added.until === null;
    const filter = filterOf(asked);
    const { inside, outside, names } = filtered(mesh.probes.values(), mesh.pairs.values(), filter);
    this.inside = inside;
    const kinds = mesh.kinds(inside);
    this.shown = this.kind(kinds);
    const lacks = this.unknown(asked, kinds);
    if (lacks.length) this.shown = { proto: Number(asked.proto ?? this.shown.proto), schedule: asked.schedule ?? null };
    if (!this.player.playing && !waits) {
      const { probes, pairs } = mesh.of(this.shown, inside);
      this.drawPairs(probes, pairs);
    }
    if (!waits) performance.mark("mesh drawn");
    this.names = names;
    this.outside = outside;
    this.kinds = kinds;
    this.lacks = lacks;
    if (waits) this.drawReading("Reading the statistics of this time …");
    else this.describe();
    drawChoices(this, mesh, kinds, this.shown, this.grid?.by);
    this.times.show(asked, { from: this.when.from ?? mesh.now() - 3600000, until: this.when.until ?? mesh.now() });
    this.player.show(asked, mesh);
    if (waits) return;
    this.drawLegend(mesh.pairs.size > 0 && lacks.length === 0, lacks.length > 0);
    clearTimeout(this.tabling);
    this.tabling = setTimeout(() => this.table.replaceChildren(meshTable(this.grid)), 150);
  }

  /** Newer rounds of some pairs: their cells at once, and soon the sentences. */
  update(pairs) {
    if (!this.grid || this.player.playing || this.ranged() || this.mesh.at) return;
    this.matrix.update(pairs);
    // it looks at every pair: a large mesh is not to keep the page busy with it
    this.describeTimer ??= setTimeout(
      () => {
        this.kinds = this.mesh.kinds(this.inside);
        drawChoices(this, this.mesh, this.kinds, this.shown, this.grid.by);
        this.describe();
      },
      Math.max(0, this.describedAt + RESTS * this.describeTook - performance.now()),
    );
  }

  /** What describes the mesh: sentences, choices with their counts, and what is beside the matrix. */
  describe() {
    clearTimeout(this.describeTimer);
    this.describeTimer = null;
    const began = performance.now();
    const { mesh, added, names, lacks } = this;
    const probes = [...mesh.probes.values()].filter((probe) => !names || names.has(probe.name));
    const gaps = added.gaps.filter((gap) => !names || names.has(gap.source));
    const state = { probes, pairs: this.inside, gaps, outside: this.outside, partial: added.partial, ...mesh.health };
    this.drawVerdict([...lacks, ...verdict(state, this.when)]);
    // below the picture, and so after it
    clearTimeout(this.siding);
    this.siding = setTimeout(() => this.drawSide(mesh, added, names));
    this.describedAt = performance.now();
    this.describeTook = this.describedAt - began;
  }

  drawReading(words) {
    this.drawVerdict([{ words, style: "silent" }]);
  }

  /** A family, a schedule or a filter by a name that nothing has. */
  unknown({ proto, schedule, site, group, label, by, rows, columns }, kinds) {
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
    const places = [...this.mesh.probes.values()].flatMap((probe) => placesOf(probe, by));
    for (const name of [rows, columns])
      if (name && !places.includes(name)) lacks(`No ${by === "group" ? "group" : "site"} “${name}” is known`);
    const filter = filterOf({ site, group, label });
    if (filter && kinds.length === 0) lacks(`No pair is measured between probes of ${filterWords(filter)}`);
    return sentences;
  }

  /** Draws a matrix of pairs of one family and schedule. */
  drawPairs(probes, pairs) {
    this.grid = new Grid(this.mesh, probes, pairs, here(), this.ranged());
    this.body.classList.toggle("beside", this.grid.rows.length <= SMALL && this.grid.columns.length <= SMALL);
    this.matrix.draw(this.grid);
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
    this.matrix.root.hidden = !any;
    if (any) {
      this.legend.replaceChildren(...legendOf(this.ranged() || this.mesh.at !== null, this.grid.isGrouped()));
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
      this.grid?.isGrouped() && worstCells(this.grid),
      worstTable(this.inside, ranged, this.when),
      !ranged && changesTable(added.changes.filter(fits), mesh.at),
    ].filter(Boolean);
    // what is the same stays, with what is focused or marked in it
    const drawn = tables.map((table) => table.outerHTML).join("");
    if (drawn === this.beside) return;
    this.beside = drawn;
    this.side.replaceChildren(...tables);
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
    return Boolean(this.mesh) && !this.matrix.root.hidden;
  }

  picture() {
    const loss = this.inside.filter((pair) => seenOf(pair, this.ranged()).style.startsWith("loss")).length;
    return {
      name: "mesh",
      about: {
        what: `${sizeOf(this.grid)}: each row is a source, each column a target`,
        ...this.about([this.shown]),
        units: "cells: median round-trip time in ms, loss in %",
        totals: [
          document.title.replace(" · ixpqos", ""),
          `${counted(loss, "pair")} with loss of ${this.inside.length}`,
        ],
      },
      pictures: [{ canvas: this.matrix.canvas }],
      legend: legendEntries(this.ranged() || this.mesh.at !== null, this.grid.isGrouped()).map((one) =>
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

/** The time of the verdict, by the collector's clock. */
function timeOf(asked, mesh, added) {
  if (asked.at) return { kind: "at", words: `At ${moment(asked.at)}`, from: null, until: Date.parse(asked.at) };
  const when = whenOf(asked, null, mesh.now());
  return when.kind === "range" ? { ...when, from: added.from ?? when.from, measuredFrom: added.first } : when;
}
