import type { Engine } from "@attune/engine/runtime/engine";
import { metricsOfType, metricsWith } from "@attune/measure/metric/built-in-metrics";
import type { EffectExperiment, MetricEffect } from "@attune/model/effect-experiment";
import { AttuneError } from "@attune/model/errors";
import type { ExperimentCheck } from "@attune/model/experiment-report";
import { type Metric, type MetricType, metricTypes } from "@attune/model/metric";
import type { Playbook } from "@attune/model/tactic";
import { keptLifetimeEffect } from "../jobs/refresh-lifetime-effects.ts";
import { type PlannedSplit, plannedShares } from "./check-split.ts";
import { type GroupSums, groupSums } from "./compare-groups.ts";
import { consistencyReport } from "./consistency-report.ts";
import { deviceReport } from "./device-report.ts";
import { allTacticReports, holdoutReport, requireTactic } from "./effect-reports.ts";
import { holdoutAccount } from "./holdout-account.ts";
import { lifetimeChecks, lifetimeMetric, lifetimeMetricId } from "./lifetime-metric.ts";
import { type MeasuredTactic, plannedSplitOf } from "./measured-tactics.ts";
import type { Population } from "./metric-question.ts";
import {
  longWork,
  type MetricsAsked,
  metricsFromStore,
  type StoreExperiment,
  stagesFromStore,
  storeExperiment,
} from "./store-experiment.ts";

const dayMs = 24 * 3_600_000;
const settleMs = 30_000;
const holdoutWindowDays = 7;
/** Shares are products of shares: equal ones may differ in their last digits. */
const sameShare = 1e-9;

/** Which metrics a long report tells; all unless said. */
export interface MetricQuestion {
  metrics?: readonly string[];
  type?: string;
}

/** The long report of a tactic: the report of an experiment, exposed against held out, with devices. */
export async function tacticExperiment(
  engine: Engine,
  tacticId: string,
  question: MetricQuestion,
  now: number,
): Promise<EffectExperiment> {
  const tactic = requireTactic(engine, tacticId);
  const metrics = metricsAsked(engine, question);
  await engine.settled(settleMs);
  const compared = populationOf(tactic, engine.playbook);
  const lifetime = await lifetimeAsked(engine, question, tacticId, now);
  const stages = await stagesOf(engine, compared);
  return {
    schema: "attune.measure.effect-experiment/1",
    subject: { kind: "tactic", id: tacticId, name: tactic.name },
    ...(await measured(engine, compared, metrics, now, lifetime, { stages, limits: longWork })),
    devices: await deviceReport(engine, compared),
  };
}

/** What one tactic did to one metric, and nothing else: what a question about that metric waits for. */
export async function tacticMetric(
  engine: Engine,
  tacticId: string,
  metricId: string,
  now: number,
): Promise<MetricEffect> {
  const { name } = requireTactic(engine, tacticId);
  return {
    schema: "attune.measure.metric-effect/1",
    subject: { kind: "tactic", id: tacticId, name },
    ...(await metricAlone(engine, tacticId, metricId, now)),
  };
}

/** What all tactics together did to one metric. */
export async function holdoutMetric(engine: Engine, metricId: string, now: number): Promise<MetricEffect> {
  return {
    schema: "attune.measure.metric-effect/1",
    subject: { kind: "holdout" },
    ...(await metricAlone(engine, null, metricId, now)),
  };
}

/** @param tacticId null: of everything against the global holdout */
async function metricAlone(engine: Engine, tacticId: string | null, metricId: string, now: number) {
  const question = { metrics: [metricId] };
  const metrics = metricsAsked(engine, question);
  const compared =
    tacticId === null ? everyoneOf(engine.playbook) : populationOf(requireTactic(engine, tacticId), engine.playbook);
  await engine.settled(settleMs);
  return measured(engine, compared, metrics, now, await lifetimeAsked(engine, question, tacticId, now), {
    stages: {},
    limits: {},
  });
}

/** The long report of everything against the global holdout, with what shipped tactics promised and what holding out costs. */
export async function holdoutExperiment(
  engine: Engine,
  question: MetricQuestion,
  now: number,
): Promise<EffectExperiment> {
  const metrics = metricsAsked(engine, question);
  const everyone = everyoneOf(engine.playbook);
  const lifetime = await lifetimeAsked(engine, question, null, now);
  const [short, { tactics }, told, devices] = await Promise.all([
    holdoutReport(engine, now),
    allTacticReports(engine, now),
    stagesOf(engine, everyone).then((stages) =>
      measured(engine, everyone, metrics, now, lifetime, { stages, limits: longWork }),
    ),
    deviceReport(engine, everyone),
  ]);
  const [consistency, deviceConsistency] = await Promise.all([
    consistencyReport(engine, everyone, short.heldOut, "channel"),
    consistencyReport(engine, everyone, short.heldOut, "device"),
  ]);
  return {
    schema: "attune.measure.effect-experiment/1",
    subject: { kind: "holdout" },
    ...told,
    devices,
    consistency,
    deviceConsistency,
    holdout: holdoutAccount(short, tactics),
  };
}

interface Compared extends Population {
  treated: string;
  control: string;
  planned: PlannedSplit;
  query: "tactic-outcomes" | "holdout-outcomes";
}

function everyoneOf(playbook: Playbook): Compared {
  return {
    tacticId: "",
    windowDays: holdoutWindowDays,
    treated: "treated",
    control: "global-holdout",
    planned: { declared: playbook.holdout, plan: "of everyone" },
    query: "holdout-outcomes",
  };
}

