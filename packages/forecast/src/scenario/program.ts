import type { QuantityEntry } from "@attune/model/scenario-file";
import type { Quantity, QuantityRange } from "./quantity.ts";

/** Index of a quantity in `Program.quantities`, and of its column of draws. */
export type Slot = number;

/** Quantities that move together, and how their normals come from independent ones: z = factor · e (lower triangle, row by row). */
export interface CorrelatedGroup {
  slots: Slot[];
  factor: number[][];
}

/** Puts a quantity into the program and tells its slot. `fallback` stands where the file says nothing. */
export type AddQuantity = (
  entry: QuantityEntry | undefined,
  path: string,
  range: QuantityRange,
  fallback?: number,
) => Slot;

/** What a lift changes besides the stages of a funnel. */
export const otherTargets = ["visitors", "orderValue", "marginRate", "repeat", "churn"] as const;

/** One funnel: people of a segment, by a channel, on a device. */
export interface FunnelProgram {
  label: string;
  segment: string | null;
  channel: string | null;
  device: string | null;
  visitors: Slot;
  stages: { name: string; slot: Slot }[];
  orderValue: Slot;
  marginRate: Slot;
  newShare: Slot;
}

export interface TacticProgram {
  id: string;
  name: string;
  kind: "tactic" | "gap";
  /** By funnel, in the program's order. */
  reaches: boolean[];
  reach: Slot;
  lifts: { target: string; slot: Slot; measured: boolean }[];
  incentive: { discount: Slot; redemption: Slot } | null;
  delayMonths: number;
  rampMonths: number;
  novelty: { halfLifeMonths: Slot; remaining: Slot } | null;
  saturation: Slot;
  fatigue: { freeFrequency: number; lossPerUnit: Slot } | null;
  cannibalization: Slot;
  cost: { once: Slot; perMonth: Slot };
}

/** A named driver outside the funnel: page speed, relevance, click-through. */
export interface DriverProgram {
  id: string;
  slot: Slot;
  center: number;
  /** Elasticities by target: `stages.buy`, `visitors`, `tactics.welcome`, `drivers.clicks`, … */
  moves: { target: string; elasticity: Slot }[];
}

export interface CostSet {
  id: string;
  lines: { name: string; once: Slot; perMonth: Slot }[];
  usage: {
    name: string;
    unit: "visitors" | "customers" | "orders" | "messages" | "calls";
    perHead: number;
    price: Slot;
    includedPerMonth: number;
  }[];
}

/** How much of which tactic a scenario runs. */
export interface ScenarioPlan {
  id: string;
  name: string;
  /** By tactic, in the program's order; null where it is left out. */
  doses: ({ intensity: number; frequency: number } | null)[];
  /** By funnel: visitors times this. */
  mix: number[];
  /** By driver: central value over that of the baseline. */
  driverShifts: number[];
}

export interface StressProgram {
  id: string;
  name: string;
  demand: number;
  conversion: number;
  orderValue: number;
  marginRate: number;
  orderLimit: number | null;
  fromMonth: number;
  /** The last month, itself included. */
  toMonth: number;
}

/** A scenario file, checked and resolved: nothing in it refers to anything by name any more but targets. */
export interface Program {
  name: string;
  owner: string | null;
  currency: string | null;
  /** Year and month (1…12) of the first month; null where the file names none. */
  start: { year: number; month: number } | null;
  horizonMonths: number;
  discountRate: number;
  quantities: Quantity[];
  /** Quantities that do not vary on their own. */
  correlated: CorrelatedGroup[];
  calibration: Slot;
  growth: Slot;
  season: number[] | null;
  customers: { churn: Slot; active: Slot | null } | null;
  spendSpread: number;
  heavyBuyerSaturation: number;
  acquisition: { perMonth: Slot; perVisitor: Slot[] } | null;
  funnels: FunnelProgram[];
  /** Drivers in an order in which each comes before those it moves. */
  drivers: DriverProgram[];
  tactics: TacticProgram[];
  interactions: { a: number; b: number; overlap: Slot }[];
  plans: ScenarioPlan[];
  stresses: StressProgram[];
  /** The costs of the file's own approach. */
  costs: CostSet;
  /** What other approaches would cost instead, from templates and the file. */
  approaches: CostSet[];
  budget: number | null;
}
