import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { ParameterFit } from "./fit-parameters.ts";
import { profileInterval } from "./profile-likelihood.ts";
import type { PurchaseHistories } from "./purchase-history.ts";
import type { PurchaseModel } from "./purchase-model.ts";

/** 95 % intervals of the parameters. */
export interface ParameterIntervals {
  /** `normal`, in the logarithms, where there are so many different histories that both agree. */
  method: "profile-likelihood" | "normal";
  level: 0.95;
  /** An end that the likelihood never rejects is null. */
  parameters: Record<string, [number | null, number | null]>;
}

/** With more different histories than this the likelihood is close enough to normal, and profiles would take minutes. */
const rowsToProfile = 3_000;

export function parameterIntervals(
  model: PurchaseModel,
  fit: ParameterFit,
  grouped: PurchaseHistories,
): ParameterIntervals | Undetermined {
  if (fit.logCovariance === null) return undetermined("not-converged", "The search found no maximum.");
  const isProfiled = grouped.customers.length <= rowsToProfile;
  const objective = model.objective(grouped);
  const ends = model.parameterNames.map((name, i): [string, [number | null, number | null]] => {
    if (fit.boundary.some(({ parameter }) => parameter === name)) return [name, [null, null]];
    const [low, high] = isProfiled ? profileInterval(objective, fit, i) : normalInterval(fit, i);
    return [name, [low > 0 ? low : null, Number.isFinite(high) ? high : null]];
  });
  return {
    method: isProfiled ? "profile-likelihood" : "normal",
    level: 0.95,
    parameters: Object.fromEntries(ends),
  };
}

function normalInterval({ vector, logCovariance }: ParameterFit, i: number): [number, number] {
  const factor = Math.exp(1.959963984540054 * Math.sqrt(logCovariance![i * vector.length + i]!));
  return [vector[i]! / factor, vector[i]! * factor];
}
