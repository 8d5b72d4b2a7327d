import type { LoggedFeedback } from "./logged-feedback.ts";

/** q̂: expected reward of an action in a round. */
export type RewardModel = (round: number, action: number) => number;

const folds = 3;
/** So many rounds of the overall rate are mixed into each action's rate. */
const priorRounds = 20;

/**
 * Expected reward of each action at each place, from the rounds of the other folds alone (3-fold cross-fitting, round i in fold i mod 3), shrunk
 * towards the rate of the place. A model of context would replace it; this one cannot overfit.
 */
export function fitRewardModel(log: LoggedFeedback): RewardModel {
  const { actionCount, positionCount, action, position, reward } = log;
  const cells = actionCount * positionCount;
  const sum = Array.from({ length: folds }, () => new Float64Array(cells));
  const count = Array.from({ length: folds }, () => new Float64Array(cells));
  for (let round = 0; round < action.length; round++) {
    for (let fold = 0; fold < folds; fold++) {
      if (round % folds === fold) continue;
      const cell = position[round]! * actionCount + action[round]!;
      sum[fold]![cell]! += reward[round]!;
      count[fold]![cell]! += 1;
    }
  }
  const rate = sum.map((sums, fold) => placeRates(sums, count[fold]!, actionCount, positionCount));
  return (round, of) => {
    const fold = round % folds;
    const place = position[round]!;
    const cell = place * actionCount + of;
    return (sum[fold]![cell]! + priorRounds * rate[fold]![place]!) / (count[fold]![cell]! + priorRounds);
  };
}

function placeRates(
  sums: Float64Array,
  counts: Float64Array,
  actionCount: number,
  positionCount: number,
): Float64Array {
  const rates = new Float64Array(positionCount);
  for (let place = 0; place < positionCount; place++) {
    const from = place * actionCount;
    const total = counts.subarray(from, from + actionCount).reduce((all, n) => all + n, 0);
    const rewards = sums.subarray(from, from + actionCount).reduce((all, value) => all + value, 0);
    rates[place] = total > 0 ? rewards / total : 0;
  }
  return rates;
}
