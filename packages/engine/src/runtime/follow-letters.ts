import type { PartitionStore } from "../ports/partition-store.ts";
import type { PartitionWriter } from "./partition-writer.ts";

/** A word that letters have come may be lost with the node that would have said it. */
const lookAgainMs = 1_000;

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

  async function take(): Promise<void> {
    do {
      again = false;
      try {
        if ((await writer.takeLetters()) > 0) again = true;
      } catch (error) {
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

  store.onLetters(look);
  const timer = setInterval(look, lookAgainMs);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await underway;
    },
  };
}
