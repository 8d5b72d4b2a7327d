import type { Micros } from "@attune/model/money";

const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Commas count as thousands only where a decimal point proves it: `1,234` alone could be either. */
const groupedPattern = /^[+-]?\d{1,3}(,\d{3})+\.\d+$/;
const decimals = 6;

/**
 * Integer micros of a decimal amount, exact: a number counts by its shortest decimal text (`0.1` is a tenth), a text by its digits.
 * What lies beyond the sixth decimal is rounded half-even. Undefined where it is no amount, or beyond what micros can hold
 * (about nine billion units).
 */
export function parseAmount(value: unknown): Micros | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? whole(value) : fromText(String(value));
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return fromText(groupedPattern.test(text) ? text.replaceAll(",", "") : text);
}

function whole(value: number): Micros | undefined {
  const micros = value * 1_000_000;
  return Number.isSafeInteger(micros) ? micros + 0 : undefined;
}

function fromText(text: string): Micros | undefined {
  const match = decimalPattern.exec(text);
  if (match === null) return undefined;
  const [, sign, integer = "", fraction = "", exponent = "0"] = match;
  if (integer === "" && fraction === "") return undefined;
  const shift = decimals + Number(exponent) - fraction.length;
  const digits = integer + fraction;
  const size = shift >= 0 ? grow(digits, shift) : shrink(digits, -shift);
  if (size === undefined) return undefined;
  return sign === "-" && size !== 0 ? -size : size;
}

function grow(digits: string, zeros: number): number | undefined {
  const significant = digits.replace(/^0+/, "");
  if (significant === "") return 0;
  if (significant.length + zeros > 16) return undefined;
  const size = Number(significant + "0".repeat(zeros));
  return Number.isSafeInteger(size) ? size : undefined;
}

/** Drops the last `count` digits, half-even. */
function shrink(digits: string, count: number): number | undefined {
  const kept = digits.slice(0, Math.max(0, digits.length - count)).replace(/^0+/, "");
  if (kept.length > 16) return undefined;
  const size = Number(kept);
  const dropped = digits.padStart(count, "0").slice(-count);
  const first = dropped.charCodeAt(0) - 48;
  const exactlyHalf = first === 5 && /^50*$/.test(dropped);
  const up = exactlyHalf ? size % 2 === 1 : first >= 5;
  const rounded = up ? size + 1 : size;
  return Number.isSafeInteger(rounded) ? rounded : undefined;
}
