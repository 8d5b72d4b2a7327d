import { type Undetermined, undetermined } from "@attune/model/undetermined";

export interface QualityDrift {
  expected: number;
  observed: number;
  /** Observed less expected, in standard errors of the observed mean. */
  z: number;
  /** True where the fall is beyond doubt and larger than is tolerated: train again, or roll back. */
  fell: boolean;
}

const fewestCases = 100;
/** One-sided 1 %: asked every day, it raises a false alarm a few times a year. */
const alarm = 2.33;

/** Does the model in service still do as well as its card says? `values[case]`: the card's metric on recent requests; `tolerance` ≥ 0, relative. */
export function qualityDrift(
  expected: number,
  values: ArrayLike<number>,
  tolerance: number,
): QualityDrift | Undetermined {
  const count = values.length;
  if (count < fewestCases)
    return undetermined("too-few-cases", `${count} recent cases; ${fewestCases} are needed to tell.`);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  const observed = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - observed) ** 2;
  const error = Math.sqrt(squares / (count - 1) / count);
  const z = (observed - expected) / Math.max(error, Number.MIN_VALUE);
  const allowed = expected * (1 - tolerance);
  return { expected, observed, z, fell: observed + alarm * error < allowed };
}
