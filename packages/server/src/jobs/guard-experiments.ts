import type { Engine } from "@attune/engine/runtime/engine";
import { adaptiveEstimates } from "@attune/measure/experiment/adaptive-inference";
import { confidenceSequenceGreater } from "@attune/measure/experiment/confidence-sequence";
import type { BanditPolicy, ExperimentRun } from "@attune/model/experiment";
import { isUndetermined } from "@attune/model/undetermined";
import { banditLog } from "../report/bandit-log.ts";
import { guardedMetrics, shownHarm } from "../report/shown-harm.ts";
import { armSums } from "../report/variant-arms.ts";

/** Of wrongly stopping an experiment that harms nothing, over all its guardrails, variants and looks together. */
const alpha = 0.05;
/** Rewarded draws, and such of the control, before a bandit is judged: the sequence needs means that are close to normal. */
const fewestDraws = 200;
const fewestControlDraws = 50;

/**
 * Stops every running experiment that shows harm beyond a guardrail's margin, bandits that earn less than the control, and those whose end has come.
 * Intervals hold at all looks at once, so that watching without pause stops nothing by chance more often than one in twenty times.
 * Returns those that were stopped, with the reason.
 */
export async function guardExperiments(
  engine: Engine,
  now: number,
): Promise<{ experimentId: string; reason: string }[]> {
  const stopped: { experimentId: string; reason: string }[] = [];
  for (const { run } of engine.experiments.list()) {
    if (run?.status !== "running") continue;
    const reason = await reasonToStop(engine, run, now);
    if (reason === null) continue;
    await engine.experiments.stop(run.experimentId, "guardrail", reason);
    stopped.push({ experimentId: run.experimentId, reason });
  }
  return stopped;
}

async function reasonToStop(engine: Engine, run: ExperimentRun, now: number): Promise<string | null> {
  const { endsAt, policy } = run.registered;
  if (endsAt !== undefined && now >= endsAt) return "its planned end has come";
  return policy.kind === "fixed" ? harmOfVariants(engine, run) : harmOfBandit(engine, run, policy, now);
}

/** A variant that is worse than the control by more than a guardrail's margin. */
async function harmOfVariants(engine: Engine, run: ExperimentRun): Promise<string | null> {
  const { guardrails, plannedPeople } = run.registered;
  if (guardrails.length === 0) return null;
  const sums = await armSums(engine, run, guardedMetrics(guardrails, run.metrics), []);
  return shownHarm(guardrails, sums, alpha, plannedPeople);
}

/** A policy that on the whole earns less than the control alone, or harms a guardrail. */
async function harmOfBandit(
  engine: Engine,
  run: ExperimentRun,
  policy: BanditPolicy,
  now: number,
): Promise<string | null> {
  const { guardrails, metricId, control, variants } = run.registered;
  const watched = [{ metricId, margin: 0 }, ...guardrails.filter((guardrail) => guardrail.metricId !== metricId)];
  const place = variants.findIndex(({ variantId }) => variantId === control);
  for (const { metricId: id, margin } of watched) {
    const metric = run.metrics.find((one) => one.metricId === id);
    if (metric === undefined || metric.denominator !== undefined) continue;
    const log = await banditLog(engine, run, policy, metric, now);
    const estimate = adaptiveEstimates(log)[place];
    const draws = log.reward.length;
    const ofControl = log.chosen.reduce((count, arm) => count + (arm === place ? 1 : 0), 0);
    if (draws < fewestDraws || ofControl < fewestControlDraws || estimate === undefined || isUndetermined(estimate))
      continue;
    const mean = log.reward.reduce((sum, reward) => sum + reward, 0) / draws;
    const variance = log.reward.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / (draws - 1);
    const sign = metric.direction === "decrease" ? -1 : 1;
    const harm = {
      estimate: sign * (estimate.estimate - mean) - margin,
      standardError: Math.hypot(estimate.standardError, Math.sqrt(variance / draws)),
    };
    if (confidenceSequenceGreater(harm, draws, alpha / watched.length).pValue <= alpha / watched.length)
      return `the policy gives ${rounded(mean)} of ${id} per draw where the control gives ${rounded(estimate.estimate)}: it retreats to the control`;
  }
  return null;
}

const rounded = (value: number) => Number(value.toPrecision(3));
