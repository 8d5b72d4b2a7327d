import type { NamedColumn } from "../observational/method-estimate.ts";
import type { PersonHistory } from "./person-history.ts";

const dayMs = 86_400_000;

/** What counts as a person's outcome within the window. */
export const historyOutcomes = ["revenue", "orders", "conversion"] as const;
export type HistoryOutcome = (typeof historyOutcomes)[number];

/** A person's outcome from time zero for the length of the window. */
export function outcomeOf(history: PersonHistory, outcome: HistoryOutcome, windowMs: number): number {
  const within = history.laterOrders.filter(({ at }) => at < history.zeroAt + windowMs);
  if (outcome === "conversion") return within.length > 0 ? 1 : 0;
  return outcome === "orders" ? within.length : within.reduce((sum, { amount }) => sum + amount, 0);
}

/**
 * What was known of each person strictly before their time zero, as columns: counts on a logarithmic scale, times in days, devices as one
 * 0/1 column each (the first left out). Somebody never seen before counts as seen a lookback ago. Columns that never vary are left out.
 */
export function historyColumns(histories: readonly PersonHistory[], lookbackMs: number): NamedColumn[] {
  const lookbackDays = lookbackMs / dayMs;
  const since = (of: PersonHistory, at: number | null) => (at === null ? lookbackDays : (of.zeroAt - at) / dayMs);
  const column = (name: string, value: (of: PersonHistory) => number): NamedColumn => ({
    name,
    values: Float64Array.from(histories, value),
  });
  const devices = [...new Set(histories.map(({ device }) => device))].sort().slice(1);
  return [
    column("events", ({ events }) => Math.log1p(events)),
    column("active-days", ({ activeDays }) => Math.log1p(activeDays)),
    column("views", ({ views }) => Math.log1p(views)),
    column("adds", ({ adds }) => Math.log1p(adds)),
    column("orders", ({ orders }) => Math.log1p(orders)),
    column("ordered", ({ ordered }) => Math.log1p(Math.max(0, ordered))),
    column("days-known", (of) => Math.log1p(Math.max(0, (of.zeroAt - (of.firstSeenAt ?? of.zeroAt)) / dayMs))),
    column("days-since-last-event", (of) => Math.log1p(since(of, of.lastSeenAt))),
    column("days-since-last-order", (of) => Math.log1p(since(of, of.lastOrderAt))),
    column("identified", ({ isIdentified }) => (isIdentified ? 1 : 0)),
    column("price-level", ({ priceLevel }) => priceLevel ?? 0),
    column("other-tactics", (of) => Math.log1p(touchesBefore(of))),
    ...devices.map((device) => column(`device=${device}`, (of) => (of.device === device ? 1 : 0))),
  ].filter(({ values }) => values.some((value) => value !== values[0]));
}

/** Exposures to any tactic before time zero. */
function touchesBefore({ touches, zeroAt }: PersonHistory): number {
  return touches.filter(({ at, arm }) => at < zeroAt && arm === "exposed").length;
}
