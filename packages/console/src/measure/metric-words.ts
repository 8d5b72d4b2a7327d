import type { MetricUnit } from "@attune/model/metric";
import type { MetricComparison } from "@attune/model/report";
import type { Interval } from "../charts/interval-scale.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize } from "../format/words.ts";

type Unit = MetricUnit;

/** A metric's level in one group: `3.1%`, `£2.34`, `0.12` (a count per person keeps two decimals). */
export function formatLevel(value: number, unit: Unit, currency: string | null): string {
  if (unit === "share") return formatPercent(value);
  if (unit === "currency") return formatMoney(value, currency);
  if (unit === "seconds") return `${value.toFixed(1).replace("-", "−")} s`;
  return Math.abs(value) >= 100 ? formatCount(value) : value.toFixed(2).replace("-", "−");
}

/** An absolute difference: shares differ by percentage points, so `+0.42 pp`, never `+0.42%`. */
export function formatDifference(value: number, unit: Unit, currency: string | null): string {
  if (unit === "share") return formatPercent(value, { signed: true }).replace("%", " pp");
  if (unit === "currency") return formatMoney(value, currency, { signed: true });
  return `${value > 0 ? "+" : ""}${value.toFixed(2).replace("-", "−")}${unit === "seconds" ? " s" : ""}`;
}

/** `+2.0% to +14.3%`; an open end is said in words: `no lower bound to +14.3%`. */
export function intervalWords(interval: Interval, format: (value: number) => string): string {
  const [from, to] = interval;
  if (from === null && to === null) return "unbounded on both sides";
  return `${from === null ? "no lower bound" : format(from)} to ${to === null ? "no upper bound" : format(to)}`;
}

export interface Verdict {
  tone: "good" | "bad" | "plain";
  words: string;
}

/** What a 95% interval allows to say: that the effect is positive, negative, or that it cannot be told from none yet. */
export function verdictOf(interval: Interval): Verdict {
  const [from, to] = interval;
  if (from !== null && from > 0) return { tone: "good", words: "Clearly positive" };
  if (to !== null && to < 0) return { tone: "bad", words: "Clearly negative" };
  return { tone: "plain", words: "Not clear yet" };
}

/** A part of the people as reports name it, `device=phone`, in words: `device phone`; an `unknown` as `device not known`. */
export function partWords(part: string): string {
  const mark = part.indexOf("=");
  if (mark === -1) return part;
  const value = humanize(part.slice(mark + 1)).toLowerCase();
  return `${humanize(part.slice(0, mark)).toLowerCase()} ${value === "" || value === "unknown" ? "not known" : value}`;
}

export const metricTitle = (metric: Pick<MetricComparison, "name">): string => humanize(metric.name);
