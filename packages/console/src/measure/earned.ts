import type { HoldoutReport, MetricComparison } from "@attune/model/report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";

/** Money that personalization brought in, in the report's currency, with its 95% interval. */
export interface Earned {
  estimate: number;
  interval: [number, number];
}

/**
 * The metric that stands for money per person: the first of unit `currency` whose name speaks of revenue per person, visitor or
 * user; an average order value is not one, since it leaves out who did not buy.
 */
export function moneyPerPerson(metrics: readonly MetricComparison[]): MetricComparison | undefined {
  return metrics.find((metric) => metric.unit === "currency" && /revenue.*(person|visitor|user)/i.test(metric.name));
}

/**
 * Effect per person times the people who were treated. The count is known, so the interval scales with it. It answers what the
 * people who were treated spent beyond what they would have spent without (intention to treat, within the report's window).
 */
export function earned(report: Pick<HoldoutReport, "exposed" | "metrics">): Earned | Undetermined {
  const metric = moneyPerPerson(report.metrics);
  if (!metric) return undetermined("no-money-metric", "This report has no revenue per person to add up.");
  if (isUndetermined(metric.effect)) return metric.effect;
  const people = report.exposed.people;
  const [from, to] = metric.effect.interval;
  return { estimate: metric.effect.estimate * people, interval: [from * people, to * people] };
}
