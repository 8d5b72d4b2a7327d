import type { PartitionStore } from "../ports/partition-store.ts";
import type { PartitionWriter } from "./partition-writer.ts";

/** A word that letters have come may be lost with the node that would have said it. */
const lookAgainMs = 1_000;
/** Where words keep coming: the next of the same sender shows what was lost before it. */
const looksLeftOut = 5;

/** Has a partition's writer take letters in whenever some have come, until it is stopped. */
export function followLetters(
  store: Pick<PartitionStore, "onLetters">,
  writer: Pick<PartitionWriter, "takeLetters">,
  onTrouble: (error: unknown) => void,
): { stop(): Promise<void> } {
  let stopped = false;
  let underway: Promise<void> | null = null;
  /** What came while letters were being read may lie behind them. */
  let again = false;
  /** For what nobody said. */
  let isToLook = true;
  let wasTold = false;
  let leftOut = 0;

  async function take(): Promise<void> {
    do {
      again = false;
      try {
        const isLooking = isToLook;
        isToLook = false;
        if ((await writer.takeLetters(isLooking)) > 0) again = true;
      } catch (error) {
        isToLook = true;
        if (!stopped) onTrouble(error);
      }
    } while (again && !stopped);
  }

  function look(): void {
    again = true;
    if (stopped) return;
    underway ??= take().finally(() => {
      underway = null;
    });
  }

  function lookAgain(): void {
    const isTold = wasTold;
    wasTold = false;
    leftOut += 1;
    if (isTold && leftOut < looksLeftOut) return;
    leftOut = 0;
    isToLook = true;
    look();
  }

  store.onLetters(() => {
    wasTold = true;
    look();
  });
  const timer = setInterval(lookAgain, lookAgainMs);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await underway;
    },
  };
}
