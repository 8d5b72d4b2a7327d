import type { LifetimeForecast } from "@attune/forecast/lifetime/lifetime-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";

/** The forecast for people who read it in a terminal. */
export function lifetimeText(forecast: LifetimeForecast): string {
  const { model, spend, holdout, total, customers, valuation, choice, warnings } = forecast;
  const lines = [
    `${customers.count.toLocaleString("en")} customers${forecast.asOf === null ? "" : `, as of ${forecast.asOf}`}`,
    `model     ${model.name}: ${parametersText(model)}`,
    `          log-likelihood ${model.logLikelihood.toFixed(2)}${model.converged ? "" : ", NOT converged"}`,
  ];
  if ("why" in choice) lines.push(`          ${choice.why}`);
  lines.push(
    isUndetermined(spend)
      ? `spend     undetermined: ${spend.undetermined.reason}`
      : `spend     gamma-gamma: ${parametersText(spend)}; ${told(spend.populationMean)} per purchase`,
    isUndetermined(holdout)
      ? `holdout   ${holdout.undetermined.reason}`
      : `holdout   ${holdout.from} to ${holdout.to}: ${number(holdout.actual)} purchases, ${number(holdout.predicted)} predicted (95 %: ${number(holdout.interval[0])} to ${number(holdout.interval[1])}); ${percent(holdout.coverage)} of customers within their interval`,
    isUndetermined(total)
      ? `value     undetermined: ${total.undetermined.reason}`
      : `value     ${number(total.value)} in ${valuation.horizon} ${valuation.unit}s (95 %: ${isUndetermined(total.interval) ? "undetermined" : total.interval.map(number).join(" to ")}), margin ${valuation.margin}, discounted ${percent(valuation.discountRate)} a year; without end ${told(total.residualValue)}`,
  );
  if (customers.file !== null) lines.push(`customers ${customers.file}`);
  return [...lines, ...warnings.map((warning) => `! ${warning}`)].join("\n");
}

function parametersText({
  parameters,
  standardErrors,
}: {
  parameters: Record<string, number>;
  standardErrors: Record<string, number | Undetermined>;
}): string {
  return Object.entries(parameters)
    .map(([name, value]) => {
      const error = standardErrors[name]!;
      return `${name} ${number(value)}${isUndetermined(error) ? " (at the end of its range)" : ` ± ${number(error)}`}`;
    })
    .join(", ");
}

function told(value: number | Undetermined): string {
  return isUndetermined(value) ? "undetermined" : number(value);
}

function number(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(4)));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
