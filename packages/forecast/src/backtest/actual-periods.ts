import type { PurchaseLog } from "../lifetime/purchase-log.ts";
import type { ForecastPeriod, ForecastRecord } from "./forecast-record.ts";

/** What came of one period of a forecast. */
export interface ActualPeriod {
  period: ForecastPeriod;
  /** What the model's own half interval was multiplied by. */
  recalibratedBy: number;
  actual: number;
  /** What happened in the same days a year (52 weeks) before, or else as many days before the forecast was made: what costs nothing to say. */
  naive: number | null;
  naiveKind: "seasonal" | "last" | null;
}

/** 52 weeks: the same days of the week. */
const season = 364;

/** The periods of a record that are over by the end of the log. */
export function actualPeriods(log: PurchaseLog, record: ForecastRecord): ActualPeriod[] {
  return record.periods
    .filter(({ toDay }) => toDay <= log.lastDay)
    .map((period) => ({
      period,
      recalibratedBy: record.recalibratedBy ?? 1,
      actual: happened(log, record, period.fromDay, period.toDay, 0),
      ...naiveOf(log, record, period),
    }));
}

function naiveOf(
  log: PurchaseLog,
  record: ForecastRecord,
  { fromDay, toDay }: ForecastPeriod,
): Pick<ActualPeriod, "naive" | "naiveKind"> {
  if (fromDay - season >= log.firstDay)
    return { naive: happened(log, record, fromDay - season, toDay - season, season), naiveKind: "seasonal" };
  // The last days before the first period: all periods of a record have the same rival then.
  const start = Math.min(...record.periods.map((period) => period.fromDay));
  const length = toDay - fromDay + 1;
  if (start - length < log.firstDay) return { naive: null, naiveKind: null };
  return { naive: happened(log, record, start - length, start - 1, length), naiveKind: "last" };
}

/** `shift`: so many days earlier the customers had to be known, too. */
function happened(
  log: PurchaseLog,
  { metric, scope }: ForecastRecord,
  fromDay: number,
  toDay: number,
  shift: number,
): number {
  let sum = 0;
  for (let i = 0; i < log.customers.length; i++) {
    if (scope.kind === "known-customers" && log.day[log.start[i]!]! > scope.knownByDay - shift) continue;
    for (let at = log.start[i]!; at < log.start[i + 1]!; at++) {
      if (log.day[at]! >= fromDay && log.day[at]! <= toDay) sum += metric === "purchases" ? 1 : log.amount[at]!;
    }
  }
  return sum;
}
