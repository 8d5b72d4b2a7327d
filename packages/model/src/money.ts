/** Exact money: integer micros (millionths) of a currency unit. Safe integers, so up to about nine billion units. */
export type Micros = number;

export const microsPerUnit = 1_000_000;

export type MoneyKind = "order" | "refund" | "adjustment";

/** What an event says about revenue, in the reporting currency, by the business's one definition of revenue. */
export interface EventMoney {
  kind: MoneyKind;
  /** Orders and refunds: what was paid or paid back, normally ≥ 0. Adjustments: signed. */
  amountMicros: Micros;
  /** ISO 4217 code the amount was sent in. */
  originalCurrency: string;
  originalAmountMicros: Micros;
  orderId?: string;
}
