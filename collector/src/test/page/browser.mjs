// What the tests of the page share: a browser, and a collector of 50 probes with a year of statistics.
import assert from "node:assert/strict";
import os from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { Collector, generate } from "./collector.mjs";

/** Where the collectors of the tests have their directories. */
export const WORK = path.join(path.dirname(fileURLToPath(import.meta.url)), "meshes");
export const PAIR = "#/pair?source=p1&target=p2&proto=4&schedule=mesh";
let browser;
/** The collector of the mesh of 50 probes that most tests look at. */
export let fifty;

before(
  async () => {
    generate(path.join(WORK, "fifty"), 50, 365, 168, 60);
    fifty = await new Collector(path.join(WORK, "fifty")).start();
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
    // a collector that has run for a while has compiled what it does often
    for (let i = 0; i < 10; i++)
      await Promise.all(
        ["mesh", "events?open=true", "statistics"].map((what) =>
          fetch(`${fifty.url}api/v1/data/${what}`).then((answer) => answer.text()),
        ),
      );
  },
  { timeout: 120000 },
);

after(async () => {
  await browser?.close();
  await fifty?.stop();
});

/** A page that notes what must not be: an error in the console, a request to another host. */
export async function open(collector, hash = "", options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  const page = await context.newPage();
  const problems = [];
  page.problems = problems;
  const allowed = options.broken ? /Failed to load resource|ERR_/ : /^$/;
  page.on(
    "console",
    (message) => message.type() === "error" && !allowed.test(message.text()) && problems.push(message.text()),
  );
  page.on("pageerror", (error) => problems.push(String(error.stack)));
  page.on(
    "request",
    (request) =>
      new URL(request.url()).host !== new URL(collector.url).host &&
      !/^(blob|data):/.test(request.url()) &&
      problems.push(`asks ${request.url()}`),
  );
  await page.goto(collector.url + (options.path ?? "") + hash);
  try {
    await page.waitForFunction(() => document.querySelector("#view .card, #view .verdict p"));
  } catch (error) {
    const shown = await page.evaluate(() => document.body.innerText.slice(0, 500));
    throw new Error(`${hash} is not drawn, the page shows: ${shown}; problems: ${problems.join("; ")}`, {
      cause: error,
    });
  }
  return page;
}

export async function done(page) {
  await page.context().close();
  assert.deepEqual(page.problems, []);
}

/** The sentences above the mesh. */
export const verdict = (page) => page.locator("#verdict").innerText();

/** Holds a goal where the machine has time for it; where others work too, five times as much. */
export function report(what, measured, goal) {
  const load = os.loadavg()[0] / os.cpus().length;
  const busy = load > 1.2;
  console.log(
    `  ${what}: ${measured.toFixed(0)} ms (goal ${goal}${busy ? `; the machine is busy, ${load.toFixed(1)} a core, and the goal is not held against it` : ""})`,
  );
  assert.ok(measured < (busy ? 5 * goal : goal), `${what}: ${measured} ms, goal ${goal}`);
}
