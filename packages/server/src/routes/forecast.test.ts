import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRng } from "@attune/math/rng";
import { createCatalogue, createShoppers } from "@attune/shop";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { decideByCoin, simulatedRows } from "../testing/simulated-rows.ts";

const built = existsSync(fileURLToPath(new URL("../../dist/study/study-process.js", import.meta.url)));
if (!built) console.warn("skipped: forecasts over HTTP run in a process of their own, and npm run build has not run");

const dayMs = 86_400_000;
const days = 60;

/** Sixty days of a small shop whose tactic reaches half of the people. */
function simulated() {
  const catalogue = createCatalogue({ seed: 1, size: 60 });
  const shoppers = createShoppers(catalogue, { seed: 1, count: 300 }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: shopper.visitsPerWeek * 3,
  }));
  const startAt = testNow - days * dayMs - 12 * 3_600_000;
  const truth = [{ tacticId: "strip", placementId: "listing-top", reaches: () => true, everyone: { add: 0.5 } }];
  return simulatedRows(
    { seed: 1, startAt, days, catalogue, shoppers, truth, personalizedFromDay: 0 },
    decideByCoin("1", { "listing-top": "strip" }, () => 0.5),
  );
}

/** A year of weekly customers, so that there is a model to fit. */
function orders(): string {
  const rng = createRng("orders");
  const lines = ["who,when,paid,arm"];
  for (let i = 0; i < 120; i++) {
    const arm = i % 3 === 0 ? "global-holdout" : "treated";
    const perWeek = 0.05 + 0.3 * rng.uniform();
    for (let day = rng.integer(100); day < 300; day += 1 + Math.floor((-7 * Math.log1p(-rng.uniform())) / perWeek)) {
      const date = new Date(Date.UTC(2026, 0, 1) + day * dayMs).toISOString().slice(0, 10);
      lines.push(`c${i},${date},${(10 + 30 * rng.uniform()).toFixed(2)},${arm}`);
      if (rng.uniform() < 0.1) break;
    }
  }
  return `${lines.join("\n")}\n`;
}

const columns = { source: "transactions", customer: "who", date: "when", amount: "paid" };

