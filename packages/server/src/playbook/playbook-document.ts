import type { Engine } from "@attune/engine/runtime/engine";
import type { PlaybookDocument, PlaybookFinding, TacticEvidence, TacticPage } from "@attune/model/playbook-report";
import type { PlaybookRevision } from "@attune/model/playbook-revision";
import type { MetricComparison, TacticReport } from "@attune/model/report";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { stringify } from "yaml";
import { allTacticReports } from "../report/effect-reports.ts";

/** The playbook that runs, with what it was to reach and what was measured of it. */
export async function playbookDocument(
  engine: Engine,
  revision: PlaybookRevision | undefined,
  findings: PlaybookFinding[],
  now: number,
): Promise<PlaybookDocument> {
  const { playbook } = engine;
  const reports = await reportsOf(engine, now);
  return {
    schema: "attune.playbook.document/1",
    business: engine.business().name,
    revision:
      revision === undefined
        ? null
        : { revision: revision.revision, at: revision.at, author: revision.author, note: revision.note },
    computedAt: new Date(now).toISOString(),
    holdout: playbook.holdout,
    tactics: playbook.tactics.map((tactic) => pageOf(tactic, playbook, revision, reports, now)),
    findings,
  };
}

type Reports = ReadonlyMap<string, TacticReport> | Undetermined;

async function reportsOf(engine: Engine, now: number): Promise<Reports> {
  try {
    const { tactics } = await allTacticReports(engine, now);
    return new Map(tactics.map((report) => [report.tactic.id, report]));
  } catch (error) {
    return undetermined("analytics-unavailable", (error as Error).message);
  }
}

function pageOf(
  tactic: Tactic,
  playbook: Playbook,
  revision: PlaybookRevision | undefined,
  reports: Reports,
  now: number,
): TacticPage {
  const { tacticId, name, placementId, content, goal, holdout, schedule = {} } = tactic;
  const isScheduled = schedule.startsAt !== undefined && now < schedule.startsAt;
  const hasEnded = schedule.endsAt !== undefined && now >= schedule.endsAt;
  return {
    tacticId,
    name,
    hypothesis: tactic.hypothesis ?? null,
    placementId,
    segment:
      tactic.when === undefined ? null : stringify(tactic.when, { collectionStyle: "flow", lineWidth: 0 }).trim(),
    trigger: tactic.trigger ?? null,
    content,
    restraint: restraintOf(tactic, playbook),
    metric: goal?.metricId ?? null,
    target: goal?.target ?? null,
    by: goal?.byAt === undefined ? null : new Date(goal.byAt).toISOString().slice(0, 10),
    baseline: revision?.baselines?.[tacticId] ?? null,
    state: isScheduled ? "scheduled" : hasEnded ? "ended" : "running",
    holdout,
    evidence: isUndetermined(reports) ? reports : evidenceOf(tactic, reports.get(tacticId)),
  };
}

function restraintOf(tactic: Tactic, { restraint }: Playbook): string[] {
  const caps = (tactic.caps ?? []).map(({ atMost, withinMs }) => `at most ${atMost} in ${hoursText(withinMs)}`);
  const rest = restraint?.groups?.[tactic.exclusivityGroup ?? ""]?.restMs ?? 0;
  return [
    ...caps,
    ...(tactic.quietHours === undefined ? [] : [`not from ${tactic.quietHours.replace("-", " to ")}`]),
    ...(tactic.exclusivityGroup === undefined
      ? []
      : [`one of ${tactic.exclusivityGroup}${rest === 0 ? " at a time" : ` in ${hoursText(rest)}`}`]),
    ...(tactic.offerId === undefined ? [] : [`offer ${tactic.offerId}, once`]),
  ];
}

function hoursText(ms: number): string {
  const hours = ms / 3_600_000;
  return hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`;
}

function evidenceOf({ goal }: Tactic, report: TacticReport | undefined): TacticEvidence | Undetermined {
  if (report === undefined || report.metrics.length === 0)
    return undetermined("nothing-measured", "Nobody has met this tactic yet.");
  const wanted = shortNames[goal?.metricId ?? "conversion-rate"];
  const found = report.metrics.find(({ name }) => name === wanted);
  if (found === undefined) {
    const reason = `${goal?.metricId} is in the long report: attune measure tactic ${report.tactic.id} --metrics ${goal?.metricId}`;
    return undetermined("in-long-report", reason);
  }
  return {
    metric: found.name,
    exposed: report.exposed.people,
    heldOut: report.heldOut.people,
    lift: found.lift,
    effect: found.effect,
    againstTarget: goal?.target === undefined ? null : againstTarget(goal.target, found),
  };
}

/** The metrics of the short report, by the ids that goals name. */
const shortNames: Readonly<Record<string, string>> = {
  "conversion-rate": "conversion rate",
  "revenue-per-visitor": "revenue per visitor",
  "average-order-value": "average order value, net of refunds",
};

function againstTarget(target: number, { lift }: MetricComparison): string {
  if (isUndetermined(lift)) return "not known yet";
  const [low, high] = lift.interval;
  const reaches = (end: number | null) => end !== null && (target > 0 ? end >= target : end <= target);
  const [near, far] = target > 0 ? [low, high] : [high, low];
  if (reaches(near)) return "reached: the whole interval lies beyond the target";
  if (far !== null && !reaches(far)) return "missed: the whole interval lies short of the target";
  return "open: the interval holds the target";
}
