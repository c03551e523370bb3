// The time that is looked at, in words, and the inputs that choose it.
import { go } from "./address.js";
import { complete, element, inputTime, rangeWords, span, timeOfInput, zoneName } from "./format.js";

/**
 * What an address says of the time, as the verdict needs it.
 *
 * @param asked from the address
 * @param fallback the range where it names none; null where that is now
 */
export function whenOf(asked, fallback, now = Date.now()) {
  if (asked.from) {
    const [from, until] = [Date.parse(asked.from), Date.parse(asked.until)];
    return { kind: "range", words: `from ${span(from, until)}`, from, until };
  }
  const range = asked.range && asked.range !== "now" ? asked.range : fallback;
  if (!range) return { kind: "now" };
  const seconds = parseInt(range, 10) * { s: 1, m: 60, h: 3600, d: 86400 }[range.at(-1)];
  return { kind: "range", words: `in the last ${rangeWords(range)}`, from: now - 1000 * seconds, until: now, range };
}

/** The parameters of the API for a time. */
export function rangeParameters(asked, fallback) {
  return asked.from ? { from: asked.from, until: asked.until } : { range: asked.range ?? fallback };
}

/** The options of a choice of ranges, and the one of the address among them if it is another. */
export function rangeOptions(ranges, asked) {
  const words = { "365d": "1 year", "730d": "2 years" };
  const all = asked.range && !asked.from && !ranges.includes(asked.range) ? [...ranges, asked.range] : ranges;
  return all.map((one) => [one, words[one] ?? one]);
}

/** From and until, and where {@code single} one moment; made once, so that nothing is lost while one types. */
export class TimeInputs {
  constructor({ single = false, title = "Dates" } = {}) {
    this.single = single;
    this.from = this.input("from");
    this.until = this.input("until");
    this.at = this.input("at");
    this.zone = element("span", { class: "dim" });
    this.trouble = element("span", { class: "trouble", role: "alert" });
    this.root = element(
      "details",
      { class: "times" },
      element("summary", {}, title),
      single &&
        element(
          "form",
          { "aria-label": "One moment", submit: (event) => this.submitMoment(event) },
          element("label", {}, "At ", this.at),
          element("button", { class: "plain" }, "Show the moment"),
        ),
      element(
        "form",
        { "aria-label": "From and until", submit: (event) => this.submit(event) },
        element("label", {}, "From ", this.from),
        element("label", {}, "until ", this.until),
        element("button", { class: "plain" }, "Show"),
        this.zone,
        this.trouble,
      ),
    );
  }

  input(name) {
    return element("input", { type: "datetime-local", name, step: 60, required: true });
  }

  /** Fills in what is shown; leaves alone what is being typed. */
  show(asked, { from, until }) {
    const zone = zoneName(until);
    const key = JSON.stringify([asked.from, asked.until, asked.at, asked.range, zone]);
    if (key === this.key || this.root.contains(document.activeElement)) return;
    this.key = key;
    this.from.value = inputTime(from);
    this.until.value = inputTime(until);
    this.at.value = inputTime(asked.at ?? until);
    this.zone.textContent = `times in ${zone}`;
    this.trouble.textContent = "";
  }

  submitMoment(event) {
    event.preventDefault();
    const at = timeOfInput(this.at.value);
    if (at) go({ at, from: null, until: null, range: null });
  }

  submit(event) {
    event.preventDefault();
    const [from, until] = [timeOfInput(this.from.value), timeOfInput(this.until.value)];
    if (!(Date.parse(from) < Date.parse(until))) {
      this.trouble.textContent = "“from” must be before “until”";
      return;
    }
    document.activeElement?.blur();
    go({ from, until, range: null, at: null });
  }
}

/** A time range that is to be understood anywhere and for years. */
export function completeRange(from, until) {
  return `${complete(from)} to ${complete(until)}`;
}
