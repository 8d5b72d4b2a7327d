import type { Rng } from "@attune/math/rng";
import { comparePaired, type PairedComparison } from "../evaluate/compare-paired.ts";
import { evaluateRecommender } from "../evaluate/evaluate-recommender.ts";
import type { Split } from "../evaluate/split.ts";
import { itemCounts } from "../recommend/interactions.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { compareLists, type ListChange } from "./compare-lists.ts";
import { type GateRules, type GateVerdict, judgeReplacement } from "./gate.ts";

export interface ChallengerReport {
  champion: string;
  challenger: string;
  /** Challenger less champion, case by case, on `judgedBy`. */
  judgedBy: string;
  comparison: PairedComparison;
  change: ListChange;
  verdict: GateVerdict;
}

/** Worse by no more than this in NDCG; half a bit of surprise; four fifths of the range; a ramp where more than 30 % would see other items. */
export const defaultGate: GateRules = { tolerance: 0.002, noveltyLoss: 0.5, breadthShare: 0.8, rampAbove: 0.3 };

const level = 0.95;
const resamples = 400;
const mostPeople = 2_000;

/** May the challenger take the champion's place? Both were trained on `split.train` and answer the same questions. */
export function judgeChallenger(
  champion: Recommender,
  challenger: Recommender,
  split: Split,
  { cutOff, excludeSeen, rules, rng }: { cutOff: number; excludeSeen: boolean; rules: GateRules; rng: Rng },
): ChallengerReport {
  const judgedBy = `ndcg@${cutOff}`;
  const options = { cutOffs: [cutOff], excludeSeen };
  const before = evaluateRecommender(champion, split, options);
  const after = evaluateRecommender(challenger, split, options);
  const values = (evaluation: typeof before) => evaluation.perCase[judgedBy]!;
  const comparison = comparePaired(values(after), values(before), after.profiles, level, resamples, rng);
  const histories = split.cases.slice(0, mostPeople).map(({ history }) => history);
  const change = compareLists(champion, challenger, histories, cutOff, split.train, itemCounts(split.train));
  const verdict = judgeReplacement(comparison, change, rules);
  return { champion: champion.name, challenger: challenger.name, judgedBy, comparison, change, verdict };
}
