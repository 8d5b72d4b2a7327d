import { setImmediate as nextTurn } from "node:timers/promises";

/** How long work in the background may hold up a decision. */
const turnMs = 0.3;

/** To be awaited between two pieces of long work: lets others have their turn where this one has lasted long enough. */
export function takeTurns(): () => Promise<void> {
  let endsAt = performance.now() + turnMs;
  return async () => {
    if (performance.now() < endsAt) return;
    await nextTurn();
    endsAt = performance.now() + turnMs;
  };
}
