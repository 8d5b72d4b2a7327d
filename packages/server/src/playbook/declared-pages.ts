import type { ExperimentState } from "@attune/engine/runtime/experiments";
import { conditionLine } from "@attune/model/condition-words";
import type { ExperimentPage, SegmentPage } from "@attune/model/playbook-report";
import type { Segment } from "@attune/model/segment";
import { similarityScore } from "@attune/model/segment";
import { stringify } from "yaml";

/** What a segment's page says: of a lookalike, whom it is like. */
export function segmentPage({ segmentId, name, description, when, nextBestAction, lookalike }: Segment): SegmentPage {
  const like =
    lookalike === undefined
      ? null
      : `the ${Number((100 * lookalike.share).toPrecision(3))} % of people most like ${lookalike.seedSegmentId} (score ${similarityScore(lookalike.seedSegmentId)}, at most ${lookalike.maxAgeDays} days old)`;
  return {
    segmentId,
    name,
    description: description ?? null,
    when: like ?? inOneLine(when),
    whenWords: like ?? conditionLine(when),
    nextBestAction: nextBestAction ?? null,
  };
}

/** What an experiment's page says: from its start on what was locked then, not what the file says since. */
export function experimentPage({ experiment, run }: ExperimentState): ExperimentPage {
  const told = run?.registered ?? experiment;
  return {
    experimentId: told.experimentId,
    name: told.name,
    hypothesis: told.hypothesis ?? null,
    tacticId: told.tacticId,
    variants: told.variants,
    control: told.control,
    metric: told.metricId,
    guardrails: told.guardrails,
    method: told.method,
    policy: told.policy,
    ramp: run?.ramp ?? told.ramp,
    state: run?.status ?? "not-started",
    startedAt: run?.startedAt ?? null,
    endedAt: run?.endedAt ?? null,
    reason: run?.reason ?? null,
    shown: run?.shown ?? null,
  };
}

/** A condition as a file would say it, in one line. */
export function inOneLine(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
}
