import type { Condition } from "@attune/model/condition";
import type { LocalBundle } from "@attune/model/local-bundle";
import type { Playbook } from "@attune/model/tactic";
import { isUndetermined } from "@attune/model/undetermined";
import { createCalendar } from "@attune/rules/calendar";
import { decideLocally } from "@attune/rules/decide-locally";
import { truthOf } from "@attune/rules/truth-of";
import fc from "fast-check";
import { expect, it } from "vitest";
import { openScenario } from "./open-scenario.ts";

const minuteMs = 60_000;
const names = ["Product Viewed", "Order Completed"] as const;
const people = Array.from({ length: 4 }, (_, n) => `u${n}`);

/** Business time zones, and a moment at which something is odd about their days. */
const oddMoments: [timeZone: string, oddAt: string, what: string][] = [
  ["Asia/Kathmandu", "2026-03-04T18:15:00Z", "midnight on a quarter"],
  ["Australia/Lord_Howe", "2026-04-04T15:00:00Z", "half an hour comes twice"],
  ["Africa/Cairo", "2026-04-23T22:00:00Z", "midnight is missing"],
  ["America/Nuuk", "2026-10-25T01:00:00Z", "the last hour of a day comes twice"],
  ["Pacific/Apia", "2011-12-30T10:00:00Z", "a day is missing"],
  ["Pacific/Kiritimati", "2026-03-04T10:00:00Z", "fourteen hours ahead"],
];

/** Around the odd moment: within three days, often within a few minutes of it, often to the millisecond. */
const awayMs = fc.oneof(
  fc.integer({ min: -288, max: 288 }).map((quarters) => quarters * 15 * minuteMs),
  fc.integer({ min: -90, max: 90 }).map((minutes) => minutes * minuteMs),
  fc.constantFrom(-1, 0, 1),
);
const history = fc.array(fc.record({ user: fc.constantFrom(...people), event: fc.constantFrom(...names), awayMs }), {
  minLength: 60,
  maxLength: 60,
});
const moments = fc
  .uniqueArray(awayMs, { minLength: 4, maxLength: 4 })
  .map((random) => [...new Set([-1, 0, 1, ...random])].sort((a, b) => a - b));

const name = fc.constantFrom(...names);
const bounds = fc.constantFrom({ atLeast: 1 }, { atLeast: 2 }, { atMost: 0 }, { atMost: 1 }, { atLeast: 1, atMost: 2 });
const window = fc.oneof(
  fc.record({ withinDays: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ withinHours: fc.integer({ min: 1, max: 60 }) }),
);
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const clause: fc.Arbitrary<Condition> = fc.oneof(
  fc.tuple(name, bounds, window).map(([event, b, w]) => ({ event, ...b, ...w })),
  fc.tuple(name, bounds).map(([daysSince, b]) => ({ daysSince, ...b })),
  fc.tuple(bounds, window).map(([b, w]) => ({ touched: "view" as const, ...b, ...w })),
  fc.integer({ min: 1, max: 4 }).map((withinDays) => ({ sum: "gross" as const, atLeast: 15, withinDays })),
  fc.subarray([...weekdays], { minLength: 1 }).map((weekday) => ({ weekday })),
  fc
    .uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 2, maxLength: 2 })
    .map(([from, until]) => ({ time: `${clock(from! * 15)}-${clock(until! * 15)}` })),
);
const condition = fc.oneof(
  clause,
  fc.tuple(clause, clause).map(([part, other]): Condition => ({ all: [part, { not: other }] })),
  fc.array(clause, { minLength: 2, maxLength: 3 }).map((any): Condition => ({ any })),
);

it.each(oddMoments)("in %s about %s (%s) profiles, history and browser agree", async (timeZone, oddAt) => {
  const [conditions = []] = fc.sample(fc.array(condition, { minLength: 14, maxLength: 14 }), { numRuns: 1, seed: 3 });
  const ids = conditions.map((_, n) => `p${n}`);
  const playbook: Playbook = {
    holdout: 0,
    placements: Object.fromEntries(ids.map((placementId) => [placementId, { placementId, default: { content: {} } }])),
    tactics: conditions.map((when, n) => {
      const tacticId = `t${n}`;
      return {
        tacticId,
        name: tacticId,
        placementId: ids[n]!,
        when,
        holdout: 0,
        content: {},
        priority: 0,
        windowDays: 7,
      };
    }),
  };
  const { engine, send, setNow } = await openScenario({ business: { timeZone }, playbook });
  const calendar = createCalendar(timeZone);
  const [drawn] = fc.sample(fc.record({ history, moments }), { numRuns: 1, seed: 9 });
  const waiting = drawn!.history.map((event, n) => ({ ...event, n })).sort((a, b) => a.awayMs - b.awayMs);
  const bundles = new Map<string, LocalBundle>();
  let [decided, decidedLocally] = [0, 0];
  try {
    for (const away of drawn!.moments) {
      const now = Date.parse(oddAt) + away;
      setNow(now);
      while (waiting[0] !== undefined && waiting[0].awayMs <= away) {
        const { user, event, awayMs: happenedMs, n } = waiting.shift()!;
        bundles.delete(user);
        await send({
          type: "track",
          event,
          userId: user,
          messageId: `m${n}`,
          timestamp: new Date(Date.parse(oddAt) + happenedMs).toISOString(),
          properties: event === "Order Completed" ? { order_id: `o${n}`, revenue: 10 } : { product_id: "mug" },
        });
      }
      await engine.settled(30_000);
      const answers = new Map<Condition, number[]>();
      for (const userId of people) {
        const { placements } = await engine.previewer.preview({ userId, placements: ids }, {});
        const told = await engine.previewer.bundle({ userId, placements: ids });
        const profile = await engine.stores.state.profile(told.profileId!);
        const view = profile === undefined ? null : await engine.segments.viewOf(profile);
        for (const [n, asked] of conditions.entries()) {
          const truth = view === null ? -1 : truthOf(asked, view);
          if (view !== null) answers.set(asked, [...(answers.get(asked) ?? []), truth]);
          if (view !== null) expect([asked, placements[`p${n}`]!.tacticId !== null]).toEqual([asked, truth === 1]);
          decided += 1;
        }
        // What a browser was told at the moment before, and decides now.
        const bundle = bundles.get(userId);
        if (bundle !== undefined) {
          const locally = decideLocally(bundle, ids, { context: {}, now });
          for (const [n, asked] of conditions.entries()) {
            const answer = locally[`p${n}`]!;
            if ("undetermined" in answer) continue;
            decidedLocally += 1;
            expect([asked, answer.tacticId]).toEqual([asked, placements[`p${n}`]!.tacticId]);
          }
        }
        bundles.set(userId, told);
      }
      for (const [asked, truths] of answers) {
        const counted = await engine.stores.analytics.countPeople({
          condition: asked,
          conditions: new Map(),
          at: now,
          calendar,
        });
        if (isUndetermined(counted)) throw new Error(counted.undetermined.reason);
        const sure = truths.filter((truth) => truth === 1).length;
        const perhaps = truths.filter((truth) => truth === 0).length;
        expect([asked, counted.matching - sure >= 0 && counted.matching - sure <= perhaps]).toEqual([asked, true]);
      }
    }
    expect([decided, decidedLocally > 10]).toEqual([people.length * conditions.length * drawn!.moments.length, true]);
  } finally {
    await engine.close();
  }
});
