import type { DeliveryRecord } from "@attune/model/journey";
import type { Json } from "@attune/model/json";
import { afterEach, expect, it } from "vitest";
import { readAlerts } from "../config/read-alerts.ts";
import { basic, type MemoryApp, openMemoryApp, testNow, writeKey } from "../testing/memory-app.ts";
import { observeSignals } from "./observe-signals.ts";

let app: MemoryApp;
afterEach(() => app.close());

const rules = readAlerts({});
const quick = { count: 1_000, shareWithin50Ms: 1 };

async function seen(decisions = quick): Promise<string[]> {
  const found = await observeSignals(app.instance, rules, decisions);
  return found.map(({ signal, subject }) => `${signal}:${subject}`);
}

function message(i: number, outcome: DeliveryRecord["outcome"]): DeliveryRecord {
  const ids = { deliveryId: `d${i}`, profileId: "p", journeyId: "j", templateId: "t" };
  return { ...ids, channel: "email", at: testNow, outcome, reason: "", attempts: 1 };
}

it("each threshold is crossed by what it names, and by nothing else", async () => {
  app = await openMemoryApp({
    configuration:
      "placements: { hero: {} }\ntactics: { banner: { placement: hero, guardrails: { conversion-rate: 0 } } }",
  });
  const { engine } = app;
  expect(await seen()).toEqual([]);

  expect(await seen({ count: 1_000, shareWithin50Ms: 0.98 })).toEqual(["decision-latency:"]);
  expect(await seen({ count: 1_000, shareWithin50Ms: 0.995 })).toEqual([]);

  // 2 of 20 is the limit itself.
  const records = Array.from({ length: 20 }, (_, i) => message(i, i < 2 ? "failed" : "sent"));
  await engine.stores.journeys.commit({ done: records });
  expect(await seen()).toEqual([]);
  await engine.stores.journeys.commit({ done: [message(20, "failed")] });
  expect(await seen()).toEqual(["delivery:"]);

  await engine.tacticStops.stop("banner", "guardrail", "fewer orders");
  expect(await seen()).toEqual(["delivery:", "guardrail:banner"]);
  await engine.tacticStops.resume("banner");

  const score = (coverage: number) => ({ periods: 12, level: 0.9, coverage });
  const variance = {
    reportId: "monthly-variance-2026-10",
    kind: "monthly-variance",
    period: "2026-10",
    madeAt: testNow,
  };
  const keep = (coverage: number) =>
    engine.stores.definitions.put("regular-report", [
      [variance.reportId, { ...variance, text: "", sent: [], report: { score: score(coverage) } } as unknown as Json],
    ]);
  await keep(0.75);
  expect(await seen()).toEqual(["delivery:"]);
  await keep(0.6);
  expect(await seen()).toEqual(["delivery:", "calibration:forecasts"]);
});

it("a source that sends what cannot be read is named for its quality and its quarantine", async () => {
  app = await openMemoryApp();
  const event = (i: number) =>
    i % 3 === 0
      ? { type: "track", event: "Order Completed", userId: `u${i}`, properties: { order_id: `${i}`, revenue: "much" } }
      : { type: "track", event: "Product Viewed", anonymousId: `a${i}` };
  for (let from = 0; from < 200; from += 50)
    await app.server.inject({
      method: "POST",
      url: "/v1/batch",
      headers: basic(writeKey),
      payload: { batch: Array.from({ length: 50 }, (_, i) => event(from + i)) },
    });
  await app.engine.settled(30_000);
  expect(await seen()).toEqual(expect.arrayContaining(["quarantine:http"]));
});
