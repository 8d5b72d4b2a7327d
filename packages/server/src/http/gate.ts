import { AttuneError } from "@attune/model/errors";

/** Bounds what is in hand at once; what does not fit is refused with `overloaded`, and the client keeps it and sends it again. */
export interface Gate {
  /** Does the work if `weight` still fits beside all that is in hand; one piece of work always fits into an empty gate. */
  pass<T>(weight: number, work: () => Promise<T>): Promise<T>;
  inHand(): number;
}

export function createGate(capacity: number): Gate {
  let inHand = 0;
  return {
    async pass(weight, work) {
      if (inHand > 0 && inHand + weight > capacity) {
        throw new AttuneError("overloaded", "More is arriving than can be written.", { retryAfterSeconds: 1 });
      }
      inHand += weight;
      try {
        return await work();
      } finally {
        inHand -= weight;
      }
    },
    inHand: () => inHand,
  };
}
