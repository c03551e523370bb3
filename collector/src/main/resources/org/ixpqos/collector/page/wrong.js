// Shown in place of a view whose address is wrong: what is wrong with it, and nothing else.
import { viewLink, wrong } from "./address.js";
import { element } from "./format.js";

export class WrongView {
  constructor() {
    this.root = element("div", {});
  }

  title() {
    return "This address is wrong";
  }

  async draw() {
    this.root.replaceChildren(
      element(
        "section",
        { class: "verdict", "aria-label": "What is wrong" },
        element("p", { class: "warn" }, "This address is wrong, so that nothing is shown for it"),
      ),
      element(
        "section",
        { class: "card", "aria-label": "What is wrong with the address" },
        element("code", { class: "address" }, location.hash),
        element(
          "ul",
          { class: "plain" },
          wrong().map((words) => element("li", {}, words)),
        ),
        element("p", {}, element("a", { href: viewLink("mesh") }, "The mesh as it is now")),
      ),
    );
  }
}
