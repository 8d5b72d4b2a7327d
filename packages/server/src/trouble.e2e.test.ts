import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { startBuiltServer, temporaryDirectory } from "./testing/start-built-server.ts";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

function batch(from: number, size: number) {
  return Array.from({ length: size }, (_, i) => ({
    type: "track",
    event: "Product Viewed",
    messageId: `m-${from + i}`,
    anonymousId: `visitor-${from + i}`,
    properties: { product_id: "p", filler: "x".repeat(2_000) },
  }));
}

async function send(server: { url: string; secretKey: string }, events: object[]): Promise<Response> {
  const headers = { authorization: `Bearer ${server.secretKey}`, "content-type": "application/json" };
  const response = await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers,
    body: JSON.stringify({ batch: events }),
  });
  await response.arrayBuffer();
  return response;
}

async function readiness(server: { url: string }) {
  const response = await fetch(`${server.url}/health/ready`);
  const body = (await response.json()) as {
    ready: boolean;
    checks: Array<{ name: string; ok: boolean; detail: string }>;
  };
  return { status: response.status, failing: body.checks.filter((check) => !check.ok).map((check) => check.name) };
}

async function until(condition: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("it did not come about in time");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A server whose files may not grow beyond that size, as on a disk that is full. */
async function startOnFullDisk(dataDirectory: string, fileMebibytes: number) {
  const command = `ulimit -f ${fileMebibytes * 1024}; exec "$0" "$@"`;
  const args = ["-c", command, process.execPath, main, "serve", "--data-dir", dataDirectory, "--port", "0", "--json"];
  const child = spawn("bash", args, {
    env: { ...process.env, ATTUNE_LOG_LEVEL: "silent" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout! });
  const ended = once(child, "exit").then(() =>
    Promise.reject(new Error("the server ended without saying that it is ready")),
  );
  const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
  ended.catch(() => {});
  return { ...(JSON.parse(line) as { url: string; secretKey: string }), child };
}

describe("a full disk", () => {
  it("is answered with 503 and Retry-After, is told by /health/ready, and loses nothing that was acknowledged", async () => {
    const dataDirectory = await temporaryDirectory();
    const full = await startOnFullDisk(dataDirectory, 12);
    let acknowledged = 0;
    let refusal: Response | null = null;
    for (let from = 0; from < 20_000 && refusal === null; from += 100) {
      const response = await send(full, batch(from, 100));
      if (response.status === 200) acknowledged += 100;
      else refusal = response;
    }
    expect(refusal?.status).toBe(503);
    expect(Number(refusal?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(acknowledged).toBeGreaterThan(0);
    expect(await readiness(full)).toMatchObject({ status: 503 });
    full.child.kill("SIGTERM");
    await once(full.child, "exit");

    const server = await startBuiltServer({ dataDirectory });
    const { head } = (await server.get("/v1/collect/events?limit=1")) as { head: number };
    expect(head).toBe(acknowledged);
    expect((await send(server, batch(acknowledged, 100))).status).toBe(200);
    await server.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  });
});

describe("an analytics process that dies", () => {
  it("does not stop collecting or deciding; it comes back by itself and catches up", async () => {
    const server = await startBuiltServer();
    await send(server, batch(0, 50));
    await server.get("/v1/measure/totals");
    const children = execFileSync("ps", ["--ppid", String(server.process.pid), "-o", "pid="], { encoding: "utf8" });
    const analytics = children
      .split("\n")
      .map(Number)
      .filter((pid) => pid > 0);
    expect(analytics).toHaveLength(1);
    process.kill(analytics[0]!, "SIGKILL");

    expect((await send(server, batch(50, 50))).status).toBe(200);
    const decided = await fetch(`${server.url}/v1/decide`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.secretKey}`, "content-type": "application/json" },
      body: JSON.stringify({ anonymousId: "visitor-1", placements: ["anywhere"] }),
    });
    expect(decided.status).toBe(200);

    await until(async () => (await readiness(server)).status === 200, 30_000);
    await until(async () => {
      const doctor = (await server.get("/v1/doctor")) as { projector: { lag: number } };
      return doctor.projector.lag === 0;
    }, 30_000);
    await server.stop();
  });
});

describe("a reader who has enough", () => {
  it.each(["--help", "deliver --help"])("ends `attune %s | true` quietly, with success", (command) => {
    // The reader is gone before the command has anything to say.
    const script = `"${process.execPath}" "${main}" ${command} | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect([stdout.trim(), stderr]).toEqual(["0", ""]);
  });
});
