import type { ExperimentCheck, ExperimentReport, MetricReport } from "@attune/model/experiment-report";

/**
 * The verdict by a rule that is the same for every experiment: a failed check makes it `invalid`; then the first metric decides, and
 * guardrails (metrics with a margin) can hold it back.
 */
export function decideExperiment(
  checks: readonly ExperimentCheck[],
  metrics: readonly MetricReport[],
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
  if (clear.length > 0) return { verdict: "ship", reasons: gains(clear) };
  return { verdict: "hold", reasons: [...gains(better), ...objections.map(({ reason }) => reason)] };
}
