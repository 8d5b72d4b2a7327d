import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { ParameterFit } from "./fit-parameters.ts";
import type { LifetimeForecast } from "./lifetime-report.ts";

/** What of a forecast is to be read with care, a sentence each. */
export function lifetimeWarnings(
  { model, holdout }: LifetimeForecast,
  spend: ParameterFit | Undetermined,
  correlation: number | Undetermined,
): string[] {
  const warnings: string[] = [];
  for (const { parameter, towards } of model.boundary)
    warnings.push(
      `${model.name}: ${parameter} runs to ${towards}: the data fit a simpler model, see the methods page.`,
    );
  if (!isUndetermined(spend) && spend.boundary.length > 0)
    warnings.push(`gamma-gamma: ${spend.boundary.map(({ parameter }) => parameter).join(", ")} on the boundary.`);
  if (!isUndetermined(spend) && !(spend.vector[1]! > 1))
    warnings.push("gamma-gamma: amounts are so uneven (q ≤ 1) that their mean does not exist; no value is given.");
  if (!isUndetermined(correlation) && Math.abs(correlation) > 0.3)
    warnings.push(
      `Who buys more often spends ${correlation > 0 ? "more" : "less"} each time (correlation ${correlation.toFixed(2)}): the spend model takes this for 0.`,
    );
  if (!isUndetermined(holdout) && (holdout.actual < holdout.interval[0] || holdout.actual > holdout.interval[1]))
    warnings.push(
      `In the holdout ${holdout.actual.toLocaleString("en")} purchases came, outside the predicted ${holdout.interval.map((end) => Math.round(end).toLocaleString("en")).join(" to ")}: season or change that the model does not know.`,
    );
  return warnings;
}
