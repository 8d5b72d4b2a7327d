import type { ExperimentCheck, MetricReport } from "@attune/model/experiment-report";

const phone = /^[^=]*=(phone|mobile|smartphone)$/i;

/**
 * The alarm for what works on a desk and fails in a hand: whether any metric is worse on phones, by the corrected p-values of its
 * segments. Silent where no segment is a phone.
 */
export function checkPhoneHarm(metrics: readonly MetricReport[]): ExperimentCheck | null {
  const onPhones = metrics.flatMap(({ name, comparisons }) =>
    comparisons.flatMap(({ segment, variant, call }) =>
      segment !== undefined && phone.test(segment) ? [{ name, variant, isHarmed: call === "worse" }] : [],
    ),
  );
  if (onPhones.length === 0) return null;
  const harmed = onPhones.filter(({ isHarmed }) => isHarmed);
  return {
    id: "phone-harm",
    status: harmed.length > 0 ? "warn" : "pass",
    statistic: harmed.length,
    pValue: null,
    message:
      harmed.length > 0
        ? `Alarm: on phones ${harmed.map(({ name, variant }) => `${name} is worse (${variant})`).join(", ")}. Look at it on a phone before it stays.`
        : "No metric is clearly worse on phones.",
  };
}
