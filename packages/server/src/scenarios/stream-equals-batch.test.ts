import type { Condition, SequenceStep } from "@attune/model/condition";
import type { Profile } from "@attune/model/profile";
import { isUndetermined } from "@attune/model/undetermined";
import { createCalendar } from "@attune/rules/calendar";
import { parseCondition } from "@attune/rules/parse-condition";
import { truthOf } from "@attune/rules/truth-of";
import fc from "fast-check";
import { expect, it } from "vitest";
import { openScenario } from "./open-scenario.ts";

const hourMs = 3_600_000;
const names = ["Product Viewed", "Product Added", "Order Completed"] as const;
const users = Array.from({ length: 25 }, (_, n) => `u${n}`);

/** Histories of three weeks, few enough for profiles to keep most of them whole. */
const history = fc.array(
  fc.record({
    user: fc.constantFrom(...users),
    event: fc.constantFrom(...names, ...names, "Odd"),
    hoursAgo: fc.integer({ min: 0, max: 500 }),
    item: fc.constantFrom("mug", "pan"),
    category: fc.constantFrom("tea", "kitchen"),
    revenue: fc.integer({ min: 1, max: 90 }),
  }),
  { minLength: 320, maxLength: 320 },
);

const name = fc.constantFrom(...names, "Odd");
const bounds = fc.constantFrom({ atLeast: 1 }, { atLeast: 3 }, { atMost: 0 }, { atMost: 2 }, { atLeast: 1, atMost: 3 });
const window = fc.oneof(
  fc.record({ withinDays: fc.integer({ min: 1, max: 25 }) }),
  fc.record({ withinHours: fc.integer({ min: 1, max: 500 }) }),
  fc.constant({}),
);
const step: fc.Arbitrary<SequenceStep> = fc
  .tuple(name, fc.constantFrom(0, 1, 1, 2), window)
  .map(([event, times, within]) =>
    times === 0 ? { event, atMost: 0, ...within } : { event, atLeast: times, ...within },
  );
const clause: fc.Arbitrary<Condition> = fc.oneof(
  fc.tuple(name, bounds, window).map(([event, b, w]) => ({ event, ...b, ...w })),
  fc.tuple(name, bounds).map(([daysSince, b]) => ({ daysSince, ...b })),
  fc.tuple(name, bounds).map(([hoursSince, b]) => ({ hoursSince, ...b })),
  fc
    .tuple(fc.constantFrom("view", "cart", "purchase", "any"), bounds, window, fc.constantFrom("tea", "kitchen"))
    .map(([touched, b, w, category]) => ({ touched: touched as "any", category, ...b, ...w })),
  fc.tuple(bounds, window).map(([b, w]) => ({ touched: "view" as const, sameItem: true as const, ...b, ...w })),
  fc.integer({ min: 1, max: 300 }).map((atLeast) => ({ sum: "gross" as const, atLeast })),
  fc
    .tuple(fc.array(step, { minLength: 1, maxLength: 3 }), window)
    .map(([sequence, w]): Condition => ({ sequence, ...w }))
    .filter((condition) => parseCondition(condition, "when").ok),
);
const condition = fc.oneof(
  clause,
  clause.map((part): Condition => ({ not: part })),
  fc.array(clause, { minLength: 2, maxLength: 3 }).map((all): Condition => ({ all })),
  fc.array(clause, { minLength: 2, maxLength: 3 }).map((any): Condition => ({ any })),
);

it("of whom a condition holds by profiles, as events were folded into them, analytics counts the same by everything that happened", async () => {
  const { engine, send, now } = await openScenario({ business: { timeZone: "America/New_York" } });
  try {
    const [events] = fc.sample(history, { numRuns: 1, seed: 11 });
    for (const [index, { user, event, hoursAgo, item, category, revenue }] of events!.entries())
      await send({
        type: "track",
        event,
        userId: user,
        messageId: `m${index}`,
        timestamp: new Date(now() - hoursAgo * hourMs).toISOString(),
        properties: {
          ...(event === "Order Completed"
            ? { order_id: `o${index}`, revenue, currency: "EUR", products: [{ product_id: item, category }] }
            : { product_id: item, category }),
        },
      });
    await engine.settled(30_000);
    const profiles: Profile[] = [];
    for (const id of await engine.stores.state.profileIds(null, 100))
      profiles.push((await engine.stores.state.profile(id))!);
    const calendar = createCalendar("America/New_York");
    let [compared, unsure] = [0, 0];
    for (const asked of fc.sample(condition, { numRuns: 300, seed: 5 })) {
      const truths = [];
      for (const profile of profiles) truths.push(truthOf(asked, await engine.segments.viewOf(profile)));
      const counted = await engine.stores.analytics.countPeople({
        condition: asked,
        conditions: new Map(),
        at: now(),
        calendar,
      });
      if (isUndetermined(counted)) throw new Error(counted.undetermined.reason);
      const sure = truths.filter((truth) => truth === 1).length;
      const perhaps = truths.filter((truth) => truth === 0).length;
      unsure += perhaps === 0 ? 0 : 1;
      compared += 1;
      const verdict = { asked, between: counted.matching >= sure && counted.matching <= sure + perhaps };
      expect(verdict).toEqual({ asked, between: true });
    }
    expect(compared).toBe(300);
    // Most are compared exactly: nothing of these people was dropped.
    expect(unsure).toBeLessThan(30);
  } finally {
    await engine.close();
  }
});
