import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import type { PurchaseLog } from "../lifetime/purchase-log.ts";
import { actualPeriods } from "./actual-periods.ts";
import { conformalFactor } from "./conformal-factor.ts";
import type { ForecastPeriod, ForecastRecord } from "./forecast-record.ts";
import { type LifetimeRecordOptions, rollingRecords } from "./lifetime-record.ts";

/** Below half a year there is too little to learn from. */
const minimumWeeks = 26;

/**
 * A new forecast whose intervals have learned from earlier ones: from those that were kept of the same version and are over or, while they are too few, from forecasts
 * of the same kind as of days in the past, one after another without overlap. What was done, or why nothing, stands in its inputs; the model's own intervals are those
 * told divided by `recalibratedBy`.
 */
export function recalibratedRecord(
  record: ForecastRecord,
  kept: readonly ForecastRecord[],
  log: PurchaseLog,
  options: LifetimeRecordOptions,
  rng: Rng,
): ForecastRecord {
  const same = kept.filter(({ version, metric }) => version === record.version && metric === record.metric);
  const factorOf = (records: readonly ForecastRecord[]) =>
    conformalFactor(
      records.flatMap((past) => actualPeriods(log, past)),
      record.level,
    );
  let from: "kept" | "rolling" = "kept";
  let found = factorOf(same);
  if (isUndetermined(found)) {
    from = "rolling";
    const everyWeeks = options.weeksPerPeriod * options.periods;
    found = factorOf(rollingRecords(log, { ...options, everyWeeks, minimumWeeks }, rng.fork("rolling")));
  }
  if (isUndetermined(found))
    return { ...record, inputs: { ...record.inputs, recalibration: found.undetermined.reason } };
  const { factor, periods } = found;
  return {
    ...record,
    inputs: { ...record.inputs, recalibration: { from, factor, periods } },
    recalibratedBy: factor,
    periods: record.periods.map((period) => widened(period, factor)),
  };
}

/** Purchases and revenue are not below 0. */
function widened(period: ForecastPeriod, factor: number): ForecastPeriod {
  const { expected, low, high } = period;
  return {
    ...period,
    low: Math.max(Math.min(0, low), expected - factor * (expected - low)),
    high: expected + factor * (high - expected),
  };
}
