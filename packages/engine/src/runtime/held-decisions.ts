import type { FoldResult } from "../profile/fold-group.ts";

/** Decisions whose receivers have yet to say that they came in time; those of whom nothing is heard are as if they had never been made. */
export interface HeldDecisions {
  /** Holds a record back. Resolves with what `write` does once it is confirmed, or with nothing where it is not. */
  hold(decisionId: string, write: () => Promise<readonly FoldResult[]>): Promise<readonly FoldResult[]>;
  /** Writes those of them that are still held; returns how many. */
  confirm(decisionIds: readonly string[]): number;
}

interface Held {
  untilMs: number;
  write: () => void;
  letGo: () => void;
}

const heldForMs = 60_000;
/** Beyond so many the oldest are let go: their receivers are long gone, or there is an attack. */
const mostHeld = 50_000;

/** In memory alone: what a crash takes were decisions of which nobody had said that they were shown. @param now never goes back, milliseconds */
export function createHeldDecisions(now: () => number): HeldDecisions {
  /** In the order in which they were made. */
  const held = new Map<string, Held>();

  function letGoOver(): void {
    for (const [decisionId, { untilMs, letGo }] of held) {
      if (untilMs > now() && held.size <= mostHeld) return;
      held.delete(decisionId);
      letGo();
    }
  }
  return {
    hold(decisionId, write) {
      return new Promise((resolve, reject) => {
        held.set(decisionId, {
          untilMs: now() + heldForMs,
          write: () => void write().then(resolve, reject),
          letGo: () => resolve([]),
        });
        letGoOver();
      });
    },
    confirm(decisionIds) {
      letGoOver();
      let confirmed = 0;
      for (const decisionId of decisionIds) {
        const present = held.get(decisionId);
        if (present === undefined) continue;
        held.delete(decisionId);
        present.write();
        confirmed += 1;
      }
      return confirmed;
    },
  };
}
