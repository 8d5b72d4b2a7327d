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
export interface TargetPolicy {
  /** Probability of an action in a round of the log; the probabilities of a round sum to one. */
  probability(round: number, action: number): number;
}

export function uniformPolicy(actionCount: number): TargetPolicy {
  return { probability: () => 1 / actionCount };
}

/** The same in every round of a place: `table[position * actionCount + action]`. */
export function tablePolicy(log: LoggedFeedback, table: Float64Array): TargetPolicy {
  return { probability: (round, action) => table[log.position[round]! * log.actionCount + action]! };
}
