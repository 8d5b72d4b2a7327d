import type { Rng } from "@attune/math/rng";

/** Exponential with the given mean, by inversion. */
export function drawExponential(rng: Rng, mean: number): number {
  return -mean * Math.log(1 - rng.uniform());
}

/** Log-normal with the given median; `spread` is the standard deviation of the logarithm. */
export function drawLogNormal(rng: Rng, median: number, spread: number): number {
  return median * Math.exp(spread * rng.normal());
}

/** One of the values, each alike. The list must not be empty. */
export function drawOne<T>(rng: Rng, values: readonly T[]): T {
  return values[rng.integer(values.length)]!;
}

/** One of the values, with probability proportional to its weight (≥ 0, at least one above 0). */
export function drawWeighted<T>(rng: Rng, values: readonly T[], weightOf: (value: T) => number): T {
  let total = 0;
  for (const value of values) total += weightOf(value);
  let left = rng.uniform() * total;
  for (const value of values) {
    left -= weightOf(value);
    if (left < 0) return value;
  }
  return values[values.length - 1]!;
}

/** A random UUID (version 4 in form), as browsers use for an anonymous id. */
export function drawUuid(rng: Rng): string {
  const hex = () => rng.integer(4_294_967_296).toString(16).padStart(8, "0");
  const digits = hex() + hex() + hex() + hex();
  const variant = "89ab"[rng.integer(4)];
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
