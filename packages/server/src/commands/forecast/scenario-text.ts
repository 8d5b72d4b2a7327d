import type { Distribution, ScenarioReport, ScenarioResult } from "@attune/model/scenario-report";
import { isUndetermined } from "@attune/model/undetermined";

/** The report for a terminal: what each scenario comes to, in words and few numbers. */
export function scenarioText({
  name,
  currency,
  horizonMonths,
  scenarios,
  warnings,
  liftQuestion,
  draws,
}: ScenarioReport): string {
  const unit = currency ?? "";
  return [
    `${name} (${horizonMonths} months, ${draws.toLocaleString("en")} draws)`,
    ...scenarios.flatMap((scenario) => ["", ...scenarioLines(scenario, unit)]),
    "",
    `Does a lift of ${percent(liftQuestion.lift, 0)} pay within a year?`,
    ...liftQuestion.rows.map(({ who, answer }) => `  ${who}: ${answer}`),
    ...warnings.map((warning) => `! ${warning}`),
  ].join("\n");
}

function scenarioLines(
  { name, money, metrics, narrative, approaches, validation }: ScenarioResult,
  unit: string,
): string[] {
  const cash = (amount: number) => `${Math.round(amount).toLocaleString("en")} ${unit}`.trim();
  const range = ({ p10, p50, p90 }: Distribution) => `${cash(p50)} (P10 ${cash(p10)}, P90 ${cash(p90)})`;
  return [
    name,
    `  net present value    ${range(money.npv)}`,
    `  probability of loss  ${percent(money.probabilityOfLoss, 0)}`,
    `  paid back            ${isUndetermined(money.paybackMonths) ? "not in half of the draws" : `after ${money.paybackMonths.toFixed(1)} months`}; within a year in ${percent(money.paidBackWithinYear, 0)} of the draws`,
    `  break-even lift      ${isUndetermined(money.breakEvenLift) ? money.breakEvenLift.undetermined.reason : percent(money.breakEvenLift.conversionLift, 2)}`,
    `  conversion           ${percent(metrics.conversion.baseline.p50, 3)} → ${percent(metrics.conversion.scenario.p50, 3)}`,
    ...narrative.slice(2).map((sentence) => `  ${sentence}`),
    `  Approach: ${approaches.advice}`,
    ...(validation === undefined
      ? []
      : [
          `  To validate: hold out ${percent(validation.holdoutShare, 0)} of ${validation.who} for ${validation.windowDays} days; that finds a lift of ${percent(validation.detectableLift, 1)}, expected are ${percent(validation.expectedLift, 1)}${validation.expectedLift < validation.detectableLift ? ": too few to show, so the scenario cannot be proved on these visitors" : ""}.`,
        ]),
  ];
}

function percent(share: number, digits: number): string {
  return `${(100 * share).toFixed(digits)} %`;
}
