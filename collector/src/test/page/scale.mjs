// Measures the page at sizes of the mesh, in Chromium, with answers that are made beforehand.
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { AnswerServer, Answers } from "./answers.mjs";

const { values: options } = parseArgs({
  options: {
    probes: { type: "string", default: "50,100,200" },
    sites: { type: "string", default: "12" },
    seconds: { type: "string", default: "30" },
    page: { type: "string" },
    hash: { type: "string", default: "" },
    pictures: { type: "string" },
  },
});

const LOADS = 5;
const KEYS = 40;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** In the page: when the first picture with a mesh was on the screen, and the tasks that were long. */
function watch() {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
  }).observe({ type: "longtask", buffered: true });
  const painted = () => {
    const drawn = performance.getEntriesByName("mesh drawn").length && document.querySelector("#verdict p");
    if (!drawn) return requestAnimationFrame(painted);
    setTimeout(() => performance.mark("mesh painted"));
  };
  requestAnimationFrame(painted);
}

async function metrics(session) {
  const { metrics: all } = await session.send("Performance.getMetrics");
  return Object.fromEntries(all.map(({ name, value }) => [name, value]));
}

const paintedAt = (page) =>
  page
    .waitForFunction(() => performance.getEntriesByName("mesh painted")[0]?.startTime)
    .then((handle) => handle.jsonValue());

/** Milliseconds from the change of the address to the picture with the sentences of that time. */
const ranged = (page, range, words) =>
  page.evaluate(
    async ([range, words]) => {
      const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      const began = performance.now();
      location.hash = range ? `#/mesh?range=${range}` : "#/mesh";
      while (!document.querySelector("#verdict p").innerText.includes(words) && performance.now() - began < 20000)
        await frame();
      return performance.now() - began;
    },
    [range, words],
  );

const keys = (page, count) =>
  page.evaluate(async (count) => {
    const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    const matrix = document.querySelector("#matrix");
    matrix.focus();
    const times = [];
    for (let i = 0; i < count; i++) {
      await frame();
      const began = performance.now();
      const key = i % 3 ? "ArrowRight" : "ArrowDown";
      matrix.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      await frame();
      times.push(performance.now() - began);
    }
    return times;
  }, count);

async function measure(browser, count) {
  const server = await new AnswerServer(options.page, new Answers(count, Number(options.sites))).start();
  for (const what of ["mesh", "events"]) server.data(what, new URLSearchParams());
  for (const range of ["10m", "24h", "30d"]) server.data("statistics", new URLSearchParams({ range }));
  const first = [];
  const cost = [];
  let page;
  for (let i = 0; i < LOADS; i++) {
    await page?.context().close();
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
    page = await context.newPage();
    page.on("pageerror", (error) => console.error(error.stack));
    await page.addInitScript(watch);
    const began = await page.context().newCDPSession(page);
    await began.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(server.url + options.hash);
    first.push(await paintedAt(page));
    cost.push(1000 * (await metrics(began)).TaskDuration);
  }
  const session = await page.context().newCDPSession(page);
  // the time of the processor, not of the clock: other work runs here too
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.waitForTimeout(5000);
  await page.evaluate(() => (window.longest = 0));
  server.live = true;
  server.bytes = 0;
  const before = await metrics(session);
  let heap = 0;
  for (let i = 0; i < Number(options.seconds); i++) {
    await page.waitForTimeout(1000);
    heap = Math.max(heap, (await metrics(session)).JSHeapUsedSize);
  }
  const after = await metrics(session);
  const wall = after.Timestamp - before.Timestamp;
  const busy = (100 * (after.TaskDuration - before.TaskDuration)) / wall;
  const bytes = server.bytes / wall;
  const longest = await page.evaluate(() => window.longest);
  if (options.pictures) await page.screenshot({ path: path.join(options.pictures, `scale-${count}.png`) });
  const pressed = await keys(page, KEYS);
  const day = [];
  const month = [];
  for (let i = 0; i < 3; i++) {
    day.push(await ranged(page, "24h", "in the last 24 hours"));
    await page.waitForTimeout(300);
    month.push(await ranged(page, "30d", "in the last 30 days"));
    await page.waitForTimeout(300);
    await ranged(page, "", "silent");
    await page.waitForTimeout(300);
  }
  heap = Math.max(heap, (await metrics(session)).JSHeapUsedSize);
  await session.send("HeapProfiler.collectGarbage");
  const kept = (await metrics(session)).JSHeapUsedSize;
  await page.context().close();
  server.stop();
  const ms = (value) => value.toFixed(0);
  const mb = (value) => (value / 1e6).toFixed(0);
  return {
    "first drawing, median / best, ms": `${ms(median(first))} / ${ms(Math.min(...first))}`,
    "of that the main thread's processor time, ms": ms(median(cost)),
    "live: main thread busy, % of its processor time": busy.toFixed(1),
    "live: longest task, ms": ms(longest),
    "live: received, kB/s": (bytes / 1000).toFixed(1),
    "24 h shown, median, ms": ms(median(day)),
    "30 d shown, median, ms": ms(median(month)),
    "an arrow key, median / most, ms": `${ms(median(pressed))} / ${ms(Math.max(...pressed))}`,
    "heap, most / after a collection, MB": `${mb(heap)} / ${mb(kept)}`,
  };
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const sizes = options.probes.split(",").map(Number);
const columns = [];
const load = [os.loadavg()[0]];
for (const size of sizes) {
  columns.push(await measure(browser, size));
  load.push(os.loadavg()[0]);
}
await browser.close();
const from = new Date().toISOString().slice(0, 16);
console.log(
  `${from}Z, ${os.cpus().length} cores, load average ${load.map((one) => one.toFixed(1)).join(", ")}; ${options.sites} sites\n`,
);
console.log(`| | ${sizes.map((size) => `${size} probes`).join(" | ")} |\n|---|${sizes.map(() => "---").join("|")}|`);
for (const name of Object.keys(columns[0])) console.log(`| ${name} | ${columns.map((one) => one[name]).join(" | ")} |`);
