import { AttuneError } from "@attune/model/errors";

/** Bounds what is in hand at once; what does not fit is refused with `overloaded`, and the client keeps it and sends it again. */
export interface Gate {
  /**
   * Does the work, which reserves what it takes in hand as it takes it; all is given back when it ends. `reserve` throws where that does
   * not fit beside what others hold. A piece of work that is alone always fits.
   */
  pass<T>(work: (reserve: Reserve) => Promise<T>): Promise<T>;
}

export type Reserve = (weight: number) => void;

export function createGate(capacity: number): Gate {
  let inHand = 0;
  return {
    async pass(work) {
      let own = 0;
      let isOver = false;
      try {
        return await work((weight) => {
          if (isOver) return;
          if (inHand > own && inHand + weight > capacity) {
            throw new AttuneError("overloaded", "More is arriving than can be written.", { retryAfterSeconds: 1 });
          }
          own += weight;
          inHand += weight;
        });
      } finally {
        isOver = true;
        inHand -= own;
      }
    },
  };
}
