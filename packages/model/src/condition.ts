import type { Purpose } from "./event.ts";
import type { Json } from "./json.ts";
import type { InteractionKind } from "./profile.ts";

/**
 * A question about one person and moment, as data: written in YAML or JSON, evaluated alike on server, browser and edge. The answer is yes,
 * no or undetermined: what a profile no longer or not yet knows is never guessed. The language, an example each: docs/reference/conditions.md.
 */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | ({ trait: string } & Comparison)
  | ({ context: string } & Comparison)
  | ({ firstTouch: TouchField } & Comparison)
  | ({ lastTouch: TouchField } & Comparison)
  | ({ consent: Purpose } & Comparison)
  | ({ event: string } & EventCount)
  | ({ touched: TouchedKind } & TouchCount)
  | ({ sum: SumName } & Bounds & DayWindow)
  | ({ daysSince: string } & Bounds)
  | ({ hoursSince: string } & Bounds)
  | SequenceCondition
  | ({ inCart: "quantity" | "value" } & Bounds & ItemFilter)
  | ({ score: string; maxAgeDays?: number } & Bounds)
  | { segment: string; forDays?: number }
  | { bucket: string; from?: number; below: number }
  | { time: string }
  | { weekday: Weekday | Weekday[] }
  | { visitor: "new" | "returning" }
  | { cart: "empty" | "not-empty" };

/** Exactly one operator. `exists` asks for presence; the others are false where the value is absent. */
export interface Comparison {
  is?: Json;
  isNot?: Json;
  in?: Json[];
  notIn?: Json[];
  atLeast?: number;
  atMost?: number;
  contains?: string;
  startsWith?: string;
  endsWith?: string;
  exists?: boolean;
}

/** Both bounds are inclusive. */
export interface Bounds {
  atLeast?: number;
  atMost?: number;
}

/** The last so many business days, today included. */
export interface DayWindow {
  withinDays?: number;
}

/** How often the event happened in the window (absent: ever). Absent bounds: at least once. */
export interface EventCount extends Bounds, DayWindow {
  /** The last so many hours, to the millisecond. In place of `withinDays`. */
  withinHours?: number;
}

/** Which items; every field must fit, one of a list suffices. Prices are of one unit, in the reporting currency. */
export interface ItemFilter {
  item?: string | string[];
  category?: string | string[];
  brand?: string | string[];
  priceAtLeast?: number;
  priceAtMost?: number;
}

export type TouchedKind = InteractionKind | "any";

/** How often such items were touched. With `sameItem`: how often the one that was touched most. */
export interface TouchCount extends EventCount, ItemFilter {
  sameItem?: true;
}

/** Money of orders in the reporting currency: `gross` as ordered, `refunds`, `revenue` = gross − refunds + adjustments. */
export type SumName = "gross" | "refunds" | "revenue";

export type TouchField = "page" | "campaign" | "referrer";

export type Weekday = "sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat";

/**
 * One thing after another. A step is done with its `atLeast`-th event after the step before; its window runs from the end of the step
 * before (of the first step: from its own first event). `atMost: 0` asks for absence: for its whole window, or else until the next step is
 * done, or until now. Windows are elapsed time: a day is 24 hours.
 */
export interface SequenceCondition {
  sequence: SequenceStep[];
  /** The whole of it began within this time before now. */
  withinDays?: number;
  withinHours?: number;
  /** All steps are of one and the same item. Of touches only. */
  sameItem?: true;
}

/** Of one sequence the steps are all events or all touches. */
export type SequenceStep = ({ event: string } & EventCount) | ({ touched: TouchedKind } & EventCount & ItemFilter);
