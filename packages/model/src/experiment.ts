import Type from "typebox";
import type { ExperimentMethod } from "./experiment-report.ts";
import type { Metric } from "./metric.ts";

/** One alternative in an experiment. */
export interface ExperimentVariant {
  variantId: string;
  /** Share of the people in the experiment, above 0; the weights of an experiment sum to 1. */
  weight: number;
}

/** A metric that must not get worse by more than its margin; an experiment that shows such harm is stopped. */
export interface Guardrail {
  metricId: string;
  /** The absolute loss per person that is still accepted, in the metric's unit; 0 or more. */
  margin: number;
}

/** Weights that stay as they were declared, and one draw per person. */
export interface FixedPolicy {
  kind: "fixed";
}

/**
 * Probabilities that follow what was earned. A draw lasts for the reward window: within it a person keeps the variant, after it another is
 * drawn. So every reward belongs to one draw.
 */
export interface BanditPolicy {
  /** `thompson`: as often as a variant is likely to be the best; `linear`: as often as it is for people of this context. */
  kind: "thompson" | "linear";
  /** Of `linear`: `device`, `visitor`, `cart`, `segment:<id>`, `trait:<name>`, `context:<field>`. */
  context: string[];
  /** How long a draw lasts and its reward is counted. */
  windowHours: number;
  /** Share of draws that is spread over all variants alike, above 0 and at most 1: what intervals live on. */
  floor: number;
  /** After so many days a reward counts half. Absent: for ever the same. */
  halfLifeDays?: number;
}

export type ExperimentPolicy = FixedPolicy | BanditPolicy;

/** A question asked of the variants of one tactic, as `attune.yaml` declares it. */
export interface Experiment {
  experimentId: string;
  name: string;
  hypothesis?: string;
  tacticId: string;
  /** In the order in which people are dealt out: new ones come last, so that nobody moves. */
  variants: ExperimentVariant[];
  /** One of the variants; also what people see who are not in the experiment. */
  control: string;
  /** Share of people in the experiment at its start, 0 to 1. */
  ramp: number;
  /** Experiments with parts of one namespace that do not overlap share nobody. */
  part?: { namespace: string; from: number; below: number };
  /** The metric that decides; with a bandit also its reward. */
  metricId: string;
  guardrails: Guardrail[];
  method: ExperimentMethod;
  /** People at which a fixed horizon ends, or the last look of `group-sequential` is made. */
  plannedPeople?: number;
  /** Epoch milliseconds. */
  endsAt?: number;
  policy: ExperimentPolicy;
}

/** Somebody looked at the results. */
export interface ExperimentLook {
  at: number;
  by: string;
  people: number;
}

/** What became of an experiment since it was started. There is one run of an experiment, and none before its start. */
export interface ExperimentRun {
  experimentId: string;
  status: "running" | "stopped" | "shipped";
  /** As it was declared at the start; what the file says since does not count. */
  registered: Experiment;
  /** Of the metric and the guardrails, as they were defined at the start. */
  metrics: Metric[];
  /** Days of the tactic's outcome window at the start. */
  windowDays: number;
  /** SHA-256 of what was registered, in hexadecimal. */
  hash: string;
  /** Share of people in the experiment now. */
  ramp: number;
  startedAt: number;
  startedBy: string;
  /** The last 200, each by one person and of one hour. */
  looks: ExperimentLook[];
  changes: { at: number; by: string; what: string }[];
  endedAt?: number;
  endedBy?: string;
  /** Why it ended. */
  reason?: string;
  /** The variant that everyone gets since: the control unless another was shipped. */
  shown?: string;
}

/** The probabilities with which a bandit draws now; it serves them until it has learned better ones. */
export interface ServedPolicy {
  experimentId: string;
  /** 1, 2, 3, … */
  version: number;
  at: number;
  /** Draws whose reward is known, behind these probabilities. */
  learnedFrom: number;
  /** In the order of the experiment's variants; they sum to 1 and each is at least floor / variants. */
  probabilities: number[];
  /** Of contexts that were learned of; others draw by `probabilities`. */
  byContext?: Record<string, number[]>;
}

const closed = { additionalProperties: false };
const id = Type.String({ minLength: 1, maxLength: 100 });
const share = Type.Number({ minimum: 0, maximum: 1 });

const banditEntry = Type.Object(
  {
    context: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 8 })),
    windowHours: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 24 * 90 })),
    floor: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    halfLifeDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 3650 })),
  },
  closed,
);

/** An entry of `experiments:` in attune.yaml. */
export const experimentEntrySchema = Type.Object(
  {
    name: Type.Optional(Type.String()),
    hypothesis: Type.Optional(Type.String()),
    tactic: id,
    control: Type.Optional(id),
    variants: Type.Optional(Type.Record(Type.String(), share)),
    ramp: Type.Optional(share),
    namespace: Type.Optional(Type.Object({ name: id, from: share, below: share }, closed)),
    metric: Type.Optional(id),
    guardrails: Type.Optional(Type.Record(Type.String(), Type.Number({ minimum: 0 }))),
    method: Type.Optional(Type.Enum(["fixed", "sequential", "group-sequential", "bayesian"])),
    people: Type.Optional(Type.Integer({ minimum: 1 })),
    until: Type.Optional(Type.String()),
    bandit: Type.Optional(banditEntry),
  },
  closed,
);

export type ExperimentEntry = Type.Static<typeof experimentEntrySchema>;
