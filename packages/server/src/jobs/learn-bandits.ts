import type { Engine } from "@attune/engine/runtime/engine";
import type { ExperimentState } from "@attune/engine/runtime/experiments";
import { policyFromSums } from "@attune/learn/bandit/policy-from-sums";
import { businessDay } from "@attune/math/business-day";
import { hourMs } from "@attune/math/time-units";
import type { BanditPolicy, ExperimentRun } from "@attune/model/experiment";
import { drawQuestion } from "../report/draw-question.ts";

const background = { timeoutMs: 120_000, maxMemoryBytes: 1024 ** 3, priority: "heavy" } as const;

/**
 * Has every running bandit learn from the draws whose window has ended, and draw by what it learned from then on. All of it is worked out
 * anew from analytics: what was merged, erased or replayed counts as it stands. Returns the experiments that draw by new probabilities.
 */
export async function learnBandits(engine: Engine, now: number): Promise<string[]> {
  const learned: string[] = [];
  for (const state of engine.experiments.list()) {
    const { run } = state;
    if (run?.status !== "running" || run.registered.policy.kind === "fixed") continue;
    if (await learnOne(engine, state, run, run.registered.policy, now)) learned.push(run.experimentId);
  }
  return learned;
}

async function learnOne(
  engine: Engine,
  { policy: served }: ExperimentState,
  { experimentId, registered, metrics }: ExperimentRun,
  { kind, windowHours, floor, halfLifeDays }: BanditPolicy,
  now: number,
): Promise<boolean> {
  const metric = metrics.find(({ metricId }) => metricId === registered.metricId);
  if (metric === undefined) return false;
  const question = drawQuestion(experimentId, metric, windowHours * hourMs, now);
  const rows = await engine.stores.analytics.query("draw-sums", question, background);
  const { aggregation } = metric.numerator;
  const isShare = aggregation === "any" || aggregation === "absent";
  const arms = registered.variants.map(({ variantId }) => variantId);
  const sums = rows.flatMap(({ variantId, context, day, draws, reward, rewardSquares }) => {
    const arm = arms.indexOf(String(variantId));
    if (arm < 0) return [];
    const row = { arm, context: String(context), day: Number(day), draws: Number(draws) };
    const [sum, squares] = [Number(reward), Number(rewardSquares)];
    if (metric.direction === "increase") return { ...row, reward: sum, rewardSquares: squares };
    // Less is better: what did not happen, of a share; else the same below zero.
    return isShare
      ? { ...row, reward: row.draws - sum, rewardSquares: row.draws - squares }
      : { ...row, reward: -sum, rewardSquares: squares };
  });
  const policy = policyFromSums(sums, {
    arms: arms.length,
    isShare,
    floor,
    today: businessDay(now, engine.business().timeZone),
    usesContext: kind === "linear",
    ...(halfLifeDays === undefined ? {} : { halfLifeDays }),
  });
  if (policy === null || policy.learnedFrom === served?.learnedFrom) return false;
  await engine.experiments.serve({ experimentId, version: (served?.version ?? 0) + 1, at: now, ...policy });
  return true;
}
