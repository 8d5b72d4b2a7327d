/** A choice whose reward may still come. */
export interface PendingChoice {
  decisionId: string;
  arm: number;
  chosenAt: number;
}

export interface PendingRewards {
  add(choice: PendingChoice): void;
  /** The arm of a choice that is rewarded within its window, once; null where it is unknown, settled or too late. */
  reward(decisionId: string, at: number): number | null;
  /** Arms whose window closed by `nowAt` without a reward: each counts as a zero. */
  settle(nowAt: number): number[];
  readonly size: number;
}

/**
 * An arm counts as a failure only once its reward can no longer come: counting at once would punish what was shown last. Choices must be added in
 * the order of their time.
 */
export function createPendingRewards(windowMs: number): PendingRewards {
  const waiting = new Map<string, PendingChoice>();
  return {
    add(choice) {
      waiting.set(choice.decisionId, choice);
    },
    reward(decisionId, at) {
      const choice = waiting.get(decisionId);
      if (choice === undefined || at - choice.chosenAt > windowMs) return null;
      waiting.delete(decisionId);
      return choice.arm;
    },
    settle(nowAt) {
      const arms: number[] = [];
      for (const [decisionId, { arm, chosenAt }] of waiting) {
        if (nowAt - chosenAt <= windowMs) break;
        waiting.delete(decisionId);
        arms.push(arm);
      }
      return arms;
    },
    get size() {
      return waiting.size;
    },
  };
}
