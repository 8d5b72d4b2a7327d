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

/**
 * As `takeTurns`, for many at once: to be awaited before each piece of work. They come one behind the other, and together hold nobody up for longer
 * than a turn and the piece it ends with.
 */
export function shareTurns(): () => Promise<void> {
  const waiting: Array<() => void> = [];
  let isServing = false;

  async function serve(): Promise<void> {
    isServing = true;
    await nextTurn();
    for (let endsAt = performance.now() + turnMs; waiting.length > 0; ) {
      waiting.shift()!();
      // What this one does before it waits for anything runs first.
      await null;
      if (performance.now() < endsAt) continue;
      await nextTurn();
      endsAt = performance.now() + turnMs;
    }
    isServing = false;
  }

  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (!isServing) void serve();
    });
}
