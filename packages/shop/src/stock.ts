import type { Rng } from "@attune/math/rng";
import { dayMs } from "@attune/math/time-units";
import type { Switches } from "./switches.ts";

/** The shelves. */
export interface Stock {
  /** False while the item cannot be bought. */
  isAvailable(itemId: string, at: number): boolean;
}

/** Which items are in stock when: always, unless the switch is on; then each item flips a coin at the start of each stretch. */
export function createStock(rng: Rng, stockOuts: Switches["stockOuts"]): Stock {
  if (!stockOuts) return { isAvailable: () => true };
  const { share, days } = stockOuts;
  const known = new Map<string, boolean>();
  return {
    isAvailable(itemId, at) {
      const key = `${itemId}/${Math.floor(at / (days * dayMs))}`;
      const remembered = known.get(key);
      if (remembered !== undefined) return remembered;
      const available = rng.fork(key).uniform() >= share;
      known.set(key, available);
      return available;
    },
  };
}
