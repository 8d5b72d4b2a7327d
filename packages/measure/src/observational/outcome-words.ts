import type { MetricUnit } from "@attune/model/metric";
import { short } from "./short-number.ts";

/** What a study's outcome is called within a sentence (`revenue per person`), and what its numbers are counted in. */
export interface OutcomeWords {
  name: string;
  /** Null where it is not known, as of a column of a file. */
  unit: Exclude<MetricUnit, "seconds"> | null;
  /** Of money; null where it is not known. */
  currency: string | null;
}

/** From this amount on, cents tell nothing. */
const wholeFrom = 10_000;

/**
 * The size of an effect without its sign: `1.25 EUR`, `0.42 percentage points`, the bare number of four significant digits where nothing is known
 * of the unit. Money below a tenth keeps its first digits, so that no effect reads as 0.00.
 */
export function sizeInWords(amount: number, words: OutcomeWords | undefined): string {
  const size = Math.abs(amount);
  switch (words?.unit) {
    case "currency":
      return `${moneyText(size)}${words.currency === null ? "" : ` ${words.currency}`}`;
    case "share": {
      const points = short(100 * size);
      return `${points} percentage ${points === "1" ? "point" : "points"}`;
    }
    default:
      return short(size);
  }
}

/** An effect with its sign as a word: `a rise of 1.25 EUR`, `a fall of 0.42 percentage points`, `no change`. */
export function changeInWords(amount: number, words: OutcomeWords | undefined): string {
  if (amount === 0) return "no change";
  return `a ${amount < 0 ? "fall" : "rise"} of ${sizeInWords(amount, words)}`;
}

function moneyText(size: number): string {
  if (size < 0.1) return short(size);
  const digits = size >= wholeFrom ? 0 : 2;
  return size.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
