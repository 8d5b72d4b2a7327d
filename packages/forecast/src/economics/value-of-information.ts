import { normalDensity, normalSurvival } from "@attune/math/distribution/normal";

/**
 * What it is worth to know everything before deciding between doing it and leaving it: E max(value, 0) − max(E value, 0). Never below 0.
 * @see Raiffa, Schlaifer (1961), Applied statistical decision theory, section 4.5
 */
export function perfectInformationValue(draws: ArrayLike<number>): number {
  let sum = 0;
  let gains = 0;
  for (let i = 0; i < draws.length; i++) {
    sum += draws[i]!;
    gains += Math.max(0, draws[i]!);
  }
  return (gains - Math.max(0, sum)) / draws.length;
}

/** A measurement to come of something that moves the value. */
export interface PlannedMeasurement {
  /** Draws of the value, and of what will be measured, in the same order. */
  value: ArrayLike<number>;
  measured: ArrayLike<number>;
  /** Of the measurement. */
  standardError: number;
}

/**
 * What a measurement is worth before deciding: the value is taken as a line in what is measured, and that as normal, so that the mean of the value after the
 * measurement is normal with deviation s = |slope|·σ²/√(σ² + se²); then the worth is s·[φ(u) − u·(1 − Φ(u))] at u = |mean|/s. 0 where nothing could turn the decision.
 * @see Raiffa, Schlaifer (1961), section 5.3 (unit normal loss); Strong, Oakley, Brennan (2014), Med. Decis. Making 34, 311–326, for the regression
 */
export function sampleInformationValue({ value, measured, standardError }: PlannedMeasurement): number {
  const n = value.length;
  const [meanValue, meanMeasured] = [meanOf(value), meanOf(measured)];
  let squares = 0;
  let products = 0;
  for (let i = 0; i < n; i++) {
    squares += (measured[i]! - meanMeasured) ** 2;
    products += (measured[i]! - meanMeasured) * (value[i]! - meanValue);
  }
  if (!(squares > 0)) return 0;
  const variance = squares / n;
  const deviation = (Math.abs(products / squares) * variance) / Math.sqrt(variance + standardError ** 2);
  if (!(deviation > 0)) return 0;
  const u = Math.abs(meanValue) / deviation;
  return deviation * (normalDensity(u) - u * normalSurvival(u));
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
