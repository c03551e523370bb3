// What of the mesh is shown: family, schedule, time, filter, grouping; and the legend.
import { go, here } from "./address.js";
import { choices as filters } from "./filter.js";
import { byName, element, scheduleName } from "./format.js";
import { rangeOptions } from "./when.js";

const RANGES = ["now", "1h", "24h", "7d", "30d", "365d"];

/** Of so many probes the worst is seen without an order. */
const FEW = 20;

const ORDERS = [
  ["name", "by name"],
  ["worst", "the worst first"],
];

/** A group of choices of which one is taken, and stands in the address. */
export function choice(name, title, options, chosen, changes = {}) {
  const set = element("fieldset", {}, element("legend", {}, title));
  for (const [value, label, its = {}] of options) {
    const change = () => go({ ...changes, ...its, [name]: value });
    const input = element("input", { type: "radio", name, value, change });
    input.toggleAttribute("checked", value === chosen);
    set.append(element("label", {}, input, element("span", {}, label)));
  }
  return set;
}

/** One of many, or none; what is asked for and is none of them stands there too. */
function select(name, title, values, chosen) {
  const all = [...values].sort(byName);
  if (chosen && !values.has(chosen)) all.push(chosen);
  const options = all.map((value) => element("option", { value, selected: value === chosen }, value));
  return element(
    "label",
    { class: "field" },
    element("span", { class: "field-name" }, title),
    element(
      "select",
      { name, change: (event) => go({ [name]: event.target.value || null }) },
      element("option", { value: "" }, "all"),
      options,
    ),
  );
}

/** Choices of site, group and label, where there are some. */
export function filterChoices(probes) {
  const asked = here();
  const found = filters(probes);
  return [
    (found.site.size > 1 || asked.site) && select("site", "Site", found.site, asked.site),
    (found.group.size > 0 || asked.group) && select("group", "Group", found.group, asked.group),
    (found.label.size > 0 || asked.label) && select("label", "Label", found.label, asked.label),
  ].filter(Boolean);
}

/** @param by what rows and columns are now */
export function drawChoices(view, mesh, kinds, kind, by) {
  const asked = here();
  const lossy = (belongs) => {
    const count = kinds.filter(belongs).reduce((sum, one) => sum + one.lossy, 0);
    return count ? ` ▲ ${count}` : "";
  };
  // a family that is not measured in this schedule is shown in its own
  const without = (proto) =>
    kinds.some((one) => one.proto === proto && one.schedule === asked.schedule) ? {} : { schedule: null };
  const protos = [...new Set(kinds.map((one) => one.proto))].sort();
  const schedules = kinds
    .filter((one) => one.proto === kind.proto)
    .map((one) => one.schedule)
    .sort();
  const probes = [...mesh.probes.values()];
  const grouping = [
    ["probe", "probes"],
    probes.some((probe) => probe.site) && ["site", "sites"],
    probes.some((probe) => probe.groups.length) && ["group", "groups"],
  ].filter(Boolean);
  const range = asked.from || asked.at ? "" : (asked.range ?? "now");
  const groups = [
    protos.length > 0 &&
      choice(
        "proto",
        "Family",
        protos.map((proto) => [proto, `IPv${proto}${lossy((one) => one.proto === proto)}`, without(proto)]),
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
    mesh.pairs.size > 0 &&
      choice("range", "Time", rangeOptions(RANGES, asked), range, { from: null, until: null, at: null }),
    ...filterChoices(probes),
    grouping.length > 1 && choice("by", "Rows", grouping, by ?? "probe", { rows: null, columns: null }),
    probes.length > FEW && choice("order", "Order", ORDERS, asked.order ?? "name"),
  ].filter(Boolean);
  const drawn = groups
    .map((group) => group.outerHTML + (group.querySelector(":checked")?.value ?? group.querySelector("select")?.value))
    .join();
  if (drawn === view.chosen) return;
  const focused = document.activeElement?.name;
  view.chosen = drawn;
  view.choices.replaceChildren(...groups);
  if (focused && view.choices.elements[focused])
    (
      view.choices.querySelector(`[name=${focused}]:checked`) ?? view.choices.querySelector(`select[name=${focused}]`)
    )?.focus();
}

/**
 * @param past whether the newest rounds are not shown
 * @param isGrouped whether a cell may stand for several pairs
 */
export function legendEntries(past, isGrouped) {
  const entries = [
    {
      words: isGrouped
        ? "Cells: the worst pair inside, and how many of the pairs stand out. Enter or a click opens"
        : "Cells: median round-trip time in ms, loss in %",
    },
    { style: "good-cell", mark: "", words: "no loss, usual latency" },
    { style: "loss1", mark: "·", words: "loss below 1 %" },
    { style: "loss2", mark: "▴", words: "below 5 %" },
    { style: "loss3", mark: "▲", words: "below 20 %" },
    { style: "loss4", mark: "▲▲", words: "20 % or more" },
    { style: "loss5", mark: "✕", words: "100 %" },
    { style: "slow1", mark: "↑", words: "slower: ×1.5 the usual median" },
    { style: "slow2", mark: "↑↑", words: "×2.5" },
    { style: "slow3", mark: "↑↑↑", words: "×5" },
    { style: "hatched", mark: "", words: "not measured (not loss)" },
  ];
  if (!past && !isGrouped) entries.push({ before: true, words: "loss of 0.1 % or more in the last 10 minutes" });
  return entries;
}

export function legendOf(past, isGrouped) {
  return legendEntries(past, isGrouped).map(({ style, mark, words, before }) =>
    element(
      "span",
      {},
      style && element("i", { class: `swatch ${style}`, "aria-hidden": "true" }, mark),
      before && element("i", { class: "before", "aria-hidden": "true" }, "◥"),
      words,
    ),
  );
}
