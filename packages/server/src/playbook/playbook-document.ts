import type { Engine } from "@attune/engine/runtime/engine";
import { conditionLine } from "@attune/model/condition-words";
import type { PlaybookDocument, PlaybookFinding, TacticEvidence, TacticPage } from "@attune/model/playbook-report";
import type { PlaybookRevision } from "@attune/model/playbook-revision";
import type { TacticReport } from "@attune/model/report";
import type { Playbook, Tactic, TacticStop } from "@attune/model/tactic";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { allTacticReports } from "../report/effect-reports.ts";
import { againstTarget, type TargetStanding } from "./against-target.ts";
import { experimentPage, inOneLine, segmentPage } from "./declared-pages.ts";
import { goalComparison } from "./goal-comparison.ts";

/** The playbook that runs, with what it was to reach and what was measured of it. */
export async function playbookDocument(
  engine: Engine,
  revision: PlaybookRevision | undefined,
  findingsOf: () => Promise<PlaybookFinding[]>,
  now: number,
): Promise<PlaybookDocument> {
  const { playbook } = engine;
  const [reports, findings] = await Promise.all([reportsOf(engine, now), findingsOf()]);
  const stops = new Map(engine.tacticStops.list().map((stop) => [stop.tacticId, stop]));
  const tactics = await Promise.all(
    playbook.tactics.map(async (tactic): Promise<TacticPage> => {
      const evidence = isUndetermined(reports)
        ? reports
        : await evidenceOf(engine, tactic, reports.get(tactic.tacticId), now);
      return pageOf(tactic, playbook, revision, evidence, stops.get(tactic.tacticId), now);
    }),
  );
  return {
    schema: "attune.playbook.document/1",
    business: engine.business().name,
    revision:
      revision === undefined
        ? null
        : { revision: revision.revision, at: revision.at, author: revision.author, note: revision.note },
    computedAt: new Date(now).toISOString(),
    holdout: playbook.holdout,
    tactics,
    experiments: engine.experiments.list().map(experimentPage),
    segments: (playbook.segments ?? []).map(segmentPage),
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
  evidence: TacticEvidence | Undetermined,
  stop: TacticStop | undefined,
  now: number,
): TacticPage {
  const { tacticId, name, placementId, content, goal, holdout } = tactic;
  return {
    tacticId,
    name,
    hypothesis: tactic.hypothesis ?? null,
    placementId,
    segment: tactic.when === undefined ? null : inOneLine(tactic.when),
    segmentWords: tactic.when === undefined ? null : conditionLine(tactic.when),
    trigger: tactic.trigger ?? null,
    content,
    items: tactic.items ?? null,
    variants: tactic.variants ?? [],
    price: tactic.price ?? null,
    restraint: restraintOf(tactic, playbook),
    metric: goal?.metricId ?? null,
    target: goal?.target ?? null,
    by: goal?.byAt === undefined ? null : new Date(goal.byAt).toISOString().slice(0, 10),
    baseline: revision?.baselines?.[tacticId] ?? null,
    state: stateOf(tactic, stop !== undefined, now),
    stop: stop === undefined ? null : { at: stop.at, by: stop.by, reason: stop.reason },
    holdout,
    evidence,
  };
}

/** What has ended shows nothing, stopped or not; what is stopped does not begin with its schedule. */
function stateOf(
  { schedule: { startsAt, endsAt } = {} }: Tactic,
  isStopped: boolean,
  now: number,
): TacticPage["state"] {
  if (endsAt !== undefined && now >= endsAt) return "ended";
  if (isStopped) return "stopped";
  return startsAt !== undefined && now < startsAt ? "scheduled" : "running";
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

async function evidenceOf(
  engine: Engine,
  tactic: Tactic,
  report: TacticReport | undefined,
  now: number,
): Promise<TacticEvidence | Undetermined> {
  if (report === undefined || report.metrics.length === 0)
    return undetermined("nothing-measured", "Nobody has met this tactic yet.");
  const elsewhere = measuredElsewhere(engine, tactic);
  if (elsewhere !== null) return elsewhere;
  const found = await goalComparison(engine, tactic, report, now);
  if (isUndetermined(found)) return found;
  const { goal } = tactic;
  return {
    metric: found.name,
    exposed: report.exposed.people,
    heldOut: report.heldOut.people,
    lift: found.lift,
    effect: found.effect,
    againstTarget: goal?.target === undefined ? null : standingWords[againstTarget(goal.target, found.lift)],
  };
}

/** Of a tactic that nobody is held out of: where what it does is measured instead; null where nothing measures it, or its holdout does. */
function measuredElsewhere({ experiments }: Engine, { tacticId, holdout, price }: Tactic): Undetermined | null {
  if (holdout > 0) return null;
  const run = experiments.list().find(({ run }) => run?.registered.tacticId === tacticId)?.run;
  if (run === null || run === undefined) return null;
  const compared = `Nobody is held out of it: experiment ${run.experimentId} compares its variants`;
  return price === undefined
    ? undetermined("in-experiment", `${compared} (\`attune decide experiment report ${run.experimentId}\`).`)
    : undetermined("in-price-test", `${compared}, which are prices (\`attune measure prices ${tacticId}\`).`);
}

const standingWords: Record<TargetStanding, string> = {
  unknown: "not known yet",
  reached: "reached: the whole interval lies beyond the target",
  missed: "missed: the whole interval lies short of the target",
  open: "open: the interval holds the target",
};
