// The view of the mesh: now, as it was, condensed, and for everybody.
import assert from "node:assert/strict";
import { test } from "node:test";
import { done, fifty, open, verdict } from "./browser.mjs";

test("the mesh says in words what is wrong, where, and since when", async () => {
  const page = await open(fifty);
  await page.waitForFunction(() => /all peers since/.test(document.querySelector("#verdict").innerText));
  const words = await verdict(page);
  assert.match(words, /^▲? ?p7 loses 3\.3–5\.0 % toward and from all peers since (\w{3} \d{1,2} )?\d\d:\d\d/i);
  assert.match(words, /p40 has been silent since (\w{3} \d{1,2} )?\d\d:\d\d/);
  assert.match(words, /p31 → p12 loses 100 % since/);
  assert.match(words, /p23 → p31 is slower than usual \(×[34]/);
  assert.match(words, /the others: no loss, usual latency/);
  assert.equal(
    await page
      .locator("table caption")
      .first()
      .innerText()
      .then((text) => text.includes("50 probes")),
    true,
  );
  await done(page);
});

test("a cell opens its pair, and the address brings a colleague to the same", async () => {
  const page = await open(fifty);
  await page.waitForFunction(() => performance.getEntriesByName("mesh drawn").length);
  await page.locator("#matrix").focus();
  for (const key of ["ArrowRight", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
  assert.match(await page.locator("output.unseen").innerText(), /^p24 to p36: loss 0 %, median/);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".chart canvas");
  const address = page.url();
  assert.match(address, /#\/pair\?.*source=p24&target=p36/);
  const other = await open(fifty, new URL(address).hash);
  await other.waitForSelector(".chart canvas");
  assert.equal(await other.locator("h2").innerText(), "p24 ⇄ p36");
  await other.keyboard.press("Escape");
  await other.waitForSelector("#matrix");
  await done(other);
  await done(page);
});

test("the mesh as it was: a moment, a range of any length, and an hour that is played", async () => {
  const moment = new Date(Date.now() - 30 * 60000).toISOString().slice(0, 16) + "Z";
  const page = await open(fifty, `#/mesh?at=${moment}&zone=utc`);
  await page.waitForFunction(() => /At .*: p7 lost/.test(document.querySelector("#verdict").innerText));
  assert.match(await page.title(), /^At .*: p7 lost/);
  await page.locator(".player button", { hasText: "Play" }).click();
  await page.waitForFunction(() => Number(document.querySelector(".player input").value) > 1);
  await page.locator(".player button", { hasText: "Pause" }).click();
  await page.locator(".player button", { hasText: "+5 min" }).click();
  await page.waitForFunction((before) => !location.hash.includes(encodeURIComponent(before)), moment);
  await page.evaluate(() => (location.hash = "#/mesh?range=2h"));
  await page.waitForFunction(() => /in the last 2 hours/.test(document.querySelector("#verdict").innerText));
  assert.equal(await page.locator("input[name=range]:checked").getAttribute("value"), "2h");
  await done(page);
});

test("sites in place of probes, a filter, and all pairs of one probe", async () => {
  const page = await open(fifty, "#/mesh?by=site");
  await page.waitForFunction(() => performance.getEntriesByName("mesh drawn").length);
  assert.match(await page.locator("#matrix").getAttribute("aria-label"), /Mesh of 12 /);
  await page.locator("select[name=site]").selectOption("MIL1");
  await page.waitForFunction(() => /site=MIL1/.test(location.hash));
  await page.evaluate(() => (location.hash = "#/mesh?site=MIL1"));
  await page.waitForFunction(() => /Mesh of 5 /.test(document.querySelector("#matrix").getAttribute("aria-label")));
  assert.match(await verdict(page), /outside of this filter \d+ pairs stand out/i);
  await page.evaluate(() => (location.hash = "#/source?source=p7&range=1h"));
  await page.waitForFunction(() => document.querySelectorAll(".multiples canvas").length === 49, null, {
    timeout: 60000,
  });
  await done(page);
});

test("the public page has neither probes nor addresses", async () => {
  const page = await open(fifty, "", { path: "public/" });
  await page.waitForFunction(() => /p7 loses/.test(document.querySelector("#verdict").innerText));
  assert.equal(await page.locator("nav a[data-view=probes]").isVisible(), false);
  await page.evaluate(() => (location.hash = "#/pair?source=p1&target=p2&proto=4&schedule=mesh&range=24h"));
  await page.waitForSelector(".chart canvas");
  assert.doesNotMatch(await page.content(), /10\.0\.\d|crashed/);
  await page.evaluate(() => (location.hash = "#/probes"));
  await page.waitForSelector("#matrix");
  await done(page);
});

test("a site opens into its probes, by pointer and by keys, and Escape goes back to where it was opened", async () => {
  const page = await open(fifty, "#/mesh?by=site");
  await page.waitForFunction(() => performance.getEntriesByName("mesh drawn").length);
  assert.match(
    await page.locator(".side").innerText(),
    /From site to site[\s\S]*pairs that stand out[\s\S]*BOL1 → BAR1/,
  );
  const size = () => page.locator("#matrix").getAttribute("aria-label");
  await page.locator("#matrix").focus();
  await page.keyboard.press("w");
  const worst = await page.locator("output.unseen").innerText();
  assert.match(worst, /^[A-Z]{3}\d to [A-Z]{3}\d: loss 100 %/);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /rows=\w+&columns=\w+/.test(location.hash));
  assert.match(await size(), /^Mesh of [45] probes( to [45] probes)?$/);
  const other = await open(fifty, new URL(page.url()).hash);
  assert.match(await other.locator("#matrix").getAttribute("aria-label"), /^Mesh of [45] probes/);
  await done(other);
  await page.locator("#matrix").focus();
  await page.keyboard.press("w");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".chart canvas");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#matrix");
  assert.match(page.url(), /rows=\w+&columns=\w+/, "as it was left");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !/rows=/.test(location.hash));
  assert.equal(await size(), "Mesh of 12 sites");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  assert.equal((await page.locator("output.unseen").innerText()).slice(0, 12), worst.slice(0, 12));
  await page.locator("#matrix").click({ position: { x: 20, y: 65 } });
  await page.waitForFunction(() => /rows=\w+/.test(location.hash) && !/columns=/.test(location.hash));
  assert.match(await size(), /^Mesh of [45] probes to 12 sites$/);
  await page.evaluate(() => (location.hash = "#/mesh?rows=nosuch"));
  await page.waitForFunction(() => /No site “nosuch” is known/.test(document.querySelector("#verdict").innerText));
  await done(page);
});
