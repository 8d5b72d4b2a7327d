import Type, { type TSchema } from "typebox";
import { count, money, only, orNull, text, time } from "./parts.ts";

export const undetermined = only(
  { undetermined: only({ code: text, reason: text }) },
  "What could not be computed, and why: never 0 or an empty interval.",
);

export function orUndetermined<const T extends TSchema>(schema: T) {
  return Type.Union([schema, undetermined]);
}

const groupOutcome = only({
  people: count,
  conversions: count,
  orders: count,
  revenue: money,
  conversionRate: orUndetermined(Type.Number()),
  revenuePerVisitor: orUndetermined(Type.Number()),
  averageOrderValue: orUndetermined(Type.Number()),
});

export const effect = only(
  {
    estimate: Type.Number(),
    standardError: Type.Number(),
    interval: Type.Tuple([Type.Number(), Type.Number()]),
    pValue: Type.Number({ minimum: 0, maximum: 1 }),
  },
  "Absolute: treated minus control, with its 95 % interval.",
);

export const lift = only(
  {
    estimate: Type.Number(),
    interval: Type.Tuple([orNull(Type.Number()), orNull(Type.Number())]),
    method: text,
  },
  "Relative: (treated − control) / control; an end is null where the interval is unbounded.",
);

const metric = only({
  name: text,
  unit: Type.Enum(["share", "currency", "count"]),
  treated: orUndetermined(Type.Number()),
  control: orUndetermined(Type.Number()),
  effect: orUndetermined(effect),
  lift: orUndetermined(lift),
});

export const check = only(
  { id: text, status: Type.Enum(["pass", "warn", "fail"]), pValue: orNull(Type.Number()), message: text },
  "Whether the numbers can be believed.",
);

const compared = {
  unit: Type.Literal("person"),
  population: text,
  windowDays: Type.Number(),
  currency: orNull(text),
  computedAt: time,
  exposed: groupOutcome,
  heldOut: groupOutcome,
  crossover: count,
  checks: Type.Optional(Type.Array(check)),
  windowsComplete: Type.Optional(only({ exposed: count, heldOut: count })),
  since: Type.Optional(time),
  horizon: Type.Optional(Type.Literal("fixed-horizon")),
  metrics: Type.Array(metric),
};

export const tacticAnswer = only(
  { schema: Type.Literal("attune.measure.tactic/1"), tactic: only({ id: text, name: text }), ...compared },
  "What a tactic caused: intention to treat, per person, from the first exposure opportunity.",
);

export const tacticsAnswer = only({ tactics: Type.Array(tacticAnswer) });

export const holdoutAnswer = only(
  { schema: Type.Literal("attune.measure.holdout/1"), ...compared },
  "What all tactics caused together.",
);
