// What changes while the page is open, and a collector that has nothing.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { done, open, report, WORK } from "./browser.mjs";
import { Collector, generate } from "./collector.mjs";

test("what is stored is shown within two seconds; a probe that stops is silent; a broken line recovers", async () => {
  const directory = path.join(WORK, "few");
  generate(directory, 4, 2, 2, 10, "calm");
  const few = await new Collector(directory).start();
  try {
    const page = await open(few, "", { broken: true });
    await page.waitForFunction(() => /no loss, usual latency/.test(document.querySelector("#verdict").innerText));
    await few.post("p1", { p2: 0 });
    const posted = performance.now();
    await few.post("p1", { p2: 30 }, new Date(Date.now() + 1000));
    await page.waitForFunction(() => /p1 → p2 loses 50 %/i.test(document.querySelector("#verdict").innerText), null, {
      polling: 50,
    });
    const shown = performance.now() - posted;
    report("shown after it was posted", shown, 2000);
    // it reported a round each second, so that three of these and ten seconds are silence
    await page.waitForFunction(() => /p1 has been silent/i.test(document.querySelector("#verdict").innerText), null, {
      timeout: 40000,
    });
    await few.stop("SIGKILL");
    await page.waitForFunction(
      () => /No connection[\s\S]*The page shows the state of/.test(document.querySelector("#freshness").innerText),
      null,
      { timeout: 20000 },
    );
    assert.equal(await page.evaluate(() => document.body.classList.contains("old")), true);
    await few.start();
    await page.waitForFunction(() => document.querySelector("#freshness").classList.contains("live"), null, {
      timeout: 30000,
    });
    await few.post("p2", { p3: 60 });
    await page.waitForFunction(() => /p2 → p3 loses 100 %/i.test(document.querySelector("#verdict").innerText));
    await done(page);
  } finally {
    await few.stop();
  }
});

test("an empty collector says what it waits for", async () => {
  const directory = path.join(WORK, "none");
  generate(directory, 0, 0, 0, 0, "calm");
  const none = await new Collector(directory).start();
  try {
    const page = await open(none);
    assert.match(
      await page.locator("#view").innerText(),
      /Waiting for the first result of a probe[\s\S]*No result has arrived yet/i,
    );
    await done(page);
  } finally {
    await none.stop();
  }
});