function stagesOf(engine: Engine, compared: Compared): Promise<StoreExperiment["stages"]> {
  return stagesFromStore(engine, compared, [compared.control, compared.treated]);
}

function populationOf(tactic: MeasuredTactic, playbook: Playbook): Compared {
  return {
    tacticId: tactic.tacticId,
    windowDays: tactic.windowDays,
    treated: "exposed",
    control: "tactic-holdout",
    planned: plannedSplitOf(tactic, playbook),
    query: "tactic-outcomes",
  };
}

/** Lifetime value as it was forecast last, with a word on when; nothing where it was not asked for. */
async function lifetimeAsked(
  engine: Engine,
  { metrics, type }: MetricQuestion,
  tacticId: string | null,
  now: number,
): Promise<Pick<StoreExperiment, "handedIn" | "checks">> {
  const isAsked =
    metrics === undefined ? type === undefined || type === "omnichannel" : metrics.includes(lifetimeMetricId);
  if (!isAsked) return { handedIn: [], checks: [] };
  const effect = await keptLifetimeEffect(engine, tacticId);
  return { handedIn: [lifetimeMetric(effect)], checks: lifetimeChecks(effect, now) };
}

async function measured(
  engine: Engine,
  compared: Compared,
  metrics: readonly Metric[],
  now: number,
  lifetime: Pick<StoreExperiment, "handedIn" | "checks">,
  { stages, limits }: Pick<StoreExperiment, "stages"> & Pick<MetricsAsked, "limits">,
) {
  const [{ treated, control }, told] = await Promise.all([
    groupsOf(engine, compared, now),
    metricsFromStore(engine, { ...compared, metrics, limits }, now),
  ]);
  const { split, checks } = plannedSplit(treated, control, compared.planned);
  const experiment = {
    ...compared,
    split,
    checks: [...checks, ...windowsCheck(treated, control), ...lifetime.checks],
    people: [control.people, treated.people] satisfies [number, number],
    crossovers: treated.crossover + control.crossover,
    handedIn: lifetime.handedIn,
    stages,
  };
  return {
    windowDays: compared.windowDays,
    currency: engine.business().currency,
    computedAt: new Date(now).toISOString(),
    report: storeExperiment(experiment, told),
  };
}

async function groupsOf(engine: Engine, { tacticId, windowDays, query, treated, control }: Compared, now: number) {
  const rows = await engine.stores.analytics.query(query, {
    windowMs: windowDays * dayMs,
    nowMs: now,
    ...(query === "tactic-outcomes" ? { tacticId } : {}),
  });
  const sumsOfArm = (name: string) => groupSums(rows.find(({ arm }) => arm === name));
  return { treated: sumsOfArm(treated), control: sumsOfArm(control) };
}

/** The planned shares of control and treated; those seen, with a warning, where the plan changed and so cannot be checked. */
function plannedSplit(
  treated: GroupSums,
  control: GroupSums,
  planned: PlannedSplit,
): { split: [number, number]; checks: ExperimentCheck[] } {
  const [share, otherShare] = plannedShares(treated, control, planned);
  const seen = control.people / (treated.people + control.people);
  const isPlan = Math.abs(share - otherShare) <= sameShare && share > 0 && share < 1;
  if (isPlan) return { split: [share, 1 - share], checks: [] };
  return {
    split: seen > 0 && seen < 1 ? [seen, 1 - seen] : [0.5, 0.5],
    checks: [
      {
        id: "split-plan",
        status: "warn",
        statistic: null,
        pValue: null,
        message:
          share === otherShare
            ? "Nobody is to be held out, so there is no split to check."
            : "The share to be held out changed while this ran: the groups also differ by when people came, and the split is checked against itself only.",
      },
    ],
  };
}

function windowsCheck(treated: GroupSums, control: GroupSums): ExperimentCheck[] {
  const people = treated.people + control.people;
  const complete = treated.windowsComplete + control.windowsComplete;
  if (people === 0) return [];
  const isComplete = complete === people;
  return [
    {
      id: "windows-complete",
      status: isComplete ? "pass" : "warn",
      statistic: complete / people,
      pValue: null,
      message: isComplete
        ? "Everyone's window has ended."
        : `The window of ${complete.toLocaleString("en")} of ${people.toLocaleString("en")} people has ended; the others are in with what they did so far, so levels are too low, in both groups alike.`,
    },
  ];
}

function metricsAsked(engine: Engine, { metrics: ids, type }: MetricQuestion): Metric[] {
  const known = metricsWith(engine.playbook.metrics ?? []);
  const ofType = metricsOfType(known, requireType(type));
  if (ids === undefined) return ofType;
  return ids.flatMap((id) => {
    if (id === lifetimeMetricId) return [];
    const metric = known.find(({ metricId }) => metricId === id);
    if (metric !== undefined) return metric;
    const list = [...known.map(({ metricId }) => metricId), lifetimeMetricId].join(", ");
    throw new AttuneError("bad-request", `There is no metric "${id}"; there are: ${list}.`, { path: "metrics" });
  });
}

function requireType(type: string | undefined): MetricType | undefined {
  if (type === undefined) return undefined;
  const known = metricTypes.find((one) => one === type);
  if (known !== undefined) return known;
  throw new AttuneError("bad-request", `"${type}" is no type of metrics; there are: ${metricTypes.join(", ")}.`, {
    path: "type",
  });
}
