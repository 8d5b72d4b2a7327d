import Type from "typebox";
import { anyObject, epochMs, only, orNull, text, time } from "./parts.ts";

const share = Type.Number({ minimum: 0, maximum: 1 });
const look = only({ at: epochMs, by: text, people: Type.Integer({ minimum: 0 }) });

export const experimentRunAnswer = only(
  {
    experimentId: text,
    status: Type.Enum(["running", "stopped", "shipped"]),
    registered: anyObject,
    metrics: Type.Array(anyObject),
    windowDays: Type.Number(),
    hash: Type.String({ description: "SHA-256 of what was locked at the start." }),
    ramp: share,
    startedAt: epochMs,
    startedBy: text,
    looks: Type.Array(look),
    changes: Type.Array(only({ at: epochMs, by: text, what: text })),
    endedAt: Type.Optional(epochMs),
    endedBy: Type.Optional(text),
    reason: Type.Optional(text),
    shown: Type.Optional(Type.String({ description: "The variant that everyone gets since it ended." })),
  },
  "What became of an experiment since its start.",
);

const policy = only({
  experimentId: text,
  version: Type.Integer(),
  at: epochMs,
  learnedFrom: Type.Number(),
  probabilities: Type.Array(share),
  byContext: Type.Optional(Type.Record(Type.String(), Type.Array(share))),
});

export const experimentAnswer = only({
  experimentId: text,
  name: text,
  hypothesis: Type.Optional(text),
  tacticId: text,
  variants: Type.Array(only({ variantId: text, weight: share })),
  control: text,
  ramp: share,
  part: Type.Optional(only({ namespace: text, from: share, below: share })),
  metricId: text,
  guardrails: Type.Array(only({ metricId: text, margin: Type.Number() })),
  method: text,
  plannedPeople: Type.Optional(Type.Integer()),
  endsAt: Type.Optional(epochMs),
  policy: orNull(policy),
  bandit: orNull(anyObject),
  status: Type.Enum(["draft", "running", "stopped", "shipped"]),
  run: orNull(experimentRunAnswer),
  isChangedSinceStart: Type.Boolean(),
});

export const experimentsAnswer = only({ experiments: Type.Array(experimentAnswer) });

export const runReportAnswer = only({
  schema: Type.Literal("attune.decide.experiment/1"),
  experimentId: text,
  name: text,
  tacticId: text,
  status: Type.Enum(["running", "stopped", "shipped"]),
  startedAt: time,
  endedAt: orNull(time),
  reason: orNull(text),
  shown: orNull(text),
  registration: only({ hash: text, experiment: anyObject, isChangedSinceStart: Type.Boolean() }),
  ramp: share,
  looks: Type.Array(look),
  windowDays: Type.Number(),
  currency: orNull(text),
  computedAt: time,
  report: anyObject,
  bandit: Type.Optional(anyObject),
});
