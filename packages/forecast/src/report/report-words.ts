import { escapeText } from "@attune/charts/svg-element";
import type { BeforeAfter, Distribution } from "@attune/model/scenario-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";

export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** Whole units of money with thousands set apart, small amounts with cents. */
export function cashIn(currency: string | null): (amount: number) => string {
  return (amount) => {
    const digits = Math.abs(amount) < 100 ? 2 : 0;
    const rounded = Number(amount.toFixed(digits));
    const text = rounded.toLocaleString("en", {
      minimumFractionDigits: rounded === 0 ? 0 : digits,
      maximumFractionDigits: digits,
    });
    return `${text}${currency === null ? "" : ` ${currency}`}`;
  };
}

/** `P50 (P10 to P90)`. */
export function spreadText({ p10, p50, p90 }: Distribution, print: (value: number) => string): string {
  return p10 === p90 ? print(p50) : `${print(p50)} (${print(p10)} to ${print(p90)})`;
}

export function orReason<T>(value: T | Undetermined, print: (value: T) => string): string {
  return isUndetermined(value) ? escapeText(value.undetermined.reason) : print(value);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string) =>
    row.map((cell, i) => `<${tag}${i === 0 ? "" : ' class="number"'}>${cell}</${tag}>`).join("");
  return `<table><thead><tr>${cells(head, "th")}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("")}</tbody></table>`;
}

export function beforeAfterRow(
  name: string,
  value: BeforeAfter | Undetermined,
  print: (value: number) => string,
): string[] {
  if (isUndetermined(value)) return [escapeText(name), escapeText(value.undetermined.reason), ""];
  return [escapeText(name), spreadText(value.baseline, print), spreadText(value.scenario, print)];
}

/** A chart that keeps the size at which it can be read: on a phone it scrolls, and does not shrink. */
export function chartBox(svg: string): string {
  return `<div class="chart">${svg}</div>`;
}
