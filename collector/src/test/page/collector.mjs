// A real collector as a process, with a generated mesh, and the probes that post to it.
import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const MODULE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const LIBRARIES = path.join(MODULE, "target/lib/*");
const JAVA = ["-Xmx512m", "-XX:TieredStopAtLevel=4"];

export function generate(directory, probes, days, hours, minutes, kind = "troubled") {
  fs.rmSync(directory, { recursive: true, force: true });
  execFileSync(
    "java",
    [
      ...JAVA,
      "-cp",
      `${path.join(MODULE, "target/test-classes")}:${LIBRARIES}`,
      "org.ixpqos.collector.store.GeneratedMesh",
      directory,
      probes,
      days,
      hours,
      minutes,
      kind,
    ].map(String),
    { stdio: "inherit" },
  );
}

export class Collector {
  constructor(directory) {
    this.directory = directory;
    this.portFile = path.join(directory, "port");
  }

  /** Starts it; a second time at the port that it had. */
  async start() {
    fs.rmSync(this.portFile, { force: true });
    if (this.port) {
      const file = path.join(this.directory, "collector.json");
      const config = JSON.parse(fs.readFileSync(file));
      config.listen.port = this.port;
      fs.writeFileSync(file, JSON.stringify(config));
    }
    const log = fs.openSync(path.join(this.directory, "log"), "a");
    this.process = spawn(
      "java",
      [
        ...JAVA,
        "-cp",
        LIBRARIES,
        "org.ixpqos.cli.Main",
        "collector",
        "--config",
        this.directory,
        "--port-file",
        this.portFile,
      ],
      { stdio: ["ignore", log, log] },
    );
    await until("the collector listens", () => fs.existsSync(this.portFile));
    this.port = Number(fs.readFileSync(this.portFile, "utf8"));
    this.url = `http://127.0.0.1:${this.port}/`;
    return this;
  }

  async stop(signal = "SIGTERM") {
    if (!this.process || this.process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill(signal);
    await ended;
  }

  /** Posts a round of one probe toward others, as its daemon does; {@code losses} by the target's name. */
  async post(source, losses, time = new Date()) {
    const probes = Object.entries(losses).map(([name, lost]) => ({
      name,
      proto: 4,
      address: "10.0.0.9",
      pinged: true,
      time: time.toISOString(),
      schedule: "mesh",
      size: 56,
      dscp: 0,
      local_drops: 0,
      scheduled: 60,
      sent: 60,
      received: 60 - lost,
      lost,
      late: 0,
      send_errors: 0,
      not_sent: 0,
      duplicates: 0,
      reordered: 0,
      ping_loss: lost / 60,
      ...(lost < 60
        ? {
            ping_min: 0.4,
            ping_max: 0.6,
            ping_avg: 0.5,
            ping_jitter: 0.03,
            ping_median: 0.5,
            timestamps: "kernel-tx-rx",
            ping_quantiles: [0.41, 0.42, 0.44, 0.46, 0.48, 0.5, 0.52, 0.54, 0.56, 0.58, 0.59],
            ping_ipdv: 0.02,
            ping_pdv95: 0.1,
          }
        : { ping_min: null, ping_max: null, ping_avg: null, ping_jitter: null }),
      clock: { synchronised: true, error_us: 100, stepped: false },
    }));
    const answer = await fetch(`${this.url}api/v1/data/probe-result`, {
      method: "POST",
      headers: { "X-API-Key": "the-key", "Content-Type": "application/json" },
      body: JSON.stringify({
        source,
        batch: randomUUID(),
        epoch: "t",
        seq: 1,
        version: "0.1.0",
        health: {
          sent_at: new Date().toISOString(),
          started_at: new Date().toISOString(),
          backlog: 0,
          dropped: 0,
          local_drops: 0,
          configuration: "1f7cedaee254",
          periods: { mesh: 1.0 },
        },
        probes,
      }),
    });
    const body = await answer.json();
    if (answer.status !== 200 || body.rejected?.length) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
  }
}

export async function until(what, condition, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
