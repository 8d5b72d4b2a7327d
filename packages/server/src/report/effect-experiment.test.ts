import type { EventRow, ExposureRow } from "@attune/engine/ports/analytics";
import { createRng } from "@attune/math/rng";
import { metricSpecOf } from "@attune/measure/metric/metric-spec-of";
import { readMetric } from "@attune/measure/metric/read-metric";
import { createCsvExperimentReader } from "@attune/measure/table/experiment-from-csv";
import type { MetricEntry } from "@attune/model/metric";
import type { Playbook } from "@attune/model/tactic";
import { sampleEventRow, sampleExposureRow, sampleOrderRow } from "@attune/store/contract/sample-rows";
import { openMemoryStores } from "@attune/store/memory/stores";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openScenario } from "../scenarios/open-scenario.ts";
import { holdoutExperiment, holdoutMetric, tacticExperiment, tacticMetric } from "./effect-experiment.ts";

const dayMs = 24 * 3_600_000;
const startAt = Date.UTC(2026, 5, 1);
const now = startAt + 30 * dayMs;

/** Metrics of a playbook, with the columns that hold them in a file. */
const entries: Record<string, MetricEntry> = {
  buyers: { event: "Order Completed", column: "orders" },
  spend: { event: "Order Completed", aggregation: "amount", column: "revenue", cap: 60 },
  "order-value": {
    event: "Order Completed",
    aggregation: "amount",
    column: "revenue",
    per: { event: "Order Completed", aggregation: "count", column: "orders" },
  },
  // Not everybody who says something gives stars.
  stars: {
    event: "Feedback Given",
    property: "rating",
    column: "stars",
    per: { event: "Feedback Given", aggregation: "count", property: "rating", column: "answers" },
  },
  "phone-views": { event: "Product Viewed", aggregation: "count", filter: { device: "phone" }, column: "phone_views" },
};
const own = Object.entries(entries).map(([id, entry]) => readMetric(id, entry));

const playbook: Playbook = {
  holdout: 0.1,
  placements: { home: { placementId: "home", default: { content: {} } } },
  tactics: [
    { tacticId: "banner", name: "Banner", placementId: "home", priority: 1, holdout: 0.5, windowDays: 3, content: {} },
  ],
  metrics: own,
};

/** Of 2,200 people 200 are held out of everything, 1,000 of the banner; the banner lifts buying from 30 % to 40 %, on desktops only. */
function drawRows() {
  const rng = createRng("effect-experiment");
  const exposures: ExposureRow[] = [];
  const events: EventRow[] = [];
  let offset = 0;
  for (let i = 0; i < 2_200; i++) {
    const profileId = `p${i}`;
    const arm = i < 200 ? "global-holdout" : i < 1_200 ? "tactic-holdout" : "exposed";
    const device = i % 2 === 0 ? "phone" : "desktop";
    const at = startAt + Math.floor(10 * rng.uniform()) * dayMs;
    const propensity = arm === "global-holdout" ? 0.1 : 0.45;
    exposures.push(
      sampleExposureRow(++offset, {
        profileId,
        at,
        day: at / dayMs,
        device,
        arm,
        tacticId: "banner",
        propensity,
      }),
    );
    const share = arm === "exposed" && device === "desktop" ? 0.5 : 0.3;
    const identified = i % 3 === 0 ? (1 as const) : (0 as const);
    for (let views = rng.integer(4); views > 0; views--)
      events.push(sampleEventRow(++offset, { profileId, at: at + views * 1_000, device, identified }));
    if (rng.uniform() < 0.3) events.push(sampleEventRow(++offset, { profileId, at: at - views(rng), device, day: 0 }));
    const words = rng.fork(profileId);
    if (words.uniform() < 0.4) {
      const rating = words.uniform() < 0.9 ? [1 + words.integer(5)] : [];
      const told = { propertyNames: rating.map(() => "rating"), propertyValues: rating };
      events.push(sampleEventRow(++offset, { profileId, at: at + 5_000, device, name: "Feedback Given", ...told }));
    }
    for (let orders = rng.uniform() < share ? 1 + rng.integer(2) : 0; orders > 0; orders--) {
      const orderDevice = rng.uniform() < 0.2 ? "tablet" : device;
      events.push(
        sampleOrderRow(++offset, profileId, Math.round(1e6 * 40 * Math.exp(0.5 * rng.normal())), {
          at: at + dayMs + orders,
          device: orderDevice,
          identified,
        }),
      );
    }
  }
  return { exposures, events };
}

