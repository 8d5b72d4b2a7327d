import { UsageError } from "../usage-error.ts";

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0)
    throw new UsageError(`${text} is not a whole number`);
  return value;
}

export function drawCount(text: string): number {
  const value = wholeNumber(text);
  if (value < 100 || value > 1_000_000) throw new UsageError(`--draws takes 100 to 1,000,000, not ${text}`);
  return value;
}

/** Points of a Sobol' sequence. */
export function pointCount(text: string): number {
  const value = wholeNumber(text);
  if (value !== 0 && (value < 64 || value > 2 ** 17 || !Number.isInteger(Math.log2(value)))) {
    throw new UsageError(`--sobol-points takes 0 or a power of two from 64 to ${2 ** 17}, not ${text}`);
  }
  return value;
}
