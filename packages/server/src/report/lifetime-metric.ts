import type { MetricInput } from "@attune/measure/experiment/metric-input";
import type { ExperimentCheck } from "@attune/model/experiment-report";
import type { LifetimeEffect } from "@attune/model/lifetime-effect";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";

/** By this it is asked for among the metrics of a long report. */
export const lifetimeMetricId = "lifetime-value";
const name = "customer lifetime value";

const dayMs = 24 * 3_600_000;
/** A running server forecasts daily. */
const oldAfterDays = 7;

/** Lifetime value as a metric of a long report: what was paid, plus the predicted rest with the model's error. The control comes first. */
export function lifetimeMetric(effect: LifetimeEffect | Undetermined): MetricInput | ({ name: string } & Undetermined) {
  if (isUndetermined(effect)) return { name, ...effect };
  const { treated, control } = effect;
  if (isUndetermined(control)) return { name, ...control };
  if (isUndetermined(treated)) return { name, ...treated };
  return {
    name,
    kind: "mean",
    unit: "currency",
    direction: "increase",
    arms: [control, treated].map(({ statistics: { n, sum, sumSquares, predictionVariance }, predictedPerPerson }) => ({
      kind: "mean",
      statistics: { n, sum, sumSquares },
      prediction: { sum: n * predictedPerPerson, variance: predictionVariance },
    })),
  };
}

/** When it was forecast, and how far ahead. */
export function lifetimeChecks(effect: LifetimeEffect | Undetermined, now: number): ExperimentCheck[] {
  if (isUndetermined(effect)) return [];
  const { computedAt, horizonDays, model } = effect;
  const ageDays = (now - computedAt) / dayMs;
  const made = `The rest of ${name} was forecast on ${new Date(computedAt).toISOString().slice(0, 10)} by ${model}, ${horizonDays} days ahead, for everyone together and not by segment`;
  return [
    {
      id: "lifetime-forecast",
      status: ageDays > oldAfterDays ? "warn" : "pass",
      statistic: ageDays,
      pValue: null,
      message: ageDays > oldAfterDays ? `${made}: what came since is not in it.` : `${made}.`,
    },
  ];
}
