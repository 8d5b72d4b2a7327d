import type { Engine } from "@attune/engine/runtime/engine";
import { hourMs } from "@attune/math/time-units";
import type { AdaptiveLog } from "@attune/measure/experiment/adaptive-inference";
import type { BanditPolicy, ExperimentRun } from "@attune/model/experiment";
import type { Metric } from "@attune/model/metric";
import { drawQuestion } from "./draw-question.ts";

/** Draws that are read one by one: 50 MB at most. */
export const mostDraws = 200_000;

const background = { timeoutMs: 120_000, maxMemoryBytes: 1024 ** 3, priority: "heavy" } as const;

/** A bandit's draws whose window has ended, in order of time, with what came of each by one metric: variants as in the experiment. */
export async function banditLog(
  engine: Engine,
  { experimentId, registered }: ExperimentRun,
  { windowHours }: BanditPolicy,
  metric: Metric,
  now: number,
): Promise<AdaptiveLog> {
  const question = { ...drawQuestion(experimentId, metric, windowHours * hourMs, now), limit: mostDraws };
  const arms = registered.variants.map(({ variantId }) => variantId);
  const rows = (await engine.stores.analytics.query("draw-log", question, background)).filter(
    ({ variantId, probabilities }) =>
      arms.includes(String(variantId)) && (probabilities as number[]).length === arms.length,
  );
  const log: AdaptiveLog = {
    chosen: new Uint8Array(rows.length),
    reward: new Float64Array(rows.length),
    propensity: new Float64Array(rows.length * arms.length),
    variants: arms.length,
  };
  rows.forEach(({ variantId, probabilities, reward }, i) => {
    log.chosen[i] = arms.indexOf(String(variantId));
    log.reward[i] = Number(reward);
    log.propensity.set(probabilities as number[], i * arms.length);
  });
  return log;
}
