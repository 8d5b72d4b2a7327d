import type { Engine } from "@attune/engine/runtime/engine";
import {
  type AdaptiveEstimate,
  type AdaptiveLog,
  adaptiveDifference,
  adaptiveEstimates,
} from "@attune/measure/experiment/adaptive-inference";
import type { BanditPolicy, ExperimentRun, ServedPolicy } from "@attune/model/experiment";
import type { AdaptiveValue, BanditReport } from "@attune/model/run-report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { banditLog, mostDraws } from "./bandit-log.ts";

const fewestDraws = 100;
const z = 1.959963984540054;

/** What a bandit's variants are worth, by intervals that stay right although it chose what it collected. */
export async function banditReport(
  engine: Engine,
  run: ExperimentRun,
  policy: BanditPolicy,
  served: ServedPolicy | null,
  now: number,
): Promise<BanditReport | Undetermined> {
  const { metricId, variants, control } = run.registered;
  const metric = run.metrics.find((one) => one.metricId === metricId);
  if (metric === undefined) return undetermined("no-such-metric", `Its reward ${metricId} was not registered.`);
  const log = await banditLog(engine, run, policy, metric, now);
  const estimates = adaptiveEstimates(log);
  const place = variants.findIndex(({ variantId }) => variantId === control);
  const ofControl = estimates[place]!;
  const earned = meanOf(log);
  return {
    draws: log.reward.length,
    isCut: log.reward.length >= mostDraws,
    windowHours: policy.windowHours,
    floor: policy.floor,
    policy: served,
    arms: variants.map(({ variantId, weight }, i) => {
      const estimate = estimates[i]!;
      return {
        variantId,
        draws: log.chosen.reduce((count, arm) => count + (arm === i ? 1 : 0), 0),
        probability: served?.probabilities[i] ?? weight,
        value: adaptiveValue(estimate),
        naive: isUndetermined(estimate) ? estimate : estimate.naive,
        ...(i === place ? {} : { effect: differenceOf(estimate, ofControl) }),
      };
    }),
    earned,
    gainOverControl: gainOf(earned, ofControl),
  };
}

function adaptiveValue(estimate: AdaptiveEstimate | Undetermined): AdaptiveValue | Undetermined {
  if (isUndetermined(estimate)) return estimate;
  const { naive: _naive, ...value } = estimate;
  return value;
}

function differenceOf(treated: AdaptiveEstimate | Undetermined, control: AdaptiveEstimate | Undetermined) {
  if (isUndetermined(treated)) return treated;
  return isUndetermined(control) ? control : adaptiveDifference(treated, control);
}

function meanOf({ reward }: AdaptiveLog): AdaptiveValue | Undetermined {
  const n = reward.length;
  if (n < fewestDraws)
    return undetermined("too-few-draws", `The windows of ${n} draws have ended; a mean needs ${fewestDraws}.`);
  const estimate = reward.reduce((sum, value) => sum + value, 0) / n;
  const variance = reward.reduce((sum, value) => sum + (value - estimate) ** 2, 0) / (n - 1);
  return withInterval(estimate, Math.sqrt(variance / n));
}

/** The control's own draws are in both, which makes the interval a little wider than it need be. */
function gainOf(earned: AdaptiveValue | Undetermined, control: AdaptiveEstimate | Undetermined) {
  if (isUndetermined(earned)) return earned;
  if (isUndetermined(control)) return control;
  return withInterval(earned.estimate - control.estimate, Math.hypot(earned.standardError, control.standardError));
}

function withInterval(estimate: number, standardError: number): AdaptiveValue {
  return { estimate, standardError, interval: [estimate - z * standardError, estimate + z * standardError] };
}
