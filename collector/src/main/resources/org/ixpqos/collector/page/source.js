// All that one probe measures, as small charts beside each other, the worst first.
import { frozen, here, pairLink, rangeSeconds, viewLink } from "./address.js";
import { complete, counted, element, scheduleName, wireTime, zoneName } from "./format.js";
import { choice } from "./mesh-choices.js";
import { drawSmall } from "./multiples.js";
import { direction, only, series } from "./pair-data.js";
import { resolutionWords, summed } from "./pair-words.js";
import { total } from "./smoke-points.js";
import { rangeOptions, rangeParameters, TimeInputs } from "./when.js";

const RANGES = ["1h", "6h", "24h", "7d", "30d", "365d"];

/** So many are read at once: the collector answers few large reads of one address at a time. */
const AT_ONCE = 2;

/** Rounds of more than this would be too many for all pairs of a probe. */
const LONGEST_OF_ROUNDS = 6 * 3600;
const LONGEST_OF_HOURS = 60 * 86400;

export class SourceView {
  constructor(mesh) {
    this.mesh = mesh;
    this.times = new TimeInputs();
    this.root = element("div", { class: "source" });
  }

  title() {
    return `All pairs of ${here().source}`;
  }

  async draw() {
    const asked = here();
    const mesh = this.mesh();
    if (!mesh) return; // drawn when it is there
    const { source } = asked;
    const measured = [...mesh.pairs.values()].filter((pair) => pair.source === source);
    const kinds = mesh.kinds(measured);
    const kind =
      kinds.find(
        (one) =>
          (asked.proto === undefined || String(one.proto) === asked.proto) &&
          (asked.schedule === undefined || one.schedule === asked.schedule),
      ) ?? null;
    this.kind = kind;
    const targets = measured.filter((pair) => kind && pair.proto === kind.proto && pair.schedule === kind.schedule);
    const key = JSON.stringify([asked, zoneName(), targets.length]);
    if (key === this.key && Date.now() - this.readAt < 60000) return this.drawCharts();
    const all = await this.read(targets, asked);
    if (JSON.stringify(here()) !== JSON.stringify(asked)) return;
    this.key = key;
    this.readAt = Date.now();
    const loss = (one) => total(one.points).loss ?? -1;
    this.all = all.sort((a, b) => loss(b) - loss(a) || (total(b.points).median ?? 0) - (total(a.points).median ?? 0));
    this.drawHead(asked, kinds, kind);
    this.drawCharts();
  }

  async read(targets, asked) {
    const time = rangeParameters(asked, "24h");
    const seconds = time.from ? (Date.parse(time.until) - Date.parse(time.from)) / 1000 : rangeSeconds(time.range);
    const resolution = seconds <= LONGEST_OF_ROUNDS ? "round" : seconds <= LONGEST_OF_HOURS ? "1h" : "1d";
    const found = [];
    const left = [...targets];
    const worker = async () => {
      for (let pair = left.shift(); pair; pair = left.shift()) {
        const names = {
          source: pair.source,
          target: pair.target,
          proto: String(pair.proto),
          schedule: pair.schedule,
        };
        const answer = await series({ ...names, ...time, resolution });
        found.push(direction(names, only(answer, names), answer, []));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return found;
  }

  drawHead(asked, kinds, kind) {
    const { source } = asked;
    const one = this.all[0];
    const known = this.mesh().probes.has(source);
    this.grid = element("div", { class: "multiples" });
    const what = known
      ? kind
        ? `${source} measures ${counted(this.all.length, "target")}`
        : `${source} measures nothing${asked.proto || asked.schedule ? " of this family and schedule" : " now"}`
      : `No probe “${source}” is known`;
    const choices = kind
      ? [
          choice(
            "proto",
            "Family",
            [...new Set(kinds.map((each) => each.proto))].map((proto) => [proto, `IPv${proto}`]),
            kind.proto,
          ),
          choice(
            "schedule",
            "Schedule",
            kinds
              .filter((each) => each.proto === kind.proto)
              .map((each) => [each.schedule, scheduleName(each.schedule)]),
            kind.schedule,
          ),
        ]
      : [];
    this.root.replaceChildren(
      element("p", { class: "crumb" }, element("a", { href: viewLink("mesh") }, "← Mesh")),
      element("h2", {}, what),
      element(
        "form",
        { class: "choices", "aria-label": "What is shown" },
        choices,
        choice("range", "Range", rangeOptions(RANGES, asked), asked.from ? "" : (asked.range ?? "24h"), {
          from: null,
          until: null,
        }),
      ),
      this.times.root,
      one?.from
        ? element(
            "p",
            { class: "note" },
            `${complete(one.from * 1000)} to ${complete(one.until * 1000)}; a point is ${resolutionWords(one.resolution)}. Line: median round-trip time, ms, all charts to the same scale. Bars below: loss, by the cube root. Hatched: not measured.`,
          )
        : "",
      this.grid,
    );
    if (one?.from) this.times.show(asked, { from: one.from * 1000, until: one.until * 1000 });
  }

  drawCharts() {
    if (!this.grid) return;
    const uppers = this.all
      .flatMap((one) => one.points.filter((point) => point.steps).map((point) => point.median))
      .sort((a, b) => a - b);
    // spikes run out of the picture
    const most = 1.15 * (uppers[Math.floor(0.99 * (uppers.length - 1))] ?? 1);
    const wide = Math.max(180, Math.min(300, this.grid.clientWidth - 20 || 260));
    this.charts = [];
    this.grid.replaceChildren(
      ...this.all.map((one) => {
        const canvas = element("canvas", {
          role: "img",
          "aria-label": `${one.source} to ${one.target}: ${summed(one) || "not measured"}`,
        });
        this.charts.push(canvas);
        if (one.from) drawSmall(canvas, one, wide, most);
        const pair = { source: one.source, target: one.target, proto: Number(one.proto), schedule: one.schedule };
        const { range, from, until } = here();
        return element(
          "figure",
          { class: "card" },
          element("figcaption", {}, element("a", { href: pairLink(pair, { range, from, until }) }, `→ ${one.target}`)),
          canvas,
          element("small", { class: "dim" }, summed(one) || "not measured"),
        );
      }),
    );
  }

  frozen() {
    const one = this.all?.[0];
    if (!one?.from || here().from) return frozen({});
    return frozen({ from: wireTime(one.from * 1000), until: wireTime(one.until * 1000) });
  }

  isDrawn() {
    return Boolean(this.all?.[0]?.from && this.charts);
  }

  picture() {
    const [one] = this.all;
    return {
      name: `${one.source}-all`,
      about: {
        what: `All that ${one.source} measures`,
        from: one.from * 1000,
        until: one.until * 1000,
        kinds: [{ proto: one.proto, schedule: one.schedule }],
        resolution: resolutionWords(one.resolution),
        units: "median round-trip time in ms, all to the same scale; loss by the cube root",
      },
      pictures: this.charts.map((canvas, i) => ({
        canvas,
        title: `${one.source} → ${this.all[i].target}: ${summed(this.all[i]) || "not measured"}`,
      })),
      legend: [{ words: "Line: median. Bars below: loss. Hatched: not measured." }],
    };
  }

  leave() {
    this.key = null;
    this.grid = null;
    this.all = null;
  }
}
