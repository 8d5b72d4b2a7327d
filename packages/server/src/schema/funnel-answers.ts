import Type from "typebox";
import { count, only, orNull, text, time } from "./parts.ts";
import { check, effect, orUndetermined } from "./report-answers.ts";

const ends = Type.Tuple([Type.Number(), Type.Number()]);

const stage = only({
  step: Type.String({ description: "`everyone`, then the names of the steps." }),
  people: count,
  shareOfEveryone: orUndetermined(Type.Number()),
  rate: Type.Optional(orUndetermined(only({ estimate: Type.Number(), interval: ends }))),
  dropOff: Type.Optional(count),
  secondsFromBefore: Type.Optional(orUndetermined(only({ median: Type.Number(), p90: Type.Number() }))),
});

export const funnelAnswer = only(
  {
    schema: Type.Literal("attune.measure.funnel/1"),
    unit: Type.Literal("person"),
    from: orNull(text),
    before: orNull(text),
    steps: Type.Array(text),
    leftOut: Type.Array(Type.String({ description: "Default steps that nobody ever took." })),
    computedAt: time,
    funnels: Type.Array(only({ dimension: text, value: text, stages: Type.Array(stage) })),
  },
  "The way of people through steps; it describes and is not causal.",
);

const baselineMetric = only({
  name: text,
  unit: Type.Enum(["count", "currency"]),
  before: orUndetermined(Type.Number()),
  after: orUndetermined(Type.Number()),
  rawDifference: orUndetermined(Type.Number()),
  expected: orUndetermined(Type.Number()),
  change: orUndetermined(effect),
  relativeChange: orUndetermined(only({ estimate: Type.Number(), interval: ends })),
  adjustment: Type.String({ description: "How the season was taken out." }),
  checks: Type.Array(check),
});

const period = only({ from: text, days: count });

export const baselineAnswer = only(
  {
    schema: Type.Literal("attune.measure.baseline/1"),
    causal: Type.Literal(false),
    label: text,
    start: text,
    before: period,
    after: period,
    currency: orNull(text),
    computedAt: time,
    metrics: Type.Array(baselineMetric),
  },
  "Before and after a day, season taken out; not causal.",
);
