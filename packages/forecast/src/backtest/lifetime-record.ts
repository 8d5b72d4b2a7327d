import type { Rng } from "@attune/math/rng";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { calibrationOf } from "../lifetime/calibration-split.ts";
import { fitPurchaseModel } from "../lifetime/fit-purchase-model.ts";
import { groupHistories } from "../lifetime/group-histories.ts";
import type { PurchaseLog } from "../lifetime/purchase-log.ts";
import type { PurchaseModelName } from "../lifetime/purchase-model.ts";
import { purchaseModelNamed } from "../lifetime/purchase-models.ts";
import { purchaseOutlook } from "../lifetime/purchase-outlook.ts";
import { daysIn, dayText } from "../lifetime/time-unit.ts";
import type { ForecastRecord } from "./forecast-record.ts";

export interface LifetimeRecordOptions {
  /** A model of continuous time: what it counts are days with a purchase. */
  model: Extract<PurchaseModelName, "bg-nbd" | "mbg-nbd" | "pareto-nbd">;
  /** Weeks of each period, and how many periods are forecast. */
  weeksPerPeriod: number;
  periods: number;
  owner: string;
  madeAt: string;
}

const level = 0.9;
const z90 = 1.6448536269514722;

/** A forecast of the purchases of the customers known at the end of a day, as a record that can be held to account. */
export function lifetimeRecord(
  log: PurchaseLog,
  knownByDay: number,
  options: LifetimeRecordOptions,
  rng: Rng,
): ForecastRecord | Undetermined {
  const model = purchaseModelNamed(options.model);
  const histories = calibrationOf(log, knownByDay, "week", model);
  if (histories.repeatPurchases.every((x) => x === 0))
    return undetermined("one-purchase-only", `Nobody had bought a second time by ${dayText(knownByDay)}.`);
  const fit = fitPurchaseModel(model, groupHistories(histories));
  const ends = Array.from({ length: options.periods }, (_, k) => (k + 1) * options.weeksPerPeriod);
  const outlook = purchaseOutlook(model, fit, histories, ends, z90, rng);
  return {
    schema: "attune.forecast.record/1",
    id: `lifetime-${dayText(knownByDay)}-${options.model}`,
    madeAt: options.madeAt,
    owner: options.owner,
    version: `${options.model}/1`,
    inputs: { asOf: dayText(knownByDay), customers: histories.ids.length, parameters: fit.parameters },
    metric: "purchases",
    scope: { kind: "known-customers", knownByDay },
    level,
    periods: outlook.map((period, k) => ({
      fromDay: knownByDay + 1 + k * options.weeksPerPeriod * daysIn.week,
      toDay: knownByDay + (k + 1) * options.weeksPerPeriod * daysIn.week,
      ...period,
    })),
    assumptions: [],
  };
}

/** Records made as of every `everyWeeks` weeks, as if the rest of the log were still to come; none with less than `minimumWeeks` of past. */
export function rollingRecords(
  log: PurchaseLog,
  options: LifetimeRecordOptions & { everyWeeks: number; minimumWeeks: number },
  rng: Rng,
): ForecastRecord[] {
  const records: ForecastRecord[] = [];
  const step = options.everyWeeks * daysIn.week;
  const longest = options.weeksPerPeriod * options.periods * daysIn.week;
  for (let day = log.lastDay - longest; day >= log.firstDay + options.minimumWeeks * daysIn.week; day -= step) {
    const record = lifetimeRecord(log, day, options, rng.fork(day));
    if (!isUndetermined(record)) records.unshift(record);
  }
  return records;
}
