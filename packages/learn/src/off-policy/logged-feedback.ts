/** What a policy did, with what probability, and what came of it. One entry per round. */
export interface LoggedFeedback {
  actionCount: number;
  /** Places within a list; 1 where there is one. */
  positionCount: number;
  action: Uint32Array;
  position: Uint32Array;
  reward: Float64Array;
  /** Probability with which the logging policy chose the action at that place, in (0, 1]. */
  propensity: Float64Array;
}

/** What the policy that is to be judged would do in each round. */
export type TargetPolicy =
  | {
      kind: "whole";
      /** Probability of an action in a round of the log; the probabilities of a round sum to one. */
      probability: (round: number, action: number) => number;
    }
  | {
      /** Only what it thinks of the actions that were taken is known: nothing that needs a reward model can be worked out. */
      kind: "logged-actions";
      /** Per round. */
      probabilities: Float64Array;
    };

export function uniformPolicy(actionCount: number): TargetPolicy {
  return { kind: "whole", probability: () => 1 / actionCount };
}

/** The same in every round of a place: `table[position * actionCount + action]`. */
export function tablePolicy(log: LoggedFeedback, table: Float64Array): TargetPolicy {
  return { kind: "whole", probability: (round, action) => table[log.position[round]! * log.actionCount + action]! };
}

/** Probability of each action that was taken. */
export function probabilitiesOfTaken(log: LoggedFeedback, target: TargetPolicy): Float64Array {
  if (target.kind === "logged-actions") return target.probabilities;
  return Float64Array.from(log.action, (action, round) => target.probability(round, action));
}
