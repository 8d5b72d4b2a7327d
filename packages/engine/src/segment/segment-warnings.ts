import type { Condition } from "@attune/model/condition";
import type { Segment } from "@attune/model/segment";
import { clausesIn } from "@attune/rules/clauses-in";

export interface SegmentWarning {
  code: "many-segments" | "no-next-best-action" | "ageless-prediction";
  /** Of the playbook's file. */
  path: string;
  /** In sentences that a marketer reads. */
  message: string;
}

/** Five to ten segments cover most of what people do; with more, few are looked after. */
const manySegments = 10;

/** What is to be said of the segments of a playbook. */
export function segmentWarnings(segments: readonly Segment[]): SegmentWarning[] {
  const warnings: SegmentWarning[] = [];
  if (segments.length > manySegments)
    warnings.push({
      code: "many-segments",
      path: "segments",
      message: `${segments.length} segments are active. Start with five to ten: \`attune segment coverage\` shows which of them add people and revenue that no other covers.`,
    });
  const idle = segments.filter(({ nextBestAction }) => nextBestAction === undefined).map(({ segmentId }) => segmentId);
  if (idle.length > 0)
    warnings.push({
      code: "no-next-best-action",
      path: `segments.${idle[0]}.nextBestAction`,
      message: `No next best action is stated for ${idle.join(", ")}: a segment nobody acts on is only a number.`,
    });
  for (const { segmentId, when } of segments) {
    const score = agelessScore(when);
    if (score !== null)
      warnings.push({
        code: "ageless-prediction",
        path: `segments.${segmentId}.when`,
        message: `${segmentId} takes the score ${score} at any age: with \`maxAgeDays\` nobody is a member on a stale prediction.`,
      });
  }
  return warnings;
}

/** The first score that a condition takes however old it is; null where there is none. */
function agelessScore(condition: Condition): string | null {
  for (const clause of clausesIn(condition))
    if ("score" in clause && clause.maxAgeDays === undefined) return clause.score;
  return null;
}
