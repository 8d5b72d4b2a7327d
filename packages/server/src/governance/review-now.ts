import type { Engine } from "@attune/engine/runtime/engine";
import type { Review } from "@attune/model/review";
import { allTacticReports } from "../report/effect-reports.ts";
import { listLearnings } from "./learnings.ts";
import { weeklyReview } from "./weekly-review.ts";

const learningsLooked = 100_000;

/** A verdict for every tactic as of now, with what was learned of it last. */
export async function reviewNow(engine: Engine, now: number): Promise<Review> {
  const { tactics } = await allTacticReports(engine, now);
  const review = weeklyReview(engine.playbook, tactics, now);
  const learnings = await listLearnings(engine.stores.definitions, learningsLooked);
  return {
    ...review,
    verdicts: review.verdicts.map((verdict) => {
      const learned = learnings.findLast(({ tacticId }) => tacticId === verdict.tacticId);
      return learned === undefined ? verdict : { ...verdict, learned };
    }),
  };
}
