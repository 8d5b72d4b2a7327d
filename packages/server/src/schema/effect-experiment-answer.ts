import Type from "typebox";
import { experimentReportAnswer } from "./experiment-report-answer.ts";
import { count, only, orNull, text, time } from "./parts.ts";
import { effect, lift, orUndetermined, undetermined } from "./report-answers.ts";

const number = Type.Number();
const range = only({ estimate: number, interval: Type.Tuple([number, number]) });

const devices = only(
  {
    cells: Type.Array(
      only({
        arm: text,
        exposureDevice: text,
        people: count,
        orders: Type.Array(only({ device: text, people: count, orders: count, revenue: number })),
      }),
    ),
    unlinkedShare: orUndetermined(number),
    bias: orUndetermined(only({ otherDeviceShare: range, missedOrders: range, factor: range, message: text })),
  },
  "Device of the first exposure against that of the order, and what never-linked devices hide.",
);

const consistency = only(
  {
    causal: Type.Literal(false),
    across: Type.Enum(["channel", "device"]),
    personDays: count,
    sharedDays: count,
    conflictDays: count,
    score: orUndetermined(number),
    scoreOfSharedDays: orUndetermined(number),
    levels: Type.Array(
      only({
        level: Type.Enum(["one-place", "consistent", "conflicting"]),
        people: count,
        conversionRate: orUndetermined(number),
        effect: orUndetermined(effect),
        lift: orUndetermined(lift),
      }),
    ),
  },
  "Share of person-days without a conflicting offer, and how people of each level bought.",
);

const shipped = only({
  metric: text,
  tactics: Type.Array(
    only({ id: text, name: text, effect: range, share: number, promised: number, shrunkPromised: number }),
  ),
  leftOut: Type.Array(only({ id: text, ...undetermined.properties })),
  promised: number,
  shrunkPromised: number,
  delivered: orUndetermined(range),
  factor: orUndetermined(range),
});

const told = {
  subject: Type.Union([
    only({ kind: Type.Literal("tactic"), id: text, name: text }),
    only({ kind: Type.Literal("holdout") }),
  ]),
  windowDays: number,
  currency: orNull(text),
  computedAt: time,
  report: experimentReportAnswer,
};

/** One metric of a tactic or of the holdout. */
export const metricEffectAnswer = only(
  { schema: Type.Literal("attune.measure.metric-effect/1"), ...told },
  "One metric: by device and segment, and by day where it is no ratio.",
);

/** The long report of a tactic or of the holdout. */
export const effectExperimentAnswer = only(
  {
    schema: Type.Literal("attune.measure.effect-experiment/1"),
    ...told,
    devices,
    consistency: Type.Optional(consistency),
    deviceConsistency: Type.Optional(consistency),
    holdout: Type.Optional(
      only({
        shipped: Type.Array(shipped),
        cost: only({ people: count, revenue: orUndetermined(range), conversions: orUndetermined(range) }),
      }),
    ),
  },
  "That of an experiment, from the engine's own data, with devices; of the holdout also consistency, promises and costs.",
);
