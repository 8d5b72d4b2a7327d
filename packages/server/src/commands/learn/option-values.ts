import { UsageError } from "../usage-error.ts";

/** A whole number from 1. Throws a usage error that names the option. */
export function wholeNumber(text: string, option: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UsageError(`${option} ${text}: a whole number from 1 to ${most}`);
}

/** A number from 0 to 1, both included. */
export function share(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new UsageError(`${option} ${text}: a number from 0 to 1`);
}
