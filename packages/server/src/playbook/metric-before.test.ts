import { metricsWith } from "@attune/measure/metric/built-in-metrics";
import { expect, test } from "vitest";
import { openScenario } from "../scenarios/open-scenario.ts";
import { metricsBefore } from "./metric-before.ts";

const dayMs = 24 * 3_600_000;
const metric = (id: string) => metricsWith([]).find(({ metricId }) => metricId === id)!;

test("a metric before the launch is worked over people's own histories, each from their first visit on", async () => {
  const { engine, now, send } = await openScenario();
  const at = (days: number) => new Date(now() - days * dayMs).toISOString();
  const order = { event: "Order Completed", properties: { revenue: 20, currency: "EUR" } };
  for (let i = 0; i < 40; i++) {
    const userId = `u${i}`;
    await send({ type: "page", userId, timestamp: at(20) });
    // Every fourth buys within the week; every tenth only after it, which does not count.
    if (i % 4 === 0) await send({ type: "track", ...order, userId, timestamp: at(18) });
    if (i % 10 === 1) await send({ type: "track", ...order, userId, timestamp: at(12) });
  }
  // Who came last week only has no whole window yet, and who came long ago is no visitor of these weeks.
  await send({ type: "track", ...order, userId: "late", timestamp: at(3) });
  await send({ type: "track", ...order, userId: "early", timestamp: at(90) });
  const asked = ["conversion-rate", "revenue-per-visitor", "average-order-value", "click-through-rate"].map((id) => ({
    metric: metric(id),
    windowDays: 7,
  }));
  // The same metric once more, and over a day: nobody buys on the day of their visit.
  asked.push(
    { metric: metric("conversion-rate"), windowDays: 7 },
    { metric: metric("conversion-rate"), windowDays: 1 },
  );
  const { beginAt, values } = await metricsBefore(engine, asked, now());
  const [conversion, revenue, orderValue, clicks, again, within] = values;
  expect(beginAt).toBe(now() - 35 * dayMs);
  expect(conversion).toEqual({ value: 0.25, people: 40 });
  expect(again).toEqual(conversion);
  expect(within).toEqual({ value: 0, people: 40 });
  // Ten of forty have 20: a mean of 5, a variance of 400 / 4 − 25 = 75.
  expect(revenue).toMatchObject({ value: 5, people: 40, standardDeviation: expect.closeTo(Math.sqrt(75), 9) });
  expect(orderValue).toMatchObject({ value: 20 });
  expect(clicks).toMatchObject({ value: { undetermined: { code: "no-denominator" } } });
  await engine.close();
});

test("a handful of people is no baseline", async () => {
  const { engine, now, send } = await openScenario();
  await send({ type: "page", userId: "ada", timestamp: new Date(now() - 20 * dayMs).toISOString() });
  const { values } = await metricsBefore(engine, [{ metric: metric("conversion-rate"), windowDays: 7 }], now());
  const [found] = values;
  expect(found).toMatchObject({ value: { undetermined: { code: "too-few-people" } }, people: 1 });
  await engine.close();
});
