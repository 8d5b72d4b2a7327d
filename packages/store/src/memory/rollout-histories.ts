import type { Json } from "@attune/model/json";
import type { AnalyticsRows, AnswerRow } from "./analytics-rows.ts";
import { personHistories, personRows, type TimeZero } from "./person-histories.ts";

/** Twin of `sql/rollout-histories.sql.ts`. */
export function rolloutHistories(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  return personHistories(rows, rolloutZeros(rows, parameters), parameters);
}

/** Everybody's first event since the roll-out. */
export function rolloutZeros(rows: AnalyticsRows, parameters: Record<string, Json>): TimeZero[] {
  const { tacticId, fromMs, untilMs, graceMs } = parameters;
  const { events, exposures } = personRows(rows);
  const zeros: TimeZero[] = [];
  for (const [person, own] of events) {
    const entry = own.find(({ at }) => at >= Number(fromMs) && at < Number(untilMs));
    if (entry === undefined) continue;
    const met = (exposures.get(person) ?? []).filter(
      (exposure) =>
        exposure.tacticId === tacticId &&
        (exposure.arm === "exposed" || exposure.arm === "tactic-holdout") &&
        exposure.at >= entry.at &&
        exposure.at <= entry.at + Number(graceMs),
    );
    zeros.push({
      person,
      zeroAt: entry.at,
      zeroOffset: entry.offset,
      arm: met[0]?.arm ?? "unexposed",
      device: entry.device,
      variantId: "",
      propensity: 0,
      isCrossover: new Set(met.map(({ arm }) => arm)).size > 1,
    });
  }
  return zeros;
}
