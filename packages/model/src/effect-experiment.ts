import type { ExperimentReport } from "./experiment-report.ts";
import type { Effect, Lift } from "./report.ts";
import type { Undetermined } from "./undetermined.ts";

/** People and orders of one arm, by the device of the first exposure and of the order. */
export interface DeviceCell {
  arm: string;
  exposureDevice: string;
  people: number;
  orders: { device: string; people: number; orders: number; revenue: number }[];
}

export interface DeviceReport {
  cells: DeviceCell[];
  /** Of the people of all arms, the share with no user id: their devices cannot be linked. */
  unlinkedShare: number | Undetermined;
  /** What is hidden by that, and what it does to effects. */
  bias:
    | {
        otherDeviceShare: { estimate: number; interval: [number, number] };
        missedOrders: { estimate: number; interval: [number, number] };
        /** True effect on orders = measured · factor, at most. */
        factor: { estimate: number; interval: [number, number] };
        message: string;
      }
    | Undetermined;
}

/** The long report of a tactic, or of everything against the global holdout: the report of an experiment, from the engine's own data. */
export interface EffectExperiment {
  schema: "attune.measure.effect-experiment/1";
  subject: { kind: "tactic"; id: string; name: string } | { kind: "holdout" };
  windowDays: number;
  currency: string | null;
  computedAt: string;
  /** Variants: the control is `tactic-holdout` or `global-holdout`. */
  report: ExperimentReport;
  devices: DeviceReport;
  /** With the holdout: whether channels, and whether devices, showed people the same. */
  consistency?: ConsistencyReport;
  deviceConsistency?: ConsistencyReport;
  /** With the holdout: what shipped tactics promised against what it shows, and what holding out costs. */
  holdout?: HoldoutAccount;
}

/** What a tactic, or everything, did to one metric: with the effect by day, and by device and segment. */
export interface MetricEffect
  extends Pick<EffectExperiment, "subject" | "windowDays" | "currency" | "computedAt" | "report"> {
  schema: "attune.measure.metric-effect/1";
}

/** One metric's promises against the holdout. Amounts are per person outside of the holdout, in the metric's unit. */
export interface ShippedAgainstHoldout {
  metric: string;
  tactics: {
    id: string;
    name: string;
    /** The tactic's own effect per exposed person. */
    effect: { estimate: number; interval: [number, number] };
    /** Exposed people of the tactic over all people outside of the holdout. */
    share: number;
    /** effect · share. */
    promised: number;
    /** The promise drawn towards the mean of all tactics, as far as chance explains their spread. */
    shrunkPromised: number;
  }[];
  /** Tactics whose effect cannot be told, and why. */
  leftOut: ({ id: string } & Undetermined)[];
  promised: number;
  shrunkPromised: number;
  delivered: { estimate: number; interval: [number, number] } | Undetermined;
  /** delivered / promised: what a promise has been worth. */
  factor: { estimate: number; interval: [number, number] } | Undetermined;
}

export interface HoldoutAccount {
  shipped: ShippedAgainstHoldout[];
  /** What the held-out people would have brought more, had they not been held out; per window. Negative: they were spared a loss. */
  cost: {
    people: number;
    revenue: { estimate: number; interval: [number, number] } | Undetermined;
    conversions: { estimate: number; interval: [number, number] } | Undetermined;
  };
}

/** Person-days without a conflict, of all and of those on which a placement was seen on several channels (or devices); and people by level. */
export interface ConsistencyReport {
  /** Not causal: how many devices people use, and when, is their own choice. */
  causal: false;
  across: "channel" | "device";
  personDays: number;
  sharedDays: number;
  conflictDays: number;
  score: number | Undetermined;
  scoreOfSharedDays: number | Undetermined;
  levels: {
    level: "one-place" | "consistent" | "conflicting";
    people: number;
    conversionRate: number | Undetermined;
    /** Against the global holdout. */
    effect: Effect | Undetermined;
    lift: Lift | Undetermined;
  }[];
}
