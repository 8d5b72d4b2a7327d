import type { Segment } from "@attune/model/segment";

/** Five to ten segments cover most of what people do; with more, few are looked after. */
const manySegments = 10;

/** What is to be said of the segments of a playbook together, in sentences that a marketer reads. */
export function segmentWarnings(segments: readonly Segment[]): string[] {
  const warnings: string[] = [];
  if (segments.length > manySegments)
    warnings.push(
      `${segments.length} segments are active. Start with five to ten: \`attune segment coverage\` shows which of them add people and revenue that no other covers.`,
    );
  const idle = segments.filter(({ nextBestAction }) => nextBestAction === undefined).map(({ segmentId }) => segmentId);
  if (idle.length > 0)
    warnings.push(`No next best action is stated for ${idle.join(", ")}: a segment nobody acts on is only a number.`);
  return warnings;
}
