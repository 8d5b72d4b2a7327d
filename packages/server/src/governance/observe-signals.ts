import type { BacktestReport } from "@attune/forecast/backtest/backtest-report";
import { dayMs } from "@attune/math/time-units";
import type { AlertRules, AlertSignal } from "@attune/model/alerts";
import { isUndetermined } from "@attune/model/undetermined";
import { deliveryTroubles } from "../deliver/delivery-troubles.ts";
import { entriesBehind } from "../instance/entries-behind.ts";
import type { Instance } from "../instance/instance.ts";
import { auditSources } from "../quality/audit-sources.ts";
import { type RecommenderStatus, recommenderStatus } from "../recommenders/recommender-status.ts";
import { observeDevices } from "./observe-devices.ts";
import type { Observation } from "./raise-alerts.ts";
import { listReports } from "./regular-reports.ts";

const auditDays = 30;
const fewestEvents = 100;
const deliveriesRead = 2_000;
const fewestDeliveries = 20;
const fewestPeriods = 10;

/** What is wrong now, by the thresholds of the playbook. */
export async function observeSignals(
  instance: Instance,
  { thresholds }: AlertRules,
  decisions: { count: number; shareWithin50Ms: number } | null,
): Promise<Observation[]> {
  return [
    ...(await ofSources(instance, thresholds)),
    ...(await ofAnalytics(instance, thresholds)),
    ...(await ofDelivery(instance, thresholds)),
    ...ofDecisions(decisions, thresholds),
    ...(await ofModels(instance)),
    ...(await ofForecasts(instance, thresholds)),
    ...ofGuardrails(instance),
    ...(await observeDevices(instance.engine, thresholds.deviceHarm)),
  ];
}

type Thresholds = AlertRules["thresholds"];

async function ofSources({ engine, clock }: Instance, limits: Thresholds): Promise<Observation[]> {
  const now = clock();
  const month = await auditSources(engine, auditDays, now);
  const day = await auditSources(engine, 1, now);
  const stale = month.sources.flatMap(({ source, freshness }): Observation[] =>
    freshness.state !== "stale"
      ? []
      : [
          {
            signal: "freshness",
            subject: source,
            message: `${source} has been silent for ${Math.round(freshness.silentHours)} hours; it may be so for ${Math.round(freshness.limitHours ?? 0)}.`,
            action: "See why it fell silent. Until it sends again, what depends on it is old.",
          },
        ],
  );
  const poor = month.sources.flatMap(({ source, score, events }): Observation[] =>
    score >= limits.sourceScore || events < fewestEvents
      ? []
      : [
          {
            signal: "signal-quality",
            subject: source,
            message: `${source} has the quality ${Math.round(100 * score)} %; ${Math.round(100 * limits.sourceScore)} % is the least.`,
            action: "`attune collect audit` names the gaps.",
          },
        ],
  );
  const aside = day.sources.flatMap(({ source, scores, events }): Observation[] => {
    const schema = scores.find(({ dimension }) => dimension === "schema");
    if (schema === undefined || typeof schema.score !== "number" || events < fewestEvents) return [];
    if (1 - schema.score <= limits.quarantinedShare) return [];
    const message = `Of ${source} ${Math.round(100 * (1 - schema.score))} % of the last day were set aside: ${schema.evidence}.`;
    return [{ signal: "quarantine", subject: source, message, action: "`attune collect quarantine list` shows why." }];
  });
  return [...stale, ...poor, ...aside];
}

async function ofAnalytics({ engine }: Instance, { analyticsLagEntries }: Thresholds): Promise<Observation[]> {
  const behind = entriesBehind(engine, await engine.projector());
  if (behind <= analyticsLagEntries) return [];
  const message = `Analytics is ${behind.toLocaleString("en")} entries behind the log; reports lag by as much.`;
  return [{ signal: "analytics-lag", subject: "", message, action: "`attune doctor` shows why." }];
}

async function ofDelivery(instance: Instance, limits: Thresholds): Promise<Observation[]> {
  const troubles = await deliveryTroubles(instance.engine, limits, instance.clock());
  const kept = troubles.map((trouble): Observation => ({ signal: "delivery", ...trouble }));
  return [...kept, ...(await failedDeliveries(instance, limits))];
}

async function failedDeliveries(
  { engine, clock }: Instance,
  { failedDeliveriesShare }: Thresholds,
): Promise<Observation[]> {
  const since = clock() - dayMs;
  const latest = (await engine.stores.journeys.deliveries(null, deliveriesRead)).filter(({ at }) => at >= since);
  const tried = latest.filter(({ outcome }) => outcome === "sent" || outcome === "failed");
  const failed = tried.filter(({ outcome }) => outcome === "failed").length;
  if (tried.length < fewestDeliveries || failed / tried.length <= failedDeliveriesShare) return [];
  const message = `${failed} of ${tried.length} messages of the last day failed.`;
  return [{ signal: "delivery", subject: "", message, action: "`attune deliver messages` shows why." }];
}

function ofDecisions(
  decisions: { count: number; shareWithin50Ms: number } | null,
  { slowDecisionsShare }: Thresholds,
): Observation[] {
  if (decisions === null || 1 - decisions.shareWithin50Ms <= slowDecisionsShare) return [];
  const message = `${(100 * (1 - decisions.shareWithin50Ms)).toFixed(1)} % of decisions took longer than 50 ms.`;
  return [
    {
      signal: "decision-latency",
      subject: "",
      message,
      action: "Give the server a core of its own; `/metrics` shows since when.",
    },
  ];
}

async function ofModels(instance: Instance): Promise<Observation[]> {
  const { alarms } = await recommenderStatus(instance);
  const action = "`attune learn recommenders` shows the model; train it again, or roll back.";
  return alarms.map(({ what, message }) => ({ signal: signalOf[what], subject: what, message, action }));
}

const signalOf: Record<RecommenderStatus["alarms"][number]["what"], AlertSignal> = {
  behaviour: "drift",
  catalogue: "drift",
  model: "model-accuracy",
  feed: "freshness",
  training: "model",
  file: "model",
};

/** Whether intervals of forecasts hold what they promise, as the last month's report found it. */
async function ofForecasts({ engine }: Instance, { calibrationGap }: Thresholds): Promise<Observation[]> {
  const last = (await listReports(engine.stores.definitions)).find((report) => report.kind === "monthly-variance");
  const score = (last?.report as unknown as BacktestReport | undefined)?.score;
  if (score === undefined || isUndetermined(score) || score.periods < fewestPeriods) return [];
  if (score.level - score.coverage <= calibrationGap) return [];
  const message = `Of ${score.periods} forecast periods ${Math.round(100 * score.coverage)} % lay within intervals meant for ${Math.round(100 * score.level)} %.`;
  const action = "`attune forecast backtest` says how much wider the next intervals must be.";
  return [{ signal: "calibration", subject: "forecasts", message, action }];
}

function ofGuardrails({ engine }: Instance): Observation[] {
  return engine.tacticStops
    .list()
    .filter(({ by }) => by === "guardrail")
    .map(({ tacticId, reason }) => ({
      signal: "guardrail",
      subject: tacticId,
      message: `${tacticId} was stopped: ${reason}`,
      action: `Mend it, then \`attune decide tactic resume ${tacticId}\`; or take it out of the playbook.`,
    }));
}
