// The mesh as it was, moment by moment: steps, and an hour that is played.
import { go } from "./address.js";
import { ask } from "./ask.js";
import { element, moment, wireTime } from "./format.js";

const MINUTE = 60000;
const HALF = 30 * MINUTE;

/** Milliseconds that a moment stands. */
const PERIOD = 250;

/** Steps that are tried, so that an answer is not too large: minutes where they are. */
const STEPS = ["1m", "5m", "15m"];

/** How a pair looked at another moment is not kept. */
const NOT_SEEN = { seenNow: null, seenSum: null };

export class Player {
  constructor(view) {
    this.view = view;
    this.playing = false;
    this.label = element("b", { "aria-live": "off" });
    this.slider = element("input", {
      type: "range",
      min: 0,
      max: 0,
      value: 0,
      "aria-label": "Moment",
      input: () => {
        this.pause();
        this.frame(Number(this.slider.value));
      },
    });
    this.button = element("button", { type: "button", class: "plain", click: () => this.turn() }, "▶ Play the hour");
    this.trouble = element("span", { class: "trouble", role: "alert" });
    const step = (minutes, words) =>
      element("button", { type: "button", class: "plain", click: () => this.step(minutes) }, words);
    this.root = element(
      "div",
      { class: "player", role: "group", "aria-label": "Moment", hidden: true },
      this.label,
      step(-60, "−1 h"),
      step(-5, "−5 min"),
      step(-1, "−1 min"),
      step(1, "+1 min"),
      step(5, "+5 min"),
      step(60, "+1 h"),
      this.button,
      this.slider,
      element("button", { type: "button", class: "plain", click: () => go({ at: null }) }, "Now"),
      this.trouble,
    );
    this.slider.hidden = true;
  }

  /** Shown where the address says a moment. */
  show({ at }, mesh) {
    this.root.hidden = !at;
    if (!at) return this.stop();
    if (this.asked !== at) {
      this.stop();
      this.asked = at;
    }
    if (!this.playing) {
      const words =
        mesh.resolution === "round" ? "" : " (the hour that it is in: rounds of this time are not kept any more)";
      this.label.textContent = moment(at) + words;
    }
  }

  step(minutes) {
    const from = this.playing ? this.time(Number(this.slider.value)) : Date.parse(this.asked);
    const next = Math.min(Date.now(), from + minutes * MINUTE);
    go({ at: wireTime(next) }, true);
  }

  time(i) {
    return this.from + i * this.long;
  }

  async turn() {
    if (this.timer) return this.pause();
    this.trouble.textContent = "";
    if (!this.playing) {
      this.button.disabled = true;
      try {
        await this.read();
      } catch (error) {
        this.trouble.textContent = `can't be played: ${error.message}`;
        return;
      } finally {
        this.button.disabled = false;
      }
    }
    if (Number(this.slider.value) >= this.answer.moments - 1) this.slider.value = 0;
    this.button.textContent = "❚❚ Pause";
    this.timer = setInterval(() => this.next(), PERIOD);
  }

  async read() {
    const { proto, schedule } = this.view.shown;
    const at = Date.parse(this.asked);
    const until = Math.min(Date.now(), at + HALF);
    const time = { from: wireTime(until - 2 * HALF), until: wireTime(until), proto, schedule };
    for (const step of STEPS) {
      try {
        this.answer = await ask("frames", { ...time, step });
        break;
      } catch (error) {
        if (error.status !== 400 || step === STEPS.at(-1)) throw error;
      }
    }
    this.from = Date.parse(this.answer.from);
    this.long = 1000 * this.answer.step_s;
    this.slider.max = this.answer.moments - 1;
    this.slider.value = 0;
    this.slider.hidden = false;
    this.playing = true;
  }

  next() {
    const i = Number(this.slider.value) + 1;
    if (i >= this.answer.moments) return this.pause();
    this.slider.value = i;
    this.frame(i);
  }

  /** Draws the matrix of one moment, of the family and schedule that are shown. */
  frame(i) {
    const { mesh, shown, inside } = this.view;
    const { probes, pairs } = mesh.of(shown, inside);
    const loss = new Map();
    for (const [, , source, target, losses, medians] of this.answer.pairs)
      loss.set(`${this.answer.probes[source]} ${this.answer.probes[target]}`, [losses[i], medians[i]]);
    const then = pairs.map((pair) => {
      const [lost, median] = loss.get(`${pair.source} ${pair.target}`) ?? [null, null];
      const scaled = { loss: lost === null ? null : lost / 1e6, median: median === null ? null : median / 1e3 };
      return {
        ...pair,
        ...scaled,
        state: lost === null ? "stale" : "measured",
        time: null,
        since: null,
        sum: null,
        ...NOT_SEEN,
      };
    });
    this.label.textContent = moment(this.time(i));
    this.slider.setAttribute("aria-valuetext", moment(this.time(i)));
    this.view.drawPairs(probes, then);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.button.textContent = "▶ Play the hour";
  }

  stop() {
    this.pause();
    this.playing = false;
    this.slider.hidden = true;
    this.asked = null;
    this.trouble.textContent = "";
  }
}