function views(rng: { integer(below: number): number }): number {
  return 1 + rng.integer(1_000);
}

describe("long reports", () => {
  const rows = drawRows();
  let engine: Awaited<ReturnType<typeof openScenario>>["engine"];
  beforeAll(async () => {
    const stores = openMemoryStores();
    ({ engine } = await openScenario({ stores, playbook, business: { currency: "EUR" } }));
    await stores.analytics.insert({ ...rows, people: [] }, "all");
  });
  afterAll(() => engine.close());

  it("tell the same numbers from the store as from a CSV file of the same people", async () => {
    const ids = Object.keys(entries);
    const { report } = await tacticExperiment(engine, "banner", { metrics: ids }, now);
    const reader = createCsvExperimentReader({
      unit: "person",
      variant: "arm",
      metrics: own.map(metricSpecOf),
      segments: ["device"],
      options: { control: "tactic-holdout" },
    });
    const eventsOf = new Map<string, EventRow[]>();
    for (const event of rows.events) eventsOf.set(event.profileId, [...(eventsOf.get(event.profileId) ?? []), event]);
    reader.push("person,arm,device,orders,revenue,stars,answers,phone_views\n");
    for (const { profileId, arm, device, at } of rows.exposures) {
      if (arm === "global-holdout") continue;
      reader.push(`${profileId},${arm},${device},0,0,0,0,0\n`);
      for (const event of eventsOf.get(profileId) ?? []) {
        if (event.at < at || event.at >= at + 3 * dayMs) continue;
        const isOrder = event.moneyKind === "order";
        const isView = event.name === "Product Viewed" && event.device === "phone";
        reader.push(
          `${profileId},${arm},${device},${isOrder ? 1 : 0},${isOrder ? event.amountMicros / 1e6 : 0},${event.propertyValues[0] ?? 0},${event.propertyValues.length},${isView ? 1 : 0}\n`,
        );
      }
    }
    const fromFile = reader.finish({ data: "people.csv", sha256: "" });
    expect(report.metrics.map(({ name }) => name)).toEqual(ids);
    for (const [i, metric] of report.metrics.entries()) {
      const filed = fromFile.metrics[i]!;
      expect(metric.kind).toBe(filed.kind);
      for (const [v, variant] of metric.variants.entries()) {
        expect(variant.n).toBe(filed.variants[v]!.n);
        expect(variant.mean, `${metric.name} ${variant.id}`).toBeCloseTo(filed.variants[v]!.mean as number, 9);
      }
      for (const segment of [undefined, "device=desktop", "device=phone"]) {
        const [stored, file] = [metric, filed].map((of) => of.comparisons.find((one) => one.segment === segment)!);
        const told = stored!.unadjusted ?? stored!;
        // Phone views of desktops are withheld: nobody has one.
        if ("undetermined" in told.effect || "undetermined" in file!.effect) {
          expect([metric.name, segment]).toEqual(["phone-views", "device=desktop"]);
          continue;
        }
        expect(told.effect.estimate).toBeCloseTo(file!.effect.estimate, 9);
        expect(told.effect.standardError / file!.effect.standardError).toBeCloseTo(1, 9);
        expect(told.effect.pValue).toBeCloseTo(file!.effect.pValue, 9);
      }
    }
  });

  it("of one metric say what the long report says of it, by day, too", async () => {
    const long = await tacticExperiment(engine, "banner", { metrics: ["spend"] }, now);
    const alone = await tacticMetric(engine, "banner", "spend", now);
    expect(alone).toMatchObject({ schema: "attune.measure.metric-effect/1", windowDays: 3, subject: long.subject });
    expect(alone.report.metrics).toEqual(long.report.metrics);
    expect(alone.report.timeline?.[0]?.days.length).toBeGreaterThan(5);
    expect(alone.report.timeline).toEqual(long.report.timeline);
    expect(alone).not.toHaveProperty("devices");

    const everything = await holdoutExperiment(engine, { metrics: ["buyers"] }, now);
    const trend = await holdoutMetric(engine, "buyers", now);
    expect([trend.report.metrics, trend.report.timeline]).toEqual([
      everything.report.metrics,
      everything.report.timeline,
    ]);
    await expect(holdoutMetric(engine, "no-such-metric", now)).rejects.toMatchObject({ code: "bad-request" });
  });

  it("find the planted effect where it is: on desktops, at the last stage", async () => {
    const { report, devices, subject } = await tacticExperiment(engine, "banner", { metrics: ["buyers"] }, now);
    expect(subject).toEqual({ kind: "tactic", id: "banner", name: "Banner" });
    const of = (segment?: string) => report.metrics[0]!.comparisons.find((one) => one.segment === segment)!;
    expect(of().call).toBe("better");
    expect(of("device=desktop").effect).toMatchObject({ estimate: expect.closeTo(0.2, 1) });
    expect(of("device=phone").call).toBe("unclear");
    expect(report.metrics[0]!.heterogeneity?.find(({ segment }) => segment === "device")?.pValue).toBeLessThan(1e-4);
    expect(report.decision.verdict).toBe("ship");
    expect(report.checks.find(({ id }) => id === "sample-ratio")).toMatchObject({ status: "pass" });
    expect(report.checks.find(({ id }) => id === "phone-harm")).toMatchObject({ status: "pass" });
    expect(report.timeline?.[0]?.days).toHaveLength(10);
    const [everyone, ...inSegments] = report.stages!;
    if (everyone === undefined || !("transitions" in everyone)) throw new Error("stages are told");
    expect(everyone.transitions.map(({ to }) => to)).toEqual(["Product Viewed", "Order Completed"]);
    const parts = everyone.transitions.reduce((sum, { contribution }) => sum + contribution, 0);
    expect(parts).toBeCloseTo(everyone.effect, 12);
    expect(inSegments.map(({ segment }) => segment)).toContain("device=desktop");
    // A fifth of all orders is on tablets, which nobody was exposed on; two thirds of the people never sign in.
    expect(devices.unlinkedShare).toBeGreaterThan(0.6);
    expect(devices.bias).toMatchObject({ otherDeviceShare: { estimate: expect.closeTo(0.2, 1) } });
    expect(devices.cells.map(({ arm, exposureDevice }) => `${arm} ${exposureDevice}`)).toEqual([
      "exposed desktop",
      "exposed phone",
      "tactic-holdout desktop",
      "tactic-holdout phone",
    ]);
  });

  it("take lifetime value as it was forecast last, the model's error in the interval, or say why there is none", async () => {
    const arm = (name: string, sum: number, predictedPerPerson: number, predictionVariance: number) => ({
      arm: name,
      people: 1_000,
      customers: 300,
      observedPerPerson: sum / 1_000 - predictedPerPerson,
      predictedPerPerson,
      perPerson: sum / 1_000,
      statistics: { n: 1_000, sum, sumSquares: 999 * 400 + sum ** 2 / 1_000, predictionVariance },
      parameters: {},
      meanProbabilityAlive: 0.5,
    });
    const forecast = { model: "bg-nbd", horizonDays: 365, computedAt: now - 8 * dayMs };
    const lifetime = { treated: arm("exposed", 50_000, 30, 0.64), control: arm("tactic-holdout", 45_000, 28, 0.36) };
    await engine.stores.definitions.put("lifetime-effect", [["banner", { ...forecast, ...lifetime }]]);
    const asked = { metrics: ["buyers", "lifetime-value"] };
    const { report } = await tacticExperiment(engine, "banner", asked, now);
    expect(report.metrics.map(({ name }) => name)).toEqual(["buyers", "customer lifetime value"]);
    expect(report.metrics[1]!.prediction).toEqual([
      { id: "tactic-holdout", observed: 17, rest: 28, restStandardError: 0.6 },
      { id: "exposed", observed: 20, rest: 30, restStandardError: 0.8 },
    ]);
    // Units vary by 20² in both arms: 400/1000 + 400/1000 of chance, 0.64 + 0.36 of the model.
    expect(report.metrics[1]!.comparisons[0]!.effect).toMatchObject({
      estimate: 5,
      standardError: expect.closeTo(Math.sqrt(1.8), 9),
    });
    expect(report.checks.find(({ id }) => id === "lifetime-forecast")).toMatchObject({ status: "warn", statistic: 8 });
    const { report: alone } = await tacticExperiment(engine, "banner", { metrics: ["lifetime-value"] }, now);
    expect(alone.inputs.units).toBe(2_000);
    expect(alone.metrics[0]!.comparisons[0]!.effect).toEqual(report.metrics[1]!.comparisons[0]!.effect);
    const { report: without } = await holdoutExperiment(engine, asked, now);
    expect(without.notTold).toMatchObject([
      { name: "customer lifetime value", undetermined: { code: "not-forecast-yet" } },
    ]);
  });

  it("leave nothing out silently: metrics without events or without the property are told as such", async () => {
    const { report } = await tacticExperiment(engine, "banner", {}, now);
    const told = new Map(report.notTold?.map(({ name, undetermined }) => [name, undetermined.code]));
    expect(told.get("e-mail open rate")).toBe("no-such-events");
    expect(told.get("scroll depth")).toBe("no-such-events");
    expect(told.has("satisfaction")).toBe(false);
    expect(report.metrics.length + told.size).toBe(21 + Object.keys(entries).length);
    expect(JSON.stringify(report)).not.toMatch(/NaN|Infinity|:null,"standardError/);
    const { report: website } = await tacticExperiment(engine, "banner", { type: "website" }, now);
    expect(website.metrics[0]!.name).toBe("conversion rate");
  });

  it("set promises against the holdout, and price the holding out", async () => {
    const { holdout, report, subject, consistency } = await holdoutExperiment(engine, { metrics: ["buyers"] }, now);
    // Everyone met the banner once, on one device.
    expect(consistency).toMatchObject({
      causal: false,
      personDays: 2_000,
      sharedDays: 0,
      score: 1,
      scoreOfSharedDays: { undetermined: { code: "no-shared-days" } },
      levels: [{ level: "one-place", people: 2_000 }],
    });
    expect(subject).toEqual({ kind: "holdout" });
    expect(report.variants).toEqual([
      { id: "global-holdout", units: 200 },
      { id: "treated", units: 2_000 },
    ]);
    const conversion = holdout!.shipped[0]!;
    // Half of the treated are exposed, with an effect of a tenth each: a twentieth was promised.
    expect(conversion.tactics).toMatchObject([{ id: "banner", share: 0.5 }]);
    expect(conversion.promised).toBeCloseTo(0.05, 1);
    if ("undetermined" in conversion.factor || "undetermined" in conversion.delivered) throw new Error("told");
    expect(conversion.factor.estimate).toBeCloseTo(conversion.delivered.estimate / conversion.promised, 12);
    expect(conversion.factor.interval[0]).toBeLessThan(1);
    expect(holdout!.cost.people).toBe(200);
    expect(holdout!.cost.conversions).toMatchObject({ estimate: 200 * conversion.delivered.estimate });
  });

  it("say what is missing where nobody is there yet, and refuse what is not there", async () => {
    const empty = await openScenario({ playbook });
    const { report, devices } = await tacticExperiment(empty.engine, "banner", {}, now);
    expect(report.decision.verdict).toBe("learn");
    expect(report.metrics[0]!.comparisons[0]!.effect).toHaveProperty("undetermined");
    expect(devices.bias).toHaveProperty("undetermined");
    expect(JSON.stringify(report)).not.toMatch(/NaN|Infinity/);
    await expect(tacticExperiment(empty.engine, "nope", {}, now)).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(tacticExperiment(empty.engine, "banner", { metrics: ["x"] }, now)).rejects.toMatchObject({
      path: "metrics",
    });
    await expect(tacticExperiment(empty.engine, "banner", { type: "x" }, now)).rejects.toMatchObject({
      path: "type",
    });
    await empty.engine.close();
  });
});