describe.skipIf(!built)("forecasts over HTTP", { timeout: 150_000 }, () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await openMemoryApp();
    const rows = simulated();
    await app.engine.stores.analytics.insert(
      { ...rows, events: rows.events.map((row) => ({ ...row, identified: 1 as const })) },
      "simulated",
    );
  }, 60_000);
  afterAll(() => app.close());

  const send = async (method: "GET" | "POST" | "PUT", url: string, payload?: object | string) =>
    app.server.inject({
      method,
      url,
      headers: basic(secretKey),
      ...(payload === undefined ? {} : { payload: typeof payload === "string" ? payload : JSON.stringify(payload) }),
    });

  async function resultOf(answer: { statusCode: number; body: string; json: () => { jobId: string } }) {
    expect(answer.statusCode, answer.body).toBe(200);
    const job = await app.instance.jobs.ended(answer.json().jobId);
    expect(job.error).toBeNull();
    return job.result as Record<string, never>;
  }

  it("a file of orders becomes the command's JSON, with customers where they are wanted", async () => {
    const body = { ...columns, model: "bg-nbd", calibrationEnd: "2026-08-01", wantsCustomers: true, margin: 0.4 };
    const { lifetimeId } = (await send("POST", "/v1/forecast/lifetime", body)).json();
    const { forecast, customersCsv } = await resultOf(
      await send("PUT", `/v1/forecast/lifetime/${lifetimeId}/file`, orders()),
    );
    expect(forecast).toMatchObject({
      schema: "attune.forecast.lifetime/1",
      asOf: "2026-08-01",
      model: { name: "bg-nbd" },
      spend: { name: "gamma-gamma" },
      valuation: { horizon: 52, unit: "week", margin: 0.4 },
      holdout: { from: "2026-08-02" },
      customers: { count: 120 },
      total: { level: 0.95 },
    });
    expect(String(customersCsv).trim().split("\n").length).toBe(121);
  });

  it("both reports come as pages, too", async () => {
    const lifetime = await resultOf(
      await send("POST", "/v1/forecast/lifetime", { unit: "day", model: "bg-nbd", pages: ["html"] }),
    );
    expect(String(lifetime.html)).toMatch(/^<!doctype html>.*Lifetime value.*<svg/s);
    const cohorts = await resultOf(
      await send("POST", "/v1/forecast/cohorts", { unit: "week", horizon: 4, pages: ["html"] }),
    );
    expect(String(cohorts.html)).toMatch(
      /^<!doctype html>.*No customer of the store is in the arm global-holdout.*<svg/s,
    );
  });

  it.each([
    ["lifetime", { calibrationEnd: "31.3.2026" }, "calibrationEnd"],
    ["lifetime", { source: "summary", calibrationEnd: "2026-03-31" }, "calibrationEnd"],
    ["lifetime", { source: "transactions", date: "when" }, "customer"],
    ["cohorts", { asOf: "tomorrow" }, "asOf"],
    ["cohorts", { by: ["channel", "shoe-size"] }, "by/1"],
    ["cohorts", { source: "transactions", customer: "who" }, "date"],
  ])("refuses at once what can be told of the options of %s: %o", async (what, body, path) => {
    const answer = await send("POST", `/v1/forecast/${what}`, body);
    expect(answer.statusCode, answer.body).toBe(400);
    expect(answer.json().error).toMatchObject({ code: "bad-request", path });
  });

  it("a row that cannot be used fails the job with its line", async () => {
    const { lifetimeId } = (await send("POST", "/v1/forecast/lifetime", columns)).json();
    const started = await send("PUT", `/v1/forecast/lifetime/${lifetimeId}/file`, "who,when,paid\na,2026-01-01,-5\n");
    const job = await app.instance.jobs.ended(started.json().jobId);
    expect(job.error).toMatchObject({ code: "bad-request" });
    expect(job.error!.message).toMatch(/^line 2: an amount of -5 is a refund/);
  });

  it("forecasts from the store what its customers will buy", async () => {
    const forecastOf = async (body: object) => {
      const { forecast } = await resultOf(await send("POST", "/v1/forecast/lifetime", { unit: "day", ...body }));
      return forecast as unknown as { customers: { count: number } };
    };
    const whole = await forecastOf({ model: "bg-nbd" });
    const [totals] = await app.engine.stores.analytics.query("totals", { fromDay: null, toDay: null });
    expect(whole.customers.count).toBeLessThanOrEqual(Number(totals!.customers));
    expect(whole.customers.count).toBeGreaterThan(50);
  });

  it("compares what the treated and the held out are worth, by cohort", async () => {
    const { cohortId } = (await send("POST", "/v1/forecast/cohorts", { ...columns, by: ["arm"], horizon: 6 })).json();
    const answer = await resultOf(await send("PUT", `/v1/forecast/cohorts/${cohortId}/file`, orders()));
    const groups = (answer as unknown as { groups: { by: string; value: string; customers: number }[] }).groups;
    expect(groups.map(({ by, value, customers }) => [by, value, customers])).toEqual([
      ["all", "all", 120],
      ["arm", "global-holdout", 40],
      ["arm", "treated", 80],
    ]);
    expect(
      (answer as unknown as { personalization: { effect: { interval: number[] } } }).personalization.effect.interval
        .length,
    ).toBe(2);
  });

  it("divides what arms are worth by all who met personalization, buyers or not, when it asks the store", async () => {
    const answer = await resultOf(await send("POST", "/v1/forecast/cohorts", { unit: "week", horizon: 8 }));
    const { groups, personalization } = answer as unknown as {
      groups: { by: string; value: string; customers: number }[];
      personalization: { population?: string; undetermined?: { code: string } };
    };
    expect(groups.some(({ by, value }) => by === "arm" && value === "treated")).toBe(true);
    // A coin held no one out of everything: the tactic's own holdout counts as treated.
    expect(personalization.undetermined?.code ?? personalization.population).toBe("no-arms");
  });

  it("keeps a forecast as it was made and scores it once its days are over", async () => {
    const kept = await resultOf(await send("POST", "/v1/forecast/lifetime-records", { owner: "ada", periods: 1 }));
    expect(kept).toMatchObject({ schema: "attune.forecast.record/1", owner: "ada", metric: "purchases" });
    const { records } = (await send("GET", "/v1/forecast/records")).json();
    expect(records).toEqual([kept]);
    const own = {
      ...(kept as object),
      id: "by hand",
      scope: { kind: "everybody" },
      metric: "revenue",
      inputs: {},
      periods: [{ fromDay: 20_000, toDay: 20_006, expected: 10, low: 5, high: 15 }],
    };
    expect((await send("POST", "/v1/forecast/records", own)).statusCode).toBe(200);
    const report = await resultOf(await send("POST", "/v1/forecast/backtests", {}));
    const forecasts = (report as unknown as { forecasts: { id: string; score: object }[] }).forecasts;
    expect(forecasts.map(({ id }) => id).sort()).toEqual(["by hand", (kept as unknown as { id: string }).id]);
    // What is not over yet has no score.
    expect(forecasts.find(({ id }) => id !== "by hand")!.score).toMatchObject({ undetermined: { code: "not-over" } });
  });
});
