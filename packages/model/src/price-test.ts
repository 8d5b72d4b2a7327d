import Type from "typebox";
import type { ItemFilter } from "./condition.ts";
import { itemFilterSchema } from "./merchandising.ts";
import type { Micros } from "./money.ts";
import type { Undetermined } from "./undetermined.ts";

/** Prices that are tested as the variants of a tactic: one price per person, in every channel. */
export interface PriceTest {
  /** Absent: every item. */
  where?: ItemFilter;
  /** Of a price, the least share that is left above cost; no variant lowers a price beyond it. 0 to below 1. */
  marginFloor: number;
  /** By variant: the relative change of the price. The first is 0. */
  changes: Record<string, number>;
}

/** What one item costs one person. */
export interface PersonalPrice {
  itemId: string;
  priceMicros: Micros;
  /** What it costs without a test. */
  listPriceMicros: Micros;
  /** The test it is in; null: in none. */
  tacticId: string | null;
  variantId: string | null;
  /** True where the margin floor kept the price above what the variant asks for. */
  isFloored: boolean;
}

/** One variant of a price test against the first. */
export interface PriceArm {
  variantId: string;
  /** What the variant asks for, relative to the usual price. */
  change: number;
  /** What people met of it, relative to the usual price: less where the margin floor held a price, and rounded to hundredths. */
  met: number | Undetermined;
  /** True where the margin floor held the price of at least one item. */
  isFloored: boolean;
  people: number;
  /** Orders with such an item, per person. */
  demand: number;
  /** Relative change of demand over relative change of price (logarithms), with its 95 % interval. */
  elasticity: { estimate: number; interval: [number, number] } | Undetermined;
  /** What is left above cost, per person who was asked that price, with its 95 % interval; in the reporting currency. */
  marginPerVisitor: { estimate: number; interval: [number, number] } | Undetermined;
}

/** Whether two groups of people met the same prices. */
export interface PriceAudit {
  by: "device" | "segment";
  groups: Array<{ value: string; people: number; meanChange: number }>;
  /** Of the hypothesis that variant and group are independent. */
  pValue: number | Undetermined;
  message: string;
}

export interface PriceReport {
  schema: "attune.measure.prices/1";
  tacticId: string;
  experimentId: string;
  computedAt: string;
  arms: PriceArm[];
  /** One elasticity of all arms together: the slope of log demand on log price. */
  elasticity: { estimate: number; interval: [number, number] } | Undetermined;
  audit: PriceAudit[];
}

const change = Type.Union([
  Type.Number({ exclusiveMinimum: -1, maximum: 1 }),
  Type.String({ pattern: "^[+-]?\\d+(\\.\\d+)? ?%$" }),
]);

/** `price:` of a tactic in attune.yaml. */
export const priceEntrySchema = Type.Object(
  {
    where: Type.Optional(itemFilterSchema),
    marginFloor: Type.Number({ minimum: 0, exclusiveMaximum: 1 }),
    changes: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), change),
  },
  { additionalProperties: false },
);

export type PriceEntry = Type.Static<typeof priceEntrySchema>;
