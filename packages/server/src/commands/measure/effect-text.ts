import type { HoldoutReport, MetricComparison, TacticReport } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";

/** A report of an effect as a person reads it in a terminal: every number with its interval, every missing one with its reason. */
export function effectText(report: TacticReport | HoldoutReport): string {
  const { exposed, heldOut, crossover, population, windowDays, currency, checks = [] } = report;
  return [
    `${exposed.people.toLocaleString("en")} people exposed, ${heldOut.people.toLocaleString("en")} held out; outcomes within ${windowDays} days`,
    `population: ${population}`,
    ...(crossover > 0 ? [`${crossover} people met both arms and are kept in their first`] : []),
    ...windowsLines(report),
    ...checks.map(({ id, status, message }) => `${id}: ${status}. ${message}`),
    ...report.metrics.flatMap((metric) => metricLines(metric, currency)),
  ].join("\n");
}

function windowsLines({ windowsComplete, exposed, heldOut, horizon }: TacticReport | HoldoutReport): string[] {
  const lines: string[] = [];
  if (windowsComplete !== undefined) {
    const complete = (of: number, people: number) => `${of.toLocaleString("en")} of ${people.toLocaleString("en")}`;
    lines.push(
      `windows complete: ${complete(windowsComplete.exposed, exposed.people)} exposed, ${complete(windowsComplete.heldOut, heldOut.people)} held out`,
    );
  }
  if (horizon === "fixed-horizon") lines.push("intervals are for one look, at a moment set beforehand (fixed horizon)");
  return lines;
}

function metricLines(metric: MetricComparison, currency: string | null): string[] {
  const value = (of: number | Undetermined) =>
    isUndetermined(of) ? of.undetermined.reason : valueText(of, metric.unit, currency);
  const lines = ["", metric.name, `  exposed   ${value(metric.treated)}`, `  held out  ${value(metric.control)}`];
  const { effect, lift } = metric;
  if (isUndetermined(effect)) lines.push(`  effect    undetermined: ${effect.undetermined.reason}`);
  else {
    const [low, high] = effect.interval.map((end) => differenceText(end, metric.unit, currency));
    lines.push(`  effect    ${differenceText(effect.estimate, metric.unit, currency)} (95 %: ${low} to ${high})`);
  }
  if (isUndetermined(lift)) lines.push(`  lift      undetermined: ${lift.undetermined.reason}`);
  else {
    const [low, high] = lift.interval.map((end) => (end === null ? "unbounded" : percent(end)));
    lines.push(`  lift      ${percent(lift.estimate)} (95 %: ${low} to ${high})`);
  }
  return lines;
}

function valueText(value: number, unit: MetricComparison["unit"], currency: string | null): string {
  if (unit === "share") return percent(value);
  return unit === "currency" ? `${value.toFixed(2)} ${currency ?? ""}`.trimEnd() : String(value);
}

/** A difference of shares is in percentage points: in percent it would read like a lift. */
function differenceText(value: number, unit: MetricComparison["unit"], currency: string | null): string {
  return unit === "share" ? `${(value * 100).toFixed(2)} points` : valueText(value, unit, currency);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
