// Finding a pair with /, and help with ?.
import { pairLink, viewLink } from "./address.js";
import { element } from "./format.js";

const MAX_FOUND = 12;

const KEYS = [
  ["/", "find a pair or a probe"],
  ["← ↑ ↓ →", "move from pair to pair in the mesh, from point to point in a chart"],
  ["Enter", "open the marked pair, site or point"],
  ["w", "in the mesh: the next worst cell"],
  ["m  e  p", "mesh, incidents, probes"],
  ["u", "times in UTC, or in your time zone"],
  ["c", "a link to what is shown, with its time as dates"],
  ["t", "light, dark, or the setting of the system"],
  ["Esc", "close, back to the mesh, or from a site to all of them"],
  ["?", "this help"],
];

export function helpDialog() {
  return show(
    "Keys",
    element(
      "dl",
      { class: "keys" },
      KEYS.map(([key, words]) =>
        element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, words)),
      ),
    ),
    element(
      "p",
      { class: "note" },
      "The address contains the whole view. Where it shows a range that ends now, send a colleague the link of the button Link: it shows the same tomorrow. Times are in the zone that stands beside the clock.",
    ),
  );
}

/** Words are looked for in the names: one finds a probe, two a pair, the first the source. */
export function findDialog(mesh, kind) {
  const list = element("ul", { class: "found", id: "found", role: "listbox", "aria-label": "Found" });
  let marked = 0;
  const mark = (next) => {
    const all = [...list.children];
    marked = Math.max(0, Math.min(all.length - 1, next));
    all.forEach((one, i) => one.setAttribute("aria-selected", String(i === marked)));
    input.setAttribute("aria-activedescendant", all[marked]?.id ?? "");
  };
  const input = element("input", {
    type: "text",
    placeholder: "p7, or p7 p9",
    "aria-label": "Names of probes",
    role: "combobox",
    "aria-controls": "found",
    "aria-expanded": "true",
    autocomplete: "off",
    spellcheck: "false",
    input: () => {
      list.replaceChildren(
        ...find(mesh, kind, input.value).map(({ words, note, href }, i) =>
          element(
            "li",
            { role: "option", id: `found${i}`, click: () => open(href) },
            words,
            element("small", { class: "dim" }, ` ${note}`),
          ),
        ),
      );
      list.querySelectorAll("li").forEach((one, i, all) => (one.href = find(mesh, kind, input.value)[i]?.href ?? all));
      mark(0);
    },
    keydown: (event) => {
      if (event.key === "ArrowDown") mark(marked + 1);
      else if (event.key === "ArrowUp") mark(marked - 1);
      else if (event.key === "Enter" && list.children[marked]) open(list.children[marked].href);
      else return;
      event.preventDefault();
    },
  });
  const open = (href) => {
    dialog.close();
    location.hash = href;
  };
  const dialog = show("Find", input, list);
  input.dispatchEvent(new Event("input"));
  input.focus();
}

/** A link to what is shown, of times that stay what they are; copied where the browser lets it be. */
export function linkDialog(address) {
  const note = element("p", { class: "note", role: "status" }, "Copy this link:");
  const input = element("input", {
    type: "text",
    readonly: true,
    value: address,
    "aria-label": "Link",
    focus: (event) => event.target.select(),
  });
  show("A link that shows the same tomorrow", input, note);
  input.focus();
  input.select();
  // only on https and on the own host
  navigator.clipboard?.writeText(address).then(
    () => (note.textContent = "The link is copied. Its times are dates: what it shows stays the same."),
    () => {},
  );
}

/** Which of some tables is to be saved. */
export function sheetDialog(sheets, save) {
  const trouble = element("p", { class: "trouble", role: "alert" });
  const buttons = sheets.map((sheet) =>
    element(
      "button",
      {
        type: "button",
        class: "plain",
        click: () =>
          save(sheet).then(
            () => dialog.close(),
            (error) => (trouble.textContent = `It can't be saved: ${error.message}`),
          ),
      },
      sheet.title,
    ),
  );
  const dialog = show("Save as CSV", element("div", { class: "sheets" }, buttons), trouble);
}

function find(mesh, kind, text) {
  const words = text
    .toLowerCase()
    .split(/[\s→>,]+/)
    .filter(Boolean);
  const textOf = (probe) => [probe.name, probe.site, ...probe.groups].join(" ").toLowerCase();
  const fits = (probe, word) => textOf(probe).includes(word);
  const exactFirst = (word) => (a, b) => Number(b.name.toLowerCase() === word) - Number(a.name.toLowerCase() === word);
  const probes = [...mesh.probes.values()];
  const first = probes.filter((probe) => fits(probe, words[0] ?? "")).sort(exactFirst(words[0] ?? ""));
  if (words.length < 2) {
    return first.slice(0, MAX_FOUND).map((probe) => ({
      words: probe.name,
      note: [probe.site, ...probe.groups, mesh.public ? "incidents" : "probe"].filter(Boolean).join(" · "),
      href: mesh.public ? viewLink("events", { probe: probe.name }) : viewLink("probes", { probe: probe.name }),
    }));
  }
  const second = probes.filter((probe) => fits(probe, words[1])).sort(exactFirst(words[1]));
  const found = [];
  for (const source of first) {
    for (const target of second) {
      const pair = mesh.pair(source.name, target.name, kind.proto, kind.schedule);
      if (pair && found.length < MAX_FOUND)
        found.push({
          words: `${source.name} → ${target.name}`,
          note: source.site || target.site ? `${source.site || "–"} → ${target.site || "–"}` : `IPv${pair.proto}`,
          href: pairLink(pair),
        });
    }
  }
  return found;
}

function show(title, ...content) {
  document.querySelector("dialog")?.remove();
  const dialog = element(
    "dialog",
    { "aria-label": title, close: () => dialog.remove(), click: (event) => event.target === dialog && dialog.close() },
    element("div", {}, element("h2", {}, title), content),
  );
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
