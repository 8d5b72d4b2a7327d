import type { PurchaseHistories } from "./purchase-history.ts";

export interface GroupedHistories extends PurchaseHistories {
  /** Row of the grouped histories for each row that came in. */
  rowOf: Uint32Array;
}

/**
 * Equal histories put together: the likelihood stays what it was, to rounding, and costs one evaluation for each different history.
 * Rows keep the order of their first appearance. Expected O(rows).
 */
export function groupHistories(histories: PurchaseHistories): GroupedHistories {
  const { repeatPurchases: x, timeOfLastPurchase: tx, observedFor: T, customers } = histories;
  const n = x.length;
  const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * n)));
  const slots = new Int32Array(capacity).fill(-1);
  const first = new Uint32Array(n);
  const rowOf = new Uint32Array(n);
  const weight = new Float64Array(n);
  const bits = new Uint32Array(6);
  const numbers = new Float64Array(bits.buffer);
  let rows = 0;
  for (let i = 0; i < n; i++) {
    // + 0 makes −0 and 0 one bit pattern.
    numbers[0] = x[i]! + 0;
    numbers[1] = tx[i]! + 0;
    numbers[2] = T[i]! + 0;
    let slot = hash(bits) & (capacity - 1);
    for (;;) {
      const row = slots[slot]!;
      if (row < 0) {
        slots[slot] = rows;
        first[rows] = i;
        rowOf[i] = rows;
        weight[rows] = customers[i]!;
        rows++;
        break;
      }
      const other = first[row]!;
      if (x[other] === x[i] && tx[other] === tx[i] && T[other] === T[i]) {
        rowOf[i] = row;
        weight[row]! += customers[i]!;
        break;
      }
      slot = (slot + 1) & (capacity - 1);
    }
  }
  const pick = (column: Float64Array) => Float64Array.from({ length: rows }, (_, row) => column[first[row]!]!);
  return {
    repeatPurchases: pick(x),
    timeOfLastPurchase: pick(tx),
    observedFor: pick(T),
    customers: weight.slice(0, rows),
    rowOf,
  };
}

function hash(bits: Uint32Array): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < 6; i++) {
    h = Math.imul(h ^ bits[i]!, 0x85ebca6b);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
