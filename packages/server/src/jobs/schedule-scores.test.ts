import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRng } from "@attune/math/rng";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { scheduleScores } from "./schedule-scores.ts";

const built = existsSync(fileURLToPath(new URL("../../dist/study/study-process.js", import.meta.url)));
if (!built) console.warn("skipped: scores are worked out in a process of their own, and npm run build has not run");

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const lookMs = 15 * 60_000;

/** People who buy about every twenty days, until five weeks after the forecast is made. */
function orders(): object[] {
  const rng = createRng("orders");
  return Array.from({ length: 50 }, (_, i) => {
    const found: object[] = [];
    for (let day = -300 + (i % 30); day < 35; day += 12 + rng.integer(16)) {
      found.push({
        type: "track",
        event: "Order Completed",
        userId: `u${i}`,
        messageId: `m-${i}-${day}`,
        timestamp: new Date(testNow + day * dayMs).toISOString(),
        properties: { order_id: `o-${i}-${day}`, total: 10 + rng.integer(30), currency: "EUR", products: [] },
      });
    }
    return found;
  }).flat();
}

describe.skipIf(!built)("what a server does by itself, by simulated time", { timeout: 150_000 }, () => {
  let app: MemoryApp;
  let now = testNow;
  beforeAll(async () => {
    app = await openMemoryApp({ clock: () => now });
    await arrive((day) => day <= 0);
  }, 60_000);
  afterAll(() => app.close());
  afterEach(() => {
    vi.useRealTimers();
  });

  async function arrive(isDue: (day: number) => boolean): Promise<void> {
    const dayOf = (order: object) => (Date.parse((order as { timestamp: string }).timestamp) - testNow) / dayMs;
    const due = orders().filter((order) => isDue(dayOf(order)));
    await app.engine.collect(due, {
      source: "import:orders",
      receivedAt: now,
      maxEventBytes: 32_768,
      deduplicate: "ever",
    });
  }
  const get = async (url: string) =>
    (await app.server.inject({ method: "GET", url, headers: basic(secretKey) })).json() as Record<string, unknown>;
  const jobsOf = (kind: string) => app.instance.jobs.list().filter((job) => job.kind === kind);

  /** Lets so many looks of the schedule pass, each with the clock a quarter of an hour on; waits for what each begins. */
  async function pass(looks: number): Promise<void> {
    for (let look = 0; look < looks; look++) {
      now += lookMs;
      vi.advanceTimersByTime(lookMs);
      // A look reads what is kept before it begins a job: some turns of the loop, on stores in memory.
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      for (const { jobId } of app.instance.jobs.list()) await app.instance.jobs.ended(jobId);
    }
  }

  it("scores people at the first look, again a day later, and not in between", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const trouble = vi.fn();
    const schedule = scheduleScores(app.instance, trouble);
    await pass(2);
    expect(jobsOf("scores")).toHaveLength(1);
    expect(await get("/v1/forecast/scores")).toMatchObject({ people: 50, computedAt: testNow + lookMs });
    await pass(94);
    expect(jobsOf("scores")).toHaveLength(1);
    await pass(2);
    expect(jobsOf("scores")).toHaveLength(2);
    expect(await get("/v1/forecast/scores")).toMatchObject({ computedAt: testNow + lookMs + 24 * hourMs });
    schedule.stop();
    await pass(200);
    expect(jobsOf("scores")).toHaveLength(2);
    expect(trouble).not.toHaveBeenCalled();
  });

  it("holds a kept forecast to what happened on the day after its period, once for each period", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const kept = await app.server.inject({
      method: "POST",
      url: "/v1/forecast/lifetime-records",
      headers: basic(secretKey),
      payload: { owner: "ada", periods: 2, weeksPerPeriod: 2 },
    });
    const { result } = await app.instance.jobs.ended(kept.json().jobId);
    const [first] = (result as unknown as { periods: { toDay: number }[] }).periods;
    // Nothing was kept before, and ten months give too few rolling forecasts: the record says so.
    expect(result).toHaveProperty("inputs.recalibration", expect.stringMatching(/periods are over: at least 9/));
    const schedule = scheduleScores(app.instance, () => {});
    await pass(1);
    expect(await get("/v1/forecast/backtests")).toMatchObject({ error: { code: "not-found" } });
    // The noon after the last day of the first period.
    now = (first!.toDay + 1) * dayMs + 12 * hourMs;
    await arrive((day) => day > 0 && testNow + day * dayMs <= now);
    await pass(2);
    expect(jobsOf("backtest")).toHaveLength(1);
    const scored = await get("/v1/forecast/backtests");
    expect(scored).toMatchObject({ periodsOver: 1, report: { forecasts: [{ owner: "ada", score: { periods: 1 } }] } });
    now += 14 * dayMs;
    await arrive((day) => day > 0 && testNow + day * dayMs <= now);
    await pass(2);
    expect(jobsOf("backtest")).toHaveLength(2);
    expect(await get("/v1/forecast/backtests")).toMatchObject({ periodsOver: 2 });
    schedule.stop();
  });
});
