import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ScenarioReport } from "@attune/model/scenario-report";
import { createCatalogue, createShoppers } from "@attune/shop";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readScenarioFile } from "../config/read-scenario-file.ts";
import { carryOutScenario } from "../study/scenario-study.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { decideByCoin, simulatedRows } from "../testing/simulated-rows.ts";

const built = existsSync(fileURLToPath(new URL("../../dist/study/study-process.js", import.meta.url)));
if (!built) console.warn("skipped: scenarios over HTTP run in a process of their own, and npm run build has not run");

const dayMs = 86_400_000;
const days = 40;
const examples = new URL("../../../../examples/scenarios/", import.meta.url);

/** Forty days of a small shop without any tactic that does something. */
function simulated() {
  const catalogue = createCatalogue({ seed: 1, size: 60 });
  const shoppers = createShoppers(catalogue, { seed: 1, count: 300 }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: shopper.visitsPerWeek * 3,
  }));
  const startAt = testNow - days * dayMs - 12 * 3_600_000;
  const truth = [{ tacticId: "strip", placementId: "listing-top", reaches: () => true, everyone: {} }];
  return simulatedRows(
    { seed: 1, startAt, days, catalogue, shoppers, truth, personalizedFromDay: 0 },
    decideByCoin("1", { "listing-top": "strip" }, () => 0.5),
  );
}

describe("scenarios over HTTP", () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await openMemoryApp();
    const rows = simulated();
    const known = rows.events.map((row) => ({ ...row, identified: 1 as const }));
    await app.engine.stores.analytics.insert({ ...rows, events: known }, "simulated");
  });
  afterAll(() => app.close());

  const post = async (url: string, payload: object) =>
    (await app.server.inject({ method: "POST", url, payload, headers: basic(secretKey) })).json<
      Record<string, unknown>
    >();
  async function resultOf<Result>(url: string, payload: object): Promise<Result> {
    const { jobId } = await post(url, payload);
    const job = await app.instance.jobs.ended(String(jobId));
    if (job.error !== null) throw new Error(job.error.message);
    return job.result as Result;
  }

  it("a file that contradicts itself is refused at once, with the path and in words", async () => {
    const file = readFileSync(new URL("small-shop.yaml", examples), "utf8");
    const refused = async (changed: string) => (await post("/v1/forecast/scenarios", { file: changed })).error;
    expect(
      await refused(`${file}\napproach: nothing-of-the-kind\n`.replace(/^approach: (?!nothing).*$/m, "")),
    ).toMatchObject({
      code: "bad-request",
      path: "approach",
    });
    expect(await refused("- 1")).toMatchObject({ message: expect.stringContaining("must be an object") });
    expect(await refused(file.replace(/^currency: .*$/m, "currency: Euro"))).toMatchObject({
      path: "currency",
      message: expect.stringContaining("must look like EUR"),
    });
  });

  it("a first file from the store counts its own funnel, and runs as it is", async () => {
    const { yaml } = await post("/v1/forecast/scenario-drafts", { source: "store", by: "device" });
    const file = readScenarioFile(String(yaml));
    expect(file.baseline.funnels.length).toBeGreaterThan(0);
    for (const { stages, device, visitorsPerMonth } of file.baseline.funnels) {
      expect(device).toMatch(/phone|desktop|tablet|other/);
      const counts = Object.values(stages) as { successes: number; trials: number }[];
      // Thirty days of people, told as a month; each stage's people are the next one's trials.
      expect(Math.abs((counts[0]!.trials * 30.4375) / 30 - (visitorsPerMonth as number))).toBeLessThan(1);
      counts.slice(1).forEach(({ trials }, i) => {
        expect(trials).toBe(counts[i]!.successes);
      });
    }
    const report = carryOutScenario({
      kind: "scenario",
      file,
      reports: {},
      run: { draws: 200, seed: 1, sobolPoints: 0 },
      pages: [],
    }) as ScenarioReport;
    expect(report.scenarios.map(({ id }) => id)).toEqual(["moderate", "aggressive"]);
  });

  it.skipIf(!built)("answers what the command prints, with page and spreadsheet where they are asked for", async () => {
    const file = readFileSync(new URL("shop.yaml", examples), "utf8");
    const test: unknown = JSON.parse(readFileSync(new URL("reports/product-page-test.json", examples), "utf8"));
    const asked = { file, reports: { "reports/product-page-test.json": test }, draws: 200, sobolPoints: 0 };
    const report = await resultOf<ScenarioReport & { html: string; xlsx: string }>("/v1/forecast/scenarios", {
      ...asked,
      pages: ["html", "xlsx"],
    });
    expect(report.schema).toBe("attune.forecast.scenario/1");
    expect(report.scenarios[0]!.validation!.windowDays).toBeGreaterThan(0);
    expect(report.html).toMatch(/^<!doctype html>/);
    expect(Buffer.from(report.xlsx, "base64").subarray(0, 2).toString()).toBe("PK");
  });

  it("refuses what cannot be, with the path", async () => {
    const refused = await post("/v1/forecast/scenarios", { file: { name: "x", baseline: {}, tactics: {} } });
    expect(refused.error).toMatchObject({
      code: "bad-request",
      path: expect.stringMatching(/baseline.funnels|tactics/),
    });
    expect((await post("/v1/forecast/scenario-drafts", { source: "numbers" })).error).toMatchObject({
      path: "numbers",
    });
    const unknown = readFileSync(new URL("small-shop.yaml", examples), "utf8").replace(
      "approach: modular",
      "approach: no",
    );
    const study = {
      kind: "priorities" as const,
      file: readScenarioFile(unknown),
      reports: {},
      draws: 200,
      seed: 1,
      budget: 1,
    };
    expect(() => carryOutScenario(study)).toThrow(/approach is "no"; known are all-in-one/);
  });

  it("an empty store says to use numbers", async () => {
    const empty = await openMemoryApp();
    const answer = await empty.server.inject({
      method: "POST",
      url: "/v1/forecast/scenario-drafts",
      payload: { source: "store" },
      headers: basic(secretKey),
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.message).toMatch(/no events yet: use numbers/);
    await empty.close();
  });
});
