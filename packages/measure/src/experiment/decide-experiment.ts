import type {
  ExperimentCheck,
  ExperimentMethod,
  ExperimentReport,
  MetricReport,
  VariantComparison,
} from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import type { ArmEstimate } from "./arm-estimate.ts";
import { independentPair } from "./pair-estimate.ts";
import { welch } from "./welch.ts";

/**
 * The verdict by a rule that is the same for every experiment: a failed check makes it `invalid`; then the first metric decides, and
 * guardrails (metrics with a margin) can hold it back.
 */
export function decideExperiment(
  checks: readonly ExperimentCheck[],
  metrics: readonly MetricReport[],
  method: ExperimentMethod,
): ExperimentReport["decision"] {
  const failed = checks.filter(({ status }) => status === "fail");
  if (failed.length > 0) return { verdict: "invalid", reasons: failed.map(({ id, message }) => `${id}: ${message}`) };
  const overall = (metric: MetricReport) => metric.comparisons.filter(({ segment }) => segment === undefined);
  const primary = metrics[0];
  if (primary === undefined) return { verdict: "learn", reasons: ["There is no metric."] };
  const better = overall(primary).filter(({ call }) => call === "better" || call === "not-worse-than-margin");
  const worse = overall(primary).filter(({ call }) => call === "worse");
  if (better.length === 0) {
    return worse.length > 0
      ? { verdict: "stop", reasons: worse.map(({ variant }) => `${primary.name} is worse in ${variant}.`) }
      : { verdict: "learn", reasons: [`${primary.name} shows no clear difference yet.`] };
  }
  const objections = metrics.slice(1).flatMap((metric) =>
    overall(metric).flatMap(({ variant, call, nonInferiority }) => {
      if (!better.some((winner) => winner.variant === variant)) return [];
      if (call === "worse") return [{ variant, reason: `${metric.name} is worse in ${variant}.` }];
      if (call !== "margin-not-shown" || nonInferiority === undefined) return [];
      return [
        { variant, reason: `${metric.name} in ${variant} may be worse than its margin of ${nonInferiority.margin}.` },
      ];
    }),
  );
  const clear = better.filter(({ variant }) => !objections.some((objection) => objection.variant === variant));
  const gains = (list: typeof better) => list.map(({ variant }) => `${primary.name} is better in ${variant}.`);
  if (clear.length > 0) return { verdict: "ship", reasons: [...gains(clear), ...whichOf(primary, clear, method)] };
  return { verdict: "hold", reasons: [...gains(better), ...objections.map(({ reason }) => reason)] };
}

/** Of several that may be shipped the one that gains most, and whether it is shown to be better than the next; that is tested at a fixed horizon only. */
function whichOf(primary: MetricReport, clear: readonly VariantComparison[], method: ExperimentMethod): string[] {
  const gainOf = ({ effect }: VariantComparison) =>
    isUndetermined(effect) ? -Infinity : primary.direction === "decrease" ? -effect.estimate : effect.estimate;
  const [best, next] = [...clear].sort((a, b) => gainOf(b) - gainOf(a));
  if (best === undefined || next === undefined) return [];
  const most = `Of these ${best.variant} gains most`;
  const [first, second] = [armOf(primary, best.variant), armOf(primary, next.variant)];
  const pair = method !== "fixed" || first === null || second === null ? null : independentPair(first, second);
  if (pair === null || isUndetermined(pair)) return [`${most} so far.`];
  const { pValue } = welch(pair);
  const p = pValue < 0.0001 ? pValue.toExponential(1) : pValue.toFixed(4);
  return pValue < 0.05
    ? [`${most}, and is better than ${next.variant}, too (p ${p}).`]
    : [`${most} so far; that it is better than ${next.variant} is not shown (p ${p}).`];
}

function armOf(metric: MetricReport, variant: string): ArmEstimate | null {
  const arm = metric.variants.find(({ id }) => id === variant);
  if (arm === undefined || isUndetermined(arm.mean) || isUndetermined(arm.standardDeviation)) return null;
  return { value: arm.mean, variance: arm.standardDeviation ** 2 / arm.n, degreesOfFreedom: arm.n - 1, n: arm.n };
}
