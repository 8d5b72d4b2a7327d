import { metricUnits } from "@attune/model/metric";
import Type from "typebox";
import { count, only, orNull, text } from "./parts.ts";
import { lift, orUndetermined, undetermined } from "./report-answers.ts";

const number = Type.Number();
const ends = Type.Tuple([number, number]);
const openEnds = Type.Tuple([orNull(number), orNull(number)]);

const effect = only(
  {
    estimate: number,
    standardError: number,
    interval: openEnds,
    pValue: number,
    logPValue: Type.Number({ description: "Natural logarithm, good below 1e-300." }),
  },
  "Absolute: variant minus control; an end is null where the method bounds one side only.",
);
const liftWithP = only({ ...lift.properties, pValue: number });
const effectAndLift = { effect: orUndetermined(effect), lift: orUndetermined(liftWithP) };

const comparison = only({
  variant: text,
  control: text,
  segment: Type.Optional(Type.String({ description: "`column=value`; absent: everyone." })),
  ...effectAndLift,
  probabilityBeats: Type.Optional(number),
  expectedLoss: Type.Optional(number),
  adjustedPValue: Type.Optional(number),
  call: Type.Enum(["better", "worse", "unclear", "not-worse-than-margin", "margin-not-shown"]),
  unadjusted: Type.Optional(only({ ...effectAndLift, varianceRatio: number })),
  raw: Type.Optional(only(effectAndLift)),
  ranks: Type.Optional(orUndetermined(only({ probabilityLarger: number, pValue: number }))),
  everyone: Type.Optional(
    orUndetermined(
      only(
        { estimate: number, standardError: number, interval: ends, lift: number, triggerShare: number },
        "The effect on everyone, of whom only a share could meet the change.",
      ),
    ),
  ),
  shrunkEffect: Type.Optional(only({ estimate: number, standardError: number, interval: ends })),
  nonInferiority: Type.Optional(only({ margin: number, lower: number, pValue: number })),
});

const metric = only({
  name: text,
  kind: Type.Enum(["mean", "proportion", "ratio", "quantile"]),
  unit: Type.Optional(Type.Enum([...metricUnits])),
  direction: Type.Enum(["increase", "decrease"]),
  variants: Type.Array(
    only({ id: text, n: count, mean: orUndetermined(number), standardDeviation: orUndetermined(number) }),
  ),
  prediction: Type.Optional(
    Type.Array(only({ id: text, observed: number, rest: number, restStandardError: number }), {
      description: "Of lifetime value: seen, expected still, and the model's error of it.",
    }),
  ),
  comparisons: Type.Array(comparison),
  factorial: Type.Optional(
    orUndetermined(
      only(
        { variant: text, other: text, first: effect, second: effect, interaction: effect },
        "What each of two changes does on average over the other, and what both add beyond the sum of each alone.",
      ),
    ),
  ),
  heterogeneity: Type.Optional(
    Type.Array(only({ segment: text, variant: text, statistic: number, degreesOfFreedom: number, pValue: number })),
  ),
});

const transition = only({
  from: text,
  to: text,
  treated: number,
  control: number,
  contribution: number,
  interval: ends,
});
const stages = only({
  variant: text,
  control: text,
  segment: Type.Optional(text),
  effect: number,
  transitions: Type.Array(transition),
});
const stagesNotTold = only({ variant: text, segment: Type.Optional(text), ...undetermined.properties });

/** What `attune measure experiment --json` prints, and what long reports hold. */
export const experimentReportAnswer = only(
  {
    schema: Type.Literal("attune.measure.experiment/1"),
    inputs: only({ data: text, sha256: text, rows: count, units: count }),
    method: Type.Enum(["fixed", "sequential", "group-sequential", "bayesian"]),
    options: only({
      alpha: number,
      control: text,
      correction: Type.Enum(["holm", "bh", "none"]),
      family: Type.Optional(Type.Enum(["all", "primary-apart"])),
      split: Type.Array(number),
      winsorize: Type.Optional(number),
      cluster: Type.Optional(text),
      strata: Type.Optional(text),
      triggered: Type.Optional(text),
      factorial: Type.Optional(only({ column: text, control: text })),
      prior: Type.Optional(only({ mean: number, standardDeviation: number })),
      informationShare: Type.Optional(number),
      boundary: Type.Optional(number),
      looks: Type.Optional(Type.Array(only({ share: number, boundary: number }))),
    }),
    checks: Type.Array(
      only({
        id: text,
        status: Type.Enum(["pass", "warn", "fail"]),
        statistic: orNull(number),
        pValue: orNull(number),
        message: text,
      }),
    ),
    variants: Type.Array(only({ id: text, units: count, clusters: Type.Optional(count) })),
    metrics: Type.Array(metric),
    timeline: Type.Optional(
      Type.Array(
        only({ variant: text, days: Type.Array(only({ day: text, units: count, effect: orUndetermined(effect) })) }),
      ),
    ),
    stages: Type.Optional(Type.Array(Type.Union([stages, stagesNotTold]))),
    notTold: Type.Optional(Type.Array(only({ name: text, ...undetermined.properties }))),
    decision: only({ verdict: Type.Enum(["ship", "hold", "stop", "learn", "invalid"]), reasons: Type.Array(text) }),
  },
  "Decision, checks, then every metric; docs/guide/experiments-json.md.",
);
