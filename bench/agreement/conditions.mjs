import fc from "fast-check";
import { parseCondition } from "../../packages/rules/dist/parse-condition.js";
import { eventNames } from "./histories.mjs";

const name = fc.constantFrom(...eventNames, "Never");
const bounds = fc.constantFrom(
  { atLeast: 1 },
  { atLeast: 2 },
  { atLeast: 3 },
  { atMost: 0 },
  { atMost: 2 },
  { atLeast: 1, atMost: 3 },
  { atLeast: 0 },
);
const span = fc.oneof(
  fc.record({ withinDays: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ withinHours: fc.integer({ min: 1, max: 700 }) }),
  fc.constant({}),
);
const filter = fc.constantFrom(
  {},
  { category: "tea" },
  { category: ["tea", "kitchen"] },
  { item: "mug" },
  { item: ["mug", "pan"] },
);
const step = fc
  .tuple(name, fc.constantFrom(0, 1, 1, 2), span)
  .map(([event, times, within]) => ({ event, ...(times === 0 ? { atMost: 0 } : { atLeast: times }), ...within }));

const counted = fc.tuple(name, bounds, span).map(([event, limits, within]) => ({ event, ...limits, ...within }));
const recent = fc
  .tuple(fc.constantFrom("daysSince", "hoursSince"), name, bounds)
  .map(([unit, event, limits]) => ({ [unit]: event, ...limits }));
const touched = fc
  .tuple(fc.constantFrom("view", "cart", "purchase", "any"), bounds, span, filter, fc.boolean())
  .map(([kind, limits, within, of, same]) => ({
    touched: kind,
    ...of,
    ...limits,
    ...within,
    ...(same ? { sameItem: true } : {}),
  }));
const summed = fc
  .tuple(fc.constantFrom("gross", "refunds", "revenue"), fc.integer({ min: 0, max: 150 }), fc.boolean(), span)
  .map(([sum, amount, least, within]) => ({ sum, ...(least ? { atLeast: amount } : { atMost: amount }), ...within }));
const sequence = fc
  .tuple(fc.array(step, { minLength: 1, maxLength: 4 }), span)
  .map(([steps, within]) => ({ sequence: steps, ...within }));
const ofTheMoment = fc.constantFrom({ weekday: ["mon"] }, { time: "03:00-05:00" }, { segment: "buyers" });

const clause = fc
  .oneof(counted, recent, touched, summed, { weight: 3, arbitrary: sequence }, ofTheMoment)
  .filter((condition) => parseCondition(condition, "when").ok);
const several = fc.array(clause, { minLength: 2, maxLength: 3 });
const condition = fc.oneof(
  clause,
  clause,
  clause.map((part) => ({ not: part })),
  several.map((all) => ({ all })),
  several.map((any) => ({ any })),
);

/** Conditions over what histories hold, at their edges; `buyers` is a segment that the run has. */
export const randomConditions = (count, seed) => fc.sample(condition, { numRuns: count, seed });
