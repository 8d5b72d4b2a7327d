import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Analytics } from "@attune/engine/ports/analytics";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sampleEventRow } from "../contract/sample-rows.ts";
import { createEmbeddedAnalytics } from "./analytics.ts";

describe("the analytics process", () => {
  let directory = "";
  let analytics: Analytics;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "attune-analytics-"));
    analytics = createEmbeddedAnalytics(directory);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await analytics.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const insert = (offset: number) =>
    analytics.insert({ events: [sampleEventRow(offset)], exposures: [], people: [] }, `${offset}-${offset}`);
  const count = async () => (await analytics.query("event-counts", { fromMs: 0, toMs: 1e15 }))[0]?.count;
  const processId = async () => Number(/process (\d+)/.exec((await analytics.health()).detail)?.[1]);

  it("is not started before it is needed", async () => {
    expect(await analytics.health()).toEqual({ available: true, detail: "starts when it is first needed" });
  });

  it("fails the calls in flight when it dies, starts again by itself, and has every acknowledged batch once", async () => {
    for (const offset of [1, 2, 3]) await insert(offset);
    const inFlight = insert(4);
    process.kill(await processId(), "SIGKILL");
    await expect(inFlight).rejects.toMatchObject({ code: "analytics-unavailable" });
    await expect(count()).rejects.toMatchObject({ code: "analytics-unavailable" });
    expect(await analytics.health()).toMatchObject({ available: false, detail: expect.stringContaining("SIGKILL") });

    for (let attempt = 0; attempt < 100 && !(await analytics.health()).available; attempt++) await pause(100);
    for (const offset of [1, 2, 3, 4]) await insert(offset);
    expect(await count()).toBe("4");
  });

  it.runIf(process.platform === "linux")("is not given the keys of its server (Linux: /proc tells)", async () => {
    vi.stubEnv("ATTUNE_SECRET_KEYS", "sk_not-for-children");
    vi.stubEnv("TZ", "Pacific/Auckland");
    await insert(1);
    const given = readFileSync(`/proc/${await processId()}/environ`, "utf8").split("\0");
    expect(given.filter((variable) => variable.includes("not-for-children"))).toEqual([]);
    expect(given).toContain("TZ=Pacific/Auckland");
  });

  it("says in a sentence why it cannot start, without the trace", async () => {
    rmSync(directory, { recursive: true });
    writeFileSync(directory, "not a directory");
    await expect(insert(1)).rejects.toThrow(
      /^The analytics process is down: it ended with code 1\. Error: EEXIST[^\n]*$/,
    );
    await expect(insert(1)).rejects.not.toThrow(/\bat \w+|file:/);
  });

  it("refuses calls once it is closed, and ends", async () => {
    await insert(1);
    const pid = await processId();
    await analytics.close();
    await expect(count()).rejects.toMatchObject({ code: "analytics-unavailable" });
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("answers a query that is over its limits with `overloaded`, and the next one as usual", async () => {
    const events = Array.from({ length: 20_000 }, (_, index) => sampleEventRow(index + 1, { profileId: `p${index}` }));
    await analytics.insert({ events, exposures: [], people: [] }, "1-20000");
    const question = { fromMs: 0, toMs: 1e15 };
    await expect(analytics.query("event-counts", question, { timeoutMs: 1 })).rejects.toMatchObject({
      code: "overloaded",
    });
    await expect(analytics.query("event-counts", question, { maxMemoryBytes: 100_000 })).rejects.toMatchObject({
      code: "overloaded",
    });
    expect(await analytics.query("event-counts", question, { priority: "heavy" })).toEqual([
      { name: "Product Viewed", count: "20000" },
    ]);
  });

  it("ends with its server, however that ends", async () => {
    const server = spawn(
      process.execPath,
      [fileURLToPath(new URL("../../fixtures/start-analytics.mjs", import.meta.url)), join(directory, "other")],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const pid = await new Promise<number>((resolve) => server.stdout.once("data", (bytes) => resolve(Number(bytes))));
    expect(process.kill(pid, 0)).toBe(true);
    server.kill("SIGKILL");
    for (let attempt = 0; attempt < 100 && isAlive(pid); attempt++) await pause(50);
    expect(isAlive(pid)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
