// How long drawing takes, how heavy the page is; and the pictures of docs/.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";
import { done, fifty, open, PAIR, report, WORK } from "./browser.mjs";
import { Collector, generate } from "./collector.mjs";

/** From the beginning of the navigation to the drawn mesh; the best of some, for other work runs here too. */
async function firstPaint(collector, tries) {
  const times = [];
  for (let i = 0; i < tries; i++) {
    const page = await open(collector);
    times.push(
      await page
        .waitForFunction(() => performance.getEntriesByName("mesh drawn")[0]?.startTime)
        .then((handle) => handle.jsonValue()),
    );
    await done(page);
  }
  return Math.min(...times);
}

test("goals: first paint, a year of a pair, weight", async () => {
  report("first paint of the mesh 50 × 50", await firstPaint(fifty, 5), 300);
  const page = await open(fifty, `${PAIR}&range=1h`);
  await page.waitForSelector(".chart canvas");
  const times = [];
  for (let i = 0; i < 4; i++) {
    times.push(
      await page.evaluate(async () => {
        const before = performance.getEntriesByName("pair drawn").length;
        const started = performance.now();
        location.hash = location.hash.replace(/range=\w+/, location.hash.includes("365d") ? "range=1h" : "range=365d");
        while (performance.getEntriesByName("pair drawn").length === before)
          await new Promise((next) => setTimeout(next, 5));
        return location.hash.includes("365d") ? performance.now() - started : Infinity;
      }),
    );
  }
  report("a year of one pair", Math.min(...times), 500);
  await done(page);
  const files = path.resolve(
    path.dirname(fileURLToPath(import.meta.url)),
    "../../src/main/resources/org/ixpqos/collector/page",
  );
  const weight = fs
    .readdirSync(files)
    .reduce((sum, file) => sum + zlib.gzipSync(fs.readFileSync(path.join(files, file))).length, 0);
  console.log(`  page weight, gzipped, uPlot and all: ${(weight / 1000).toFixed(1)} kB (goal 150)`);
  assert.ok(weight < 150000);
});

test("goal: first paint of 200 × 200", async () => {
  const directory = path.join(WORK, "many");
  generate(directory, 200, 1, 1, 5, "calm");
  const many = await new Collector(directory).start();
  try {
    for (let i = 0; i < 6; i++) await fetch(`${many.url}api/v1/data/mesh`).then((answer) => answer.text());
    report("first paint of the mesh 200 × 200", await firstPaint(many, 3), 1000);
  } finally {
    await many.stop();
  }
});

test("pictures", { skip: !process.env.IXPQOS_PICTURES }, async () => {
  for (const [name, hash, ready, scheme] of [
    ["mesh", "", "#matrix", "light"],
    ["mesh-dark", "", "#matrix", "dark"],
    ["pair", `${PAIR}&range=24h`, ".chart canvas", "light"],
    ["probe", "#/probes?probe=p1", ".facts", "light"],
    ["events", "#/events", ".events", "light"],
  ]) {
    const page = await open(fifty, hash, {
      colorScheme: scheme,
      viewport: { width: 1040, height: name.startsWith("mesh") ? 900 : name === "pair" ? 740 : 620 },
    });
    await page.waitForSelector(ready);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: path.join(process.env.IXPQOS_PICTURES, `${name}.png`) });
    await done(page);
  }
});
