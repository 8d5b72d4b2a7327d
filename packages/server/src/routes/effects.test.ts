import { createCatalogue, createShoppers, type SimulationSettings, type TacticTruth } from "@attune/shop";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { decideByCoin, simulatedRows } from "../testing/simulated-rows.ts";

const dayMs = 86_400_000;
const days = 21;
const truth: TacticTruth[] = [
  { tacticId: "strip", placementId: "listing-top", reaches: () => true, everyone: { add: 0.8, buy: 0.5 } },
];

/** Two weeks and a half of a shop that asks for its tactic from the seventh day on. */
function shop(): SimulationSettings {
  const catalogue = createCatalogue({ seed: 1, size: 120 });
  const shoppers = createShoppers(catalogue, { seed: 1, count: 600 }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: shopper.visitsPerWeek * 6,
  }));
  const startAt = testNow - days * dayMs - 12 * 3_600_000;
  return { seed: 1, startAt, days, catalogue, shoppers, truth, personalizedFromDay: 7 };
}

describe("studies of a tactic over HTTP", { timeout: 180_000 }, () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await openMemoryApp();
    const settings = shop();
    const rows = simulatedRows(
      settings,
      decideByCoin("1", { "listing-top": "strip" }, () => 0.5),
    );
    await app.engine.stores.analytics.insert(rows, "simulated");
  });
  afterAll(() => app.close());

  const send = async (method: "GET" | "POST" | "PUT", url: string, payload?: unknown) =>
    app.server.inject({
      method,
      url,
      headers: basic(secretKey),
      ...(payload === undefined ? {} : { payload: typeof payload === "string" ? payload : JSON.stringify(payload) }),
    });

  async function studied(url: string, body: object) {
    const started = await send("POST", url, body);
    expect(started.statusCode, started.body).toBe(200);
    const job = await app.instance.jobs.ended(started.json().jobId);
    expect(job.error).toBeNull();
    return job.result as Record<string, unknown>;
  }

  it("weighting against the own holdout is a randomized study with the tactic beside it, and is kept", async () => {
    const study = await studied("/v1/measure/effects", {
      design: "weighting",
      tacticId: "strip",
      outcome: "conversion",
      windowDays: 5,
    });
    expect(study).toMatchObject({
      schema: "attune.measure.effect/1",
      comparison: "holdout",
      tactic: { id: "strip" },
      windowDays: 5,
    });
    expect(study.assumptions).toContainEqual(expect.objectContaining({ id: "one-split", status: "pass" }));
    expect(["A", "B"]).toContain(study.grade);
    const aipw = (study.estimates as { method: string; estimate: number; interval: [number, number] }[]).find(
      ({ method }) => method === "aipw",
    )!;
    expect(aipw.interval[0]).toBeGreaterThan(0);
    const kept = (await send("GET", "/v1/measure/tactics/strip/studies")).json();
    expect(kept.studies).toEqual([expect.objectContaining({ design: "weighting", grade: study.grade })]);
  });

  it("every other design answers from the store, or says why it cannot", async () => {
    const of = (design: string, more = {}) =>
      studied("/v1/measure/effects", { design, tacticId: "strip", windowDays: 5, ...more });
    expect(await of("iv", { outcome: "orders" })).toMatchObject({
      design: "iv",
      diagnostics: { firstStageF: expect.any(Number) },
    });
    expect(await of("interrupted")).toMatchObject({ design: "interrupted", periodDays: 1 });
    // Both devices were rolled out on the same day: nobody is left to compare with.
    expect(await of("did", { periodDays: 3 })).toMatchObject({ undetermined: { reason: expect.any(String) } });
    expect(await of("synthetic-control")).toMatchObject({ undetermined: { code: "no-donors" } });
  });

  it("uplift is learned from the own holdout", async () => {
    const report = await studied("/v1/learn/uplift", { tacticId: "strip", windowDays: 5, base: "ridge", learner: "t" });
    expect(report).toMatchObject({ schema: "attune.learn.uplift/1", tactic: { id: "strip" }, outcome: "conversion" });
    expect((report.ate as { interval: [number, number] }).interval[0]).toBeGreaterThan(0);
  });

  it("timing and interactions answer with their assumptions and what would make them wrong", async () => {
    const about = { tacticId: "strip", windowDays: 5, outcome: "conversion", responseHours: 12 };
    expect(await studied("/v1/measure/timing", about)).toMatchObject({
      schema: "attune.measure.timing/1",
      tactic: { id: "strip" },
      variants: { undetermined: { code: "one-variant" } },
      sensitivity: { inWords: expect.any(String) },
    });
    const found = await studied("/v1/measure/interactions", about);
    expect(found).toMatchObject({ schema: "attune.measure.interactions/1", stockState: { id: "stock-state" } });
    expect(found.cannibalization).toMatchObject({ attributed: expect.any(Number) });
  });

  it("a file is announced and then sent; a refused column fails the job by its option", async () => {
    const { effectId } = (
      await send("POST", "/v1/measure/effects", {
        design: "weighting",
        outcome: "y",
        treatment: "t",
        covariates: ["z"],
      })
    ).json();
    const lines = Array.from({ length: 200 }, (_, i) => `${(i % 7) + (i % 2)},${i % 2},${i % 5}`);
    const job = (await send("PUT", `/v1/measure/effects/${effectId}/file`, `y,t,z\n${lines.join("\n")}\n`)).json();
    expect((await app.instance.jobs.ended(job.jobId)).result).toMatchObject({ design: "weighting", n: 200 });
    const { upliftId } = (
      await send("POST", "/v1/learn/uplift", {
        treatment: "t",
        control: "0",
        treated: "1",
        outcome: "none",
        features: ["z"],
      })
    ).json();
    const refused = (await send("PUT", `/v1/learn/uplift/${upliftId}/file`, "y,t,z\n1,0,2\n")).json();
    expect((await app.instance.jobs.ended(refused.jobId)).error).toMatchObject({
      code: "bad-request",
      message: expect.stringContaining("no column none"),
    });
  });

  it("refuses an unknown tactic, a design that needs a file, and a field that is none", async () => {
    const started = (await send("POST", "/v1/measure/effects", { design: "weighting", tacticId: "none" })).json();
    expect((await app.instance.jobs.ended(started.jobId)).error).toMatchObject({ code: "not-found" });
    expect((await send("POST", "/v1/measure/effects", { design: "guess" })).statusCode).toBe(400);
    expect((await send("POST", "/v1/learn/uplift", { tactic: "strip" })).statusCode).toBe(400);
    expect((await send("PUT", "/v1/measure/effects/none/file", "a\n1\n")).statusCode).toBe(404);
  });
});
