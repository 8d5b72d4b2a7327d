import type { Assumption } from "./effect-study.ts";
import type { Json } from "./json.ts";
import type { Effect } from "./report.ts";
import type { EffectSlope, EffectsByGroup, OrderEffect } from "./timing-report.ts";
import type { Undetermined } from "./undetermined.ts";

/** Orders on one device of people first touched on another: exposed less held out, per person of that row. */
export interface DeviceCell {
  exposedOn: string;
  orderedOn: string;
  effect: Effect | Undetermined;
}

/** Revenue that would be credited to the tactic, and what of it is new; all per exposed person. */
export interface Cannibalization {
  /** Of orders within `touchHours` of a touch. */
  attributed: number;
  /** The effect on all revenue of the window. */
  incremental: Effect | Undetermined;
  /** Of the incremental: in touched visits, and elsewhere. Negative elsewhere: taken from orders that would have come anyway. */
  inTouchedVisits: Effect | Undetermined;
  elsewhere: Effect | Undetermined;
  /** In as long a time after the window. Negative: orders were pulled forward. */
  afterWindow: Effect | Undetermined;
  /** 1 − incremental / attributed: what would have been bought anyway. */
  shareNotNew: number | Undetermined;
}

/** What else the effect of a tactic hangs on, so that it is not overstated. */
export interface InteractionReport {
  schema: "attune.measure.interactions/1";
  outcome: string;
  people: { exposed: number; heldOut: number };
  priceSensitivity: EffectsByGroup;
  stockState: EffectsByGroup;
  otherTactics: EffectsByGroup;
  /** Pairs with another tactic that was withheld by chance before. */
  pairs: OrderEffect[];
  devices: DeviceCell[];
  saturation: EffectsByGroup & { slope: EffectSlope | Undetermined };
  cannibalization: Cannibalization;
  assumptions: Assumption[];
  sensitivity: { [key: string]: Json };
  narrative: string;
}
