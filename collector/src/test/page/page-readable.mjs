// Readable to all: WCAG by axe, and on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { done, fifty, open, PAIR } from "./browser.mjs";

for (const scheme of ["light", "dark"]) {
  test(`axe finds nothing against WCAG 2.2 AA, ${scheme}`, async () => {
    for (const [hash, ready] of [
      ["#/mesh", "#matrix"],
      [`${PAIR}&range=24h`, ".chart canvas"],
      ["#/events", ".events"],
      ["#/probes?probe=p1", ".facts"],
      ["#/source?source=p7&range=1h", ".multiples canvas"],
      ["#/nix", ".address"],
    ]) {
      const page = await open(fifty, hash, { colorScheme: scheme });
      await page.waitForSelector(ready);
      await page.waitForTimeout(300);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        window.axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        }),
      );
      assert.deepEqual(
        violations.map((one) => `${hash} ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`),
        [],
      );
      await done(page);
    }
  });
}

test("a page is readable on a phone: nothing is wider than the screen", async () => {
  for (const hash of ["#/mesh", `${PAIR}&range=24h`, "#/events", "#/probes", "#/source?source=p7&range=1h", "#/nix"]) {
    const page = await open(fifty, hash, { viewport: { width: 360, height: 740 }, hasTouch: true });
    await page.waitForTimeout(500);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, hash);
    await done(page);
  }
});
