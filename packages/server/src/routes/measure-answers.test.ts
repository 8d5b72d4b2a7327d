import type { EventRow, ExposureRow } from "@attune/engine/ports/analytics";
import { createRng } from "@attune/math/rng";
import type { Json } from "@attune/model/json";
import { sampleEventRow, sampleExposureRow, sampleOrderRow } from "@attune/store/contract/sample-rows";
import Type, { type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { baselineReport } from "../report/baseline-report.ts";
import { holdoutExperiment, tacticExperiment } from "../report/effect-experiment.ts";
import { funnelReport } from "../report/funnel-report.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";

const configuration = `
holdout: 0.2
placements:
  hero: { title: Hero, default: { content: {} } }
tactics:
  gold: { name: Gold, placement: hero, content: {}, holdout: 0.5 }
`;
const dayMs = 86_400_000;

/** 1,500 people on two channels and devices, a third of them with a user id; the tactic makes more of them buy. */
function drawRows(): { exposures: ExposureRow[]; events: EventRow[] } {
  const rng = createRng("measure-answers");
  const exposures: ExposureRow[] = [];
  const events: EventRow[] = [];
  for (let i = 0; i < 1_500; i++) {
    const profileId = `p${i}`;
    const arm = i % 5 === 0 ? "global-holdout" : i % 2 === 0 ? "tactic-holdout" : "exposed";
    const at = testNow - (5 + rng.integer(20)) * dayMs;
    const row = { profileId, at, day: Math.floor(at / dayMs), tacticId: "gold", arm, propensity: 0.4 };
    const device = i % 3 === 0 ? "phone" : "desktop";
    exposures.push(sampleExposureRow(3 * i + 1, { ...row, device }));
    if (i % 7 === 0)
      exposures.push(sampleExposureRow(3 * i + 2, { ...row, device: "tablet", channel: "email", variantId: "b" }));
    events.push(
      sampleEventRow(10_000 + 3 * i, {
        profileId,
        at: at + 1_000,
        day: row.day,
        device,
        identified: i % 3 === 0 ? 1 : 0,
      }),
    );
    events.push(sampleEventRow(10_001 + 3 * i, { profileId, at: at - dayMs, day: row.day - 1, device }));
    if (rng.uniform() < (arm === "exposed" ? 0.5 : 0.3))
      events.push(
        sampleOrderRow(10_002 + 3 * i, profileId, 1e6 * (10 + rng.integer(50)), {
          at: at + 2_000,
          day: row.day,
          device,
        }),
      );
  }
  return { exposures, events };
}

let app: MemoryApp;
beforeAll(async () => {
  app = await openMemoryApp({ configuration });
  await app.engine.stores.analytics.insert({ ...drawRows(), people: [] }, "all");
  const arm = {
    people: 400,
    customers: 100,
    observedPerPerson: 5,
    predictedPerPerson: 10,
    perPerson: 15,
    parameters: {},
  };
  const statistics = { n: 400, sum: 6_000, sumSquares: 150_000, predictionVariance: 0.5 };
  const forecast = {
    treated: { ...arm, statistics },
    control: { ...arm, statistics },
    model: "bg-nbd",
    horizonDays: 365,
  };
  await app.engine.stores.definitions.put("lifetime-effect", [["gold", { ...forecast, computedAt: testNow } as Json]]);
});
afterAll(() => app.close());

function documented(route: string): TSchema {
  const { paths = {} } = app.server.swagger() as { paths?: Record<string, Record<string, unknown>> };
  const { responses } = paths[route]!.get as {
    responses: Record<string, { content: Record<string, { schema: object }> }>;
  };
  return Type.Unsafe(responses["200"]!.content["application/json"]!.schema);
}

/** What an answer of the server is made from, and where it comes from. */
const answers: [route: string, url: string, of: () => Promise<unknown>][] = [
  ["/v1/measure/funnel", "?by=device,segment", () => funnelReport(app.engine, { by: ["device", "segment"] }, testNow)],
  [
    "/v1/measure/funnel",
    "?steps=Product%20Viewed,Nothing,Order%20Completed",
    () => funnelReport(app.engine, { steps: ["Product Viewed", "Nothing", "Order Completed"] }, testNow),
  ],
  [
    "/v1/measure/baseline",
    "?start=2026-11-08&days=14",
    () => baselineReport(app.engine, { start: "2026-11-08", days: 14 }, testNow),
  ],
  ["/v1/measure/baseline", "?start=2020-01-01", () => baselineReport(app.engine, { start: "2020-01-01" }, testNow)],
  ["/v1/measure/tactics/{id}/report", "", () => tacticExperiment(app.engine, "gold", {}, testNow)],
  ["/v1/measure/holdout/report", "", () => holdoutExperiment(app.engine, {}, testNow)],
  [
    "/v1/measure/holdout/report",
    "?metrics=conversion-rate,average-order-value",
    () => holdoutExperiment(app.engine, { metrics: ["conversion-rate", "average-order-value"] }, testNow),
  ],
];

describe("answers of measure", () => {
  it.each(answers)("%s%s is whole, and is what /openapi.json says it is", async (route, query, of) => {
    const url = `${route.replace("{id}", "gold")}${query}`;
    const response = await app.server.inject({ method: "GET", url, headers: basic(secretKey) });
    const answer: unknown = response.json();
    expect([...Compile(documented(route)).Errors(answer)].slice(0, 3)).toEqual([]);
    expect(answer).toEqual(JSON.parse(JSON.stringify(await of())));
  });

  it("refuses a funnel without days, naming the field", async () => {
    const url = "/v1/measure/funnel?from=2026-03-02&before=2026-03-01";
    const response = await app.server.inject({ method: "GET", url, headers: basic(secretKey) });
    expect([response.statusCode, response.json().error]).toMatchObject([400, { code: "bad-request", path: "from" }]);
  });
});
