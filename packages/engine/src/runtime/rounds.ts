import type { Found } from "./journey-runner.ts";

/** Work that comes again and again, one round after the other. */
export interface Rounds {
  /** Says that there may be something to do. */
  interrupt(): void;
  /** One round now, behind the one under way. */
  once(): Promise<Found>;
  /** Why the last round failed; null after one that did not. */
  trouble(): string | null;
  /** Resolves when the last round is over. */
  close(): Promise<void>;
}

export interface RoundsParts {
  round(): Promise<Found>;
  /** How long there is nothing to do, as far as is known now. */
  untilDueMs(): Promise<number>;
  onTrouble: (error: unknown) => void;
}

/** After a round: what comes meanwhile goes together. */
const gatherMs = 200;
/** Without a word from anyone, and after trouble. */
const idleMs = 1_000;
/** What is due may be another's to do. */
const leastMs = 20;

/** Begins at once. */
export function keepRounds({ round, untilDueMs, onTrouble }: RoundsParts): Rounds {
  let trouble: string | null = null;
  let closed = false;
  let isWanted = false;
  let endSleep: () => void = () => {};
  let inTurn: Promise<unknown> = Promise.resolve();

  function once(): Promise<Found> {
    const mine = inTurn.then(round);
    inTurn = mine.catch(() => {});
    return mine;
  }

  async function run(): Promise<void> {
    while (!closed) {
      isWanted = false;
      try {
        const found = await once();
        trouble = null;
        if (found === "more") continue;
        await sleep(found === "some" || isWanted ? gatherMs : Math.min(idleMs, Math.max(leastMs, await untilDueMs())));
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
        if (!closed) onTrouble(error);
        await sleep(idleMs);
      }
    }
  }

  function sleep(ms: number): Promise<void> {
    if (closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const running = run();
  return {
    interrupt() {
      isWanted = true;
      endSleep();
    },
    once,
    trouble: () => trouble,
    async close() {
      closed = true;
      endSleep();
      await running;
      await inTurn;
    },
  };
}
