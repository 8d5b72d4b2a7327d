/**
 * What a lifetime model knows of one customer. All three in the same unit of time, counted from the first purchase.
 * The first purchase itself is not counted: it is what made the person a customer.
 */
export interface PurchaseHistory {
  /** Days (or periods) with a purchase after the first: x. */
  repeatPurchases: number;
  /** When the last purchase was: t_x, 0 where there was no repeat purchase. */
  timeOfLastPurchase: number;
  /** How long the customer has been observed: T. */
  observedFor: number;
}

/** Many histories by column; row i stands for `customers[i]` customers with the same history. */
export interface PurchaseHistories {
  repeatPurchases: Float64Array;
  timeOfLastPurchase: Float64Array;
  observedFor: Float64Array;
  customers: Float64Array;
}

/** Row i as one history. */
export function historyAt(histories: PurchaseHistories, i: number): PurchaseHistory {
  return {
    repeatPurchases: histories.repeatPurchases[i]!,
    timeOfLastPurchase: histories.timeOfLastPurchase[i]!,
    observedFor: histories.observedFor[i]!,
  };
}

/** How many customers all rows stand for. */
export function customerCount({ customers }: PurchaseHistories): number {
  return customers.reduce((sum, n) => sum + n, 0);
}
