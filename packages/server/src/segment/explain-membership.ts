import type { Engine } from "@attune/engine/runtime/engine";
import type { Condition } from "@attune/model/condition";
import type { Profile } from "@attune/model/profile";
import { explainCondition } from "@attune/rules/explain-condition";
import { nextChangeAt } from "@attune/rules/next-change-at";
import type { PersonView } from "@attune/rules/person-view";
import { truthOf } from "@attune/rules/truth-of";
import { isoTime } from "../routes/profile-view.ts";
import { segmentNamed } from "./segment-report.ts";

/** A clause and its answer; `parts` of those that join others. */
interface ExplainedClause {
  clause: string;
  answer: "yes" | "no" | "undetermined";
  parts?: ExplainedClause[];
}

/** Whether a person is in a segment, which clause decided, what every clause says, and when time alone will change it. */
export async function explainMembership(engine: Engine, segmentId: string, profile: Profile) {
  const { when } = segmentNamed(engine, segmentId);
  const view = await engine.segments.viewOf(profile);
  const stored = await engine.stores.memberships.of(profile.profileId);
  const truth = truthOf(when, view);
  const next = nextChangeAt(when, view);
  const since = truth === 1 ? stored?.since[segmentId] : undefined;
  return {
    segmentId,
    profileId: profile.profileId,
    isMember: truth === 1,
    isUndetermined: truth === 0,
    since: since === undefined ? null : isoTime(since),
    nextChangeAt: next === null ? null : isoTime(next),
    because: explainCondition(when, view),
    clauses: explainClause(when, view),
  };
}

function explainClause(condition: Condition, view: PersonView): ExplainedClause {
  const answer = answerOf(truthOf(condition, view));
  if ("all" in condition)
    return { clause: "all of", answer, parts: condition.all.map((part) => explainClause(part, view)) };
  if ("any" in condition)
    return { clause: "any of", answer, parts: condition.any.map((part) => explainClause(part, view)) };
  if ("not" in condition) return { clause: "not", answer, parts: [explainClause(condition.not, view)] };
  return { clause: explainCondition(condition, view), answer };
}

function answerOf(truth: number): ExplainedClause["answer"] {
  if (truth === 0) return "undetermined";
  return truth === 1 ? "yes" : "no";
}
