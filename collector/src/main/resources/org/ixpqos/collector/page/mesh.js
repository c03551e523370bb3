// The view of the mesh: choices, verdict, matrix.
import { go, here, pairLink } from "./address.js";
import { colour, context } from "./colours.js";
import { ago, counted, element, moment, percent, scheduleName } from "./format.js";
import { drawMesh, layout } from "./mesh-canvas.js";
import { look } from "./mesh-model.js";
import { meshTable, words } from "./mesh-table.js";
import { verdict } from "./verdict.js";

const RANGES = ["now", "1h", "24h", "7d", "30d", "365d"];

/** Loss over the last minutes, a share, from which on a pair that is without it now carries a mark. */
const WORTH_A_MARK = 0.001;

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
    this.legend = element("div", { class: "legend" });
    this.root = element(
      "div",
      {},
      this.verdict,
      this.choices,
      element(
        "section",
        { class: "card", "aria-label": "Mesh" },
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
    );
  }

  kind(kinds = this.mesh.kinds()) {
    const asked = here();
    return (
      kinds.find((kind) => String(kind.proto) === asked.proto && kind.schedule === asked.schedule) ??
      kinds.find((kind) => String(kind.proto) === asked.proto) ??
      kinds[0] ?? { proto: 4, schedule: "" }
    );
  }

  ranged() {
    return RANGES.includes(here().range) && here().range !== "now";
  }

  draw(mesh) {
    this.mesh = mesh;
    const kinds = mesh.kinds();
    const kind = this.kind(kinds);
    const ranged = this.ranged();
    const { probes, pairs } = mesh.of(kind);
    this.probes = probes;
    const positions = new Map(probes.map((probe, i) => [probe.name, i]));
    this.cells = new Array(probes.length * probes.length);
    for (const pair of pairs) {
      this.cells[positions.get(pair.source) * probes.length + positions.get(pair.target)] = {
        pair,
        look: look(pair, ranged),
        age: (mesh.now() - pair.time) / 1000,
        before: !ranged && pair.loss === 0 && pair.sum?.loss >= WORTH_A_MARK,
      };
    }
    this.drawMatrix();
    performance.mark("mesh drawn");
    this.drawVerdict(verdict(probes, pairs, ranged), pairs);
    this.drawChoices(kind, kinds);
    this.drawLegend(pairs.length > 0);
    clearTimeout(this.tabling);
    this.tabling = setTimeout(() => this.table.replaceChildren(meshTable(probes, this.at)), 150);
  }

  at = (row, column) => this.cells[row * this.probes.length + column];

  drawMatrix() {
    this.place = layout(this.probes, this.matrix.clientWidth || 800, innerHeight - 230);
    drawMesh(this.canvas, this.probes, this.at, this.place, this.mesh.now() / 1000);
    this.matrix.setAttribute("aria-label", `Mesh of ${this.probes.length} probes`);
    this.mark(this.marked);
  }

  drawVerdict(sentences, pairs) {
    if (pairs.length === 0) {
      const probes = this.mesh.probes.size;
      sentences = [
        {
          words: probes
            ? `Waiting for the first result of ${counted(probes, "probe")}`
            : "Waiting for the first result of a probe",
          style: "silent",
        },
      ];
    }
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

  drawChoices(kind, kinds) {
    const lossy = (belongs) => {
      const count = kinds.filter(belongs).reduce((sum, one) => sum + one.lossy, 0);
      return count ? ` ▲ ${count}` : "";
    };
    const protos = [...new Set(kinds.map((one) => one.proto))].sort();
    const schedules = kinds
      .filter((one) => one.proto === kind.proto)
      .map((one) => one.schedule)
      .sort();
    const groups = [
      protos.length > 0 &&
        choice(
          "proto",
          "Family",
          protos.map((proto) => [proto, `IPv${proto}${lossy((one) => one.proto === proto)}`]),
          kind.proto,
        ),
      schedules.length > 0 &&
        choice(
          "schedule",
          "Schedule",
          schedules.map((one) => [
            one,
            scheduleName(one) + lossy((other) => other.proto === kind.proto && other.schedule === one),
          ]),
          kind.schedule,
        ),
      kinds.length > 0 &&
        choice(
          "range",
          "Range",
          RANGES.map((range) => [range, range === "365d" ? "1 year" : range]),
          this.ranged() ? here().range : "now",
        ),
    ].filter(Boolean);
    const drawn = groups.map((group) => group.outerHTML + group.querySelector(":checked")?.value).join();
    if (drawn !== this.chosen) {
      const focused = document.activeElement?.name;
      this.chosen = drawn;
      this.choices.replaceChildren(...groups);
      if (focused && this.choices.elements[focused]) this.choices.querySelector(`[name=${focused}]:checked`)?.focus();
    }
  }

  drawLegend(any) {
    if (!any) {
      this.matrix.hidden = true;
      this.legend.replaceChildren(
        element(
          "div",
          { class: "empty" },
          element("p", {}, "No result has arrived yet."),
          element(
            "p",
            {},
            "Each probe appears here with its first round. On a probe, ",
            element("code", {}, "ixpqos status"),
            " shows the state of its delivery.",
          ),
        ),
      );
      return;
    }
    this.matrix.hidden = false;
    const entries = [
      ["good-cell", "", "no loss, usual latency"],
      ["loss1", "·", "loss below 1 %"],
      ["loss2", "▴", "below 5 %"],
      ["loss3", "▲", "below 20 %"],
      ["loss4", "▲▲", "20 % or more"],
      ["loss5", "✕", "100 %"],
      ["slow1", "↑", "×1.5 the usual median"],
      ["slow2", "↑↑", "×2.5"],
      ["slow3", "↑↑↑", "×5"],
      ["hatched", "", "not measured (not loss)"],
    ];
    const parts = entries.map(([style, mark, said]) =>
      element("span", {}, element("i", { class: `swatch ${style}`, "aria-hidden": "true" }, mark), said),
    );
    if (!this.ranged())
      parts.push(
        element(
          "span",
          {},
          element("i", { class: "before", "aria-hidden": "true" }, "◥"),
          "loss of 0.1 % or more in the last 10 minutes",
        ),
      );
    parts.push(element("span", {}, "Cells: median in ms, loss in %"));
    this.legend.replaceChildren(...parts);
  }

  point(event) {
    const box = this.matrix.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - this.place.left) / this.place.wide);
    const row = Math.floor((event.clientY - box.top - this.place.top) / this.place.high);
    const inside = row >= 0 && column >= 0 && row < this.place.n && column < this.place.n;
    this.mark(inside ? { row, column } : null);
  }

  open(event) {
    this.point(event);
    const seen = this.marked && this.at(this.marked.row, this.marked.column);
    if (!seen) return;
    // a finger is wider than a small cell: it first sees which it has hit
    const sure =
      !this.touched || this.place.wide >= 36 || this.tip.dataset.key === `${this.marked.row} ${this.marked.column}`;
    this.tip.dataset.key = `${this.marked.row} ${this.marked.column}`;
    if (sure) location.hash = pairLink(seen.pair);
  }

  key(event) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === "Enter" && this.marked) {
      const seen = this.at(this.marked.row, this.marked.column);
      if (seen) location.hash = pairLink(seen.pair);
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
    this.marked = cell && cell.row < this.place.n && cell.column < this.place.n ? cell : null;
    const drawing = context(this.cross, this.place.width, this.place.height);
    this.tip.hidden = !this.marked;
    if (!this.marked) return;
    const { row, column } = this.marked;
    const { left, top, wide, high, gap, width, height } = this.place;
    drawing.strokeStyle = colour("accent");
    drawing.fillStyle = colour("cross");
    drawing.fillRect(0, top + row * high, width, high - gap);
    drawing.fillRect(left + column * wide, 0, wide - gap, height);
    drawing.lineWidth = 2;
    drawing.strokeRect(left + column * wide - 1, top + row * high - 1, wide - gap + 2, high - gap + 2);
    this.showTip(row, column);
  }

  showTip(row, column) {
    const seen = this.at(row, column);
    const names = `${this.probes[row].name} → ${this.probes[column].name}`;
    const lines = [element("b", {}, names), element("span", {}, row === column ? "itself" : words(seen))];
    if (seen?.look.style.startsWith("loss") && seen.pair.since?.loss)
      lines.push(element("span", {}, `loss since ${moment(seen.pair.since.loss)}`));
    if (seen?.look.style.startsWith("slow") && seen.pair.since?.latency)
      lines.push(element("span", {}, `slower than usual since ${moment(seen.pair.since.latency)}`));
    if (seen?.pair.sum?.sent)
      lines.push(
        element(
          "span",
          {},
          `${seen.pair.sum.lost} of ${counted(seen.pair.sum.sent, "packet")} lost (${percent(seen.pair.sum.loss)}) ${this.ranged() ? "over the range" : "in 10 minutes"}`,
        ),
      );
    if (seen?.pair.hindered)
      lines.push(element("span", {}, "the probe itself refused, dropped or did not send some packets"));
    if (seen) lines.push(element("small", {}, `newest round ${ago((this.mesh.now() - seen.pair.time) / 1000)} ago`));
    this.tip.replaceChildren(...lines);
    const { left, top, wide, high, width } = this.place;
    const x = left + (column + 1) * wide + 8;
    const wideTip = Math.min(280, width);
    this.tip.style.left =
      (x + wideTip > width ? Math.max(0, left + column * wide - wideTip - 8) : x) + this.matrix.offsetLeft + "px";
    this.tip.style.top = top + (row + 1) * high + 8 + this.matrix.offsetTop + "px";
    this.tip.style.width = wideTip + "px";
  }

  /** For CSV: a header, and a line a pair. */
  rows() {
    const lines = [
      [
        "source",
        "target",
        "proto",
        "schedule",
        "state",
        "time",
        "loss",
        "median_ms",
        "usual_ms",
        "range_loss",
        "range_median_ms",
      ],
    ];
    for (const seen of this.cells.filter(Boolean)) {
      const { pair } = seen;
      lines.push([
        pair.source,
        pair.target,
        pair.proto,
        pair.schedule,
        pair.state,
        new Date(pair.time).toISOString(),
        pair.loss,
        pair.median,
        pair.habit,
        pair.sum?.loss,
        pair.sum?.median,
      ]);
    }
    return lines;
  }

  pictures() {
    return [this.canvas];
  }
}

/** A group of choices of which one is taken, and stands in the address. */
export function choice(name, title, options, chosen) {
  const set = element("fieldset", {}, element("legend", {}, title));
  for (const [value, said] of options) {
    const input = element("input", { type: "radio", name, value, change: () => go({ [name]: value }) });
    input.toggleAttribute("checked", value === chosen);
    set.append(element("label", {}, input, element("span", {}, said)));
  }
  return set;
}
