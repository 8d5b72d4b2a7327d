import type { OrderSum } from "./order-sum.ts";

/** An order as this browser keeps it. */
export interface PastOrder {
  orderId: string;
  /** Epoch milliseconds. */
  at: number;
  lines: Array<{ itemId: string; quantity: number }>;
  sum: OrderSum;
}
