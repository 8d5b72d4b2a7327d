import { minimize, type Objective } from "@attune/math/optimize/minimize";
import type { ParameterFit } from "./fit-parameters.ts";

/** χ²₁ at 95 %. */
const criticalValue = 3.841458820694124;
/** No end is looked for farther than this from the estimate, in logarithms. */
const farthest = 12;

/**
 * Twice what the log-likelihood loses when parameter `index` is held at `value` and the others are fitted anew: below 3.84 the value lies in
 * the 95 % profile-likelihood interval.
 */
export function likelihoodRatio(objective: Objective, fit: ParameterFit, index: number, value: number): number {
  return holdAt(objective, fit, index, fit.vector.map(Math.log), Math.log(value)).ratio;
}

/**
 * The values of a parameter that the likelihood does not reject at 5 %: unlike estimate ± 1.96 standard errors it follows the likelihood where
 * that is lopsided, as that of β in Pareto/NBD is. An end is 0 or Infinity where nothing is rejected on that side.
 * About 80 evaluations of the likelihood an end.
 */
export function profileInterval(objective: Objective, fit: ParameterFit, index: number): [number, number] {
  const n = fit.vector.length;
  const error = fit.logCovariance === null ? 0 : Math.sqrt(fit.logCovariance[index * n + index]!);
  const step = error > 0 ? Math.min(1.96 * error, 3) : 1;
  return [endOf(objective, fit, index, -step), endOf(objective, fit, index, step)];
}

/** √ratio grows nearly in a line with the logarithm: secant on it, kept between what is inside and what is outside. */
function endOf(objective: Objective, fit: ParameterFit, index: number, firstStep: number): number {
  const start = fit.vector.map(Math.log);
  const target = Math.sqrt(criticalValue);
  let inside: { distance: number; root: number; point: Float64Array } = { distance: 0, root: 0, point: start };
  let outside: { distance: number; root: number } | null = null;
  let distance = firstStep;
  for (let attempt = 0; attempt < 40; attempt++) {
    const { ratio, point } = holdAt(objective, fit, index, inside.point, start[index]! + distance);
    const root = Math.sqrt(Math.max(0, ratio));
    if (Math.abs(root - target) < 1e-6) return Math.exp(start[index]! + distance);
    if (root < target) inside = { distance, root, point };
    else outside = { distance, root };
    if (outside === null) {
      if (Math.abs(distance) >= farthest) return distance < 0 ? 0 : Infinity;
      distance =
        Math.sign(distance) *
        Math.min(farthest, Math.abs(distance) * (root > 0.5 ? Math.min(3, (1.05 * target) / root) : 3));
      continue;
    }
    const share = (target - inside.root) / (outside.root - inside.root);
    distance = inside.distance + Math.min(0.95, Math.max(0.05, share)) * (outside.distance - inside.distance);
    if (Math.abs(outside.distance - inside.distance) < 1e-10) break;
  }
  return Math.exp(start[index]! + distance);
}

function holdAt(
  objective: Objective,
  fit: ParameterFit,
  index: number,
  from: Float64Array,
  logValue: number,
): { ratio: number; point: Float64Array } {
  // The others move in a box around the maximum wide enough for any of them to leave.
  const low = fit.vector.map((value, i) => (i === index ? logValue : Math.log(value) - farthest));
  const high = fit.vector.map((value, i) => (i === index ? logValue : Math.log(value) + farthest));
  const best = -fit.logLikelihood;
  // In units of the loss that matters, so that a gradient of 1e-5 is an error of less than that.
  const { value, point } = minimize(
    (at, gradient) => objective(at, gradient) - best,
    from.map((value, i) => (i === index ? logValue : value)),
    { low, high },
    { tolerance: 1e-4 },
  );
  return { ratio: 2 * value, point };
}
