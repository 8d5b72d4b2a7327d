import type { Rng } from "@attune/math/rng";
import { type EvaluationCase, type Split, sampleCases, splitByTime, splitLeaveLast } from "../evaluate/split.ts";
import type { Interactions } from "./interactions.ts";

/** An earlier part to train the parts of a hybrid on, and later questions to learn from how far each part is to be trusted. */
export interface LearningSplit {
  earlier: Interactions;
  questions: EvaluationCase[];
}

const earlierShare = 0.9;

/**
 * Splits at a moment where there are times, otherwise before each profile's last item; at most `most` questions, drawn. Questions whose every answer is in
 * the history already are left out: nothing new is learned from them.
 */
export function learningSplit(interactions: Interactions, most: number, rng: Rng): LearningSplit {
  const byTime = interactions.timed ? splitByTime(interactions, earlierShare, false) : null;
  // Where everybody came once, no history crosses the moment.
  const split =
    byTime !== null && byTime.cases.length >= fewestQuestions ? byTime : splitLeaveLast(interactions, false);
  const fresh: Split = {
    ...split,
    cases: split.cases.flatMap((question) => {
      const targets = question.targets.filter((item) => !question.history.items.includes(item));
      return targets.length === 0 ? [] : [{ ...question, targets }];
    }),
  };
  return { earlier: split.train, questions: sampleCases(fresh, most, rng).cases };
}

/** Fewer questions teach nothing: what learns from them keeps to its start. */
export const fewestQuestions = 50;
