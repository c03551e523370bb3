// The other views, the dialogs, the address and what is saved.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { done, fifty, open, PAIR } from "./browser.mjs";

test("a link that names neither family nor schedule shows the pair", async () => {
  for (const rest of ["", "&proto=4", "&schedule=mesh"]) {
    const page = await open(fifty, "#/pair?source=p1&target=p2" + rest);
    await page.waitForSelector(".pair canvas");
    assert.doesNotMatch(await page.locator(".pair").innerText(), /never measured/i);
    await done(page);
  }
});

test("a pair is zoomed by drag, and double click goes back; a click shows the rounds", async () => {
  const page = await open(fifty, `${PAIR}&range=24h`);
  await page.waitForSelector(".chart canvas");
  assert.match(await page.locator("figcaption").first().innerText(), /p1 → p2\s+median .* lost/);
  const box = await page.locator(".u-over").first().boundingBox();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction(() => /from=.*until=/.test(location.hash));
  await page.waitForSelector(".pair-head .note button");
  await page.locator(".u-over").first().dblclick();
  await page.waitForFunction(() => !/from=/.test(location.hash));
  await page.waitForFunction(() => !document.querySelector(".pair-head .note button"));
  await page
    .locator(".u-over")
    .first()
    .click({ position: { x: box.width * 0.3, y: 50 } });
  await page.waitForSelector(".list .chosen");
  assert.match(page.url(), /at=/);
  assert.ok((await page.locator(".list tbody tr").count()) >= 9);
  await done(page);
});

test("events are grouped by what they share, filtered, and lead to their time", async () => {
  const page = await open(fifty, "#/events");
  await page.waitForSelector(".events tbody");
  assert.match(await page.locator(".events").innerText(), /p7 with 98 pairs/);
  assert.match(await page.locator(".events").innerText(), /→ p12 with 49 pairs/);
  await page.locator(".events button.plain").first().click();
  assert.equal(await page.locator(".events button.plain").first().getAttribute("aria-expanded"), "true");
  await page.locator("input[name=kind][value=latency]").check();
  await page.waitForFunction(
    () =>
      /p2 → p33/.test(document.querySelector(".events")?.innerText) &&
      !/p12/.test(document.querySelector(".events").innerText),
  );
  await page.locator("input[name=probe]").fill("p33");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".events tbody").length === 1);
  await page.locator(".events a").first().click();
  await page.waitForSelector("h2");
  assert.match(page.url(), /source=p2&target=p33.*from=.*until=/);
  await done(page);
});

test("probes tell their health", async () => {
  const page = await open(fifty, "#/probes?probe=p1");
  await page.waitForSelector(".facts");
  assert.match(
    await page.locator(".verdict").innerText(),
    /p40 has been silent since[\s\S]*p6: 1830 results waiting for delivery/,
  );
  assert.match(await page.locator(".halves").innerText(), /crashed[\s\S]*60 rounds[\s\S]*1f7cedaee254/);
  assert.match(await page.locator(".facts").innerText(), /lists\s+the probe does not report which/);
  await page.evaluate(() => (location.hash = "#/probes?probe=p2"));
  await page.waitForFunction(() =>
    /lists\s+older lists; the edit of/.test(document.querySelector(".facts")?.innerText),
  );
  assert.match(await page.locator("table.list").innerText(), /\solder\s/);
  await done(page);
});

test("slash finds, question mark helps, t turns the theme", async () => {
  const page = await open(fifty);
  await page.waitForFunction(() => performance.getEntriesByName("mesh drawn").length);
  await page.keyboard.press("/");
  await page.waitForSelector("dialog input:focus");
  await page.keyboard.type("p7 p9");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /source=p7&target=p9/.test(location.hash));
  await page.waitForSelector(".chart canvas");
  await page.keyboard.press("?");
  assert.match(await page.locator("dialog").innerText(), /find a pair/);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector("dialog"));
  await page.keyboard.press("t");
  await page.keyboard.press("t");
  assert.match(page.url(), /theme=dark/);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(13, 18, 24)");
  await done(page);
});

test("what is shown is saved as CSV and as PNG", async () => {
  const page = await open(fifty, `${PAIR}&range=1h`);
  await page.waitForSelector(".chart canvas");
  for (const [button, begins] of [
    ["csv", "# what: p1 "],
    ["png", "\x89PNG"],
  ]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`#${button}`).click()]);
    assert.match(
      download.suggestedFilename(),
      new RegExp(`^ixpqos-p1-p2-\\d{8}T\\d{4}.*Z-\\d{8}T\\d{4}.*Z\\.${button}$`),
    );
    const content = fs.readFileSync(await download.path(), "latin1");
    assert.ok(content.startsWith(begins), button);
    if (button === "csv") {
      assert.match(
        content,
        /# range: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC.* to .*# family and schedule: IPv4; schedule mesh/s,
      );
      assert.match(content, /# units: .*# total: p1 .* packets lost.*# made: /s);
      assert.match(content, /\r\nsource,target,proto,schedule,time_utc,.*median_ms/);
    }
  }
  await done(page);
});

test("an address that is wrong says so, and shows nothing else in its place", async () => {
  for (const [hash, words] of [
    ["#/nix", /no view “nix”/],
    ["#/mesh?from=2026-11-26T03:00Z", /from without until/],
    [`${PAIR}&range=2w`, /range=2w: allowed is/],
  ]) {
    const page = await open(fifty, hash);
    assert.match(await page.locator("#view").innerText(), words);
    assert.match(await page.title(), /address is wrong/);
    assert.equal(await page.locator("#matrix, canvas").count(), 0, hash);
    await done(page);
  }
  const page = await open(fifty, "#/events?probe=nosuch");
  await page.waitForFunction(() => /No probe “nosuch” is known/.test(document.querySelector("#view").innerText));
  assert.match(await page.title(), /No probe “nosuch”/);
  await done(page);
});

test("a link that is sent has dates, and its zone", async () => {
  const page = await open(fifty, "#/events?range=24h");
  await page.waitForSelector(".events");
  await page.keyboard.press("u");
  await page.waitForFunction(() => /\d UTC$/.test(document.querySelector("#freshness").innerText));
  await page.locator("#link").click();
  const link = await page.locator("dialog input").inputValue();
  assert.match(link, /#\/events\?.*from=\d{4}-.*until=\d{4}-/);
  assert.match(link, /zone=utc/);
  assert.doesNotMatch(link, /range=/);
  await done(page);
});
