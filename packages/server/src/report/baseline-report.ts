import type { Engine } from "@attune/engine/runtime/engine";
import { businessDay } from "@attune/math/business-day";
import { type BeforeAfter, beforeAfter } from "@attune/measure/baseline/before-after";
import type { BaselineMetric, BaselineReport } from "@attune/model/baseline-report";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { microsPerUnit } from "@attune/model/money";
import { isUndetermined } from "@attune/model/undetermined";
import { dayNumber, dayText } from "./day-range.ts";

const settleMs = 30_000;
const weekDays = 7;
const yearDays = 52 * weekDays;
const defaultDays = 8 * weekDays;
const trendAlert = 0.05;

/** The first business day of what changed, and how many days on each side are compared at most. */
export interface BaselineQuestion {
  start: string;
  days?: number;
}

type Row = Record<string, Json>;

const series: ReadonlyArray<{ name: string; unit: BaselineMetric["unit"]; of: (row: Row) => number }> = [
  { name: "visitors a day", unit: "count", of: ({ people }) => Number(people) },
  { name: "orders a day", unit: "count", of: ({ orders }) => Number(orders) },
  {
    name: "revenue a day, net of refunds",
    unit: "currency",
    of: ({ revenueMicros }) => Number(revenueMicros) / microsPerUnit,
  },
  {
    name: "revenue per daily visitor",
    unit: "currency",
    of: ({ people, revenueMicros }) =>
      Number(people) === 0 ? 0 : Number(revenueMicros) / microsPerUnit / Number(people),
  },
];

/** The business before and after a day, with the season taken out as far as the data reach. Labelled for what it is: not causal. */
export async function baselineReport(engine: Engine, question: BaselineQuestion, now: number): Promise<BaselineReport> {
  const start = dayNumber(question.start, "start");
  if (start === null)
    throw new AttuneError("bad-request", "A baseline needs the day of the change.", { path: "start" });
  const days = question.days ?? defaultDays;
  await engine.settled(settleMs);
  const { timeZone, currency } = engine.business();
  const today = businessDay(now, timeZone);
  const rows = await engine.stores.analytics.query("daily", {
    fromDay: start - days - yearDays,
    toDay: Math.min(start + days, today) - 1,
  });
  const byDay = new Map(rows.map((row) => [Number(row.day), row]));
  // Days without events count as nothing, but not those before the first and after the last of them.
  const known = [...byDay.keys()];
  const first = known.reduce((least, day) => Math.min(least, day), Number.POSITIVE_INFINITY);
  const last = known.reduce((most, day) => Math.max(most, day), Number.NEGATIVE_INFINITY);
  const from = Math.max(start - days, Math.min(first, start));
  const until = Math.max(start, Math.min(start + days, last + 1));
  const hasYearBefore = first <= from - yearDays;
  return {
    schema: "attune.measure.baseline/1",
    causal: false,
    label:
      "Before and after, not causal: whatever else changed on that day is in it. A randomized comparison is attune measure tactic.",
    start: question.start,
    before: { from: dayText(from), days: start - from },
    after: { from: question.start, days: until - start },
    currency,
    computedAt: new Date(now).toISOString(),
    metrics: series.map(({ name, unit, of }) => {
      const values = (begin: number, end: number) =>
        Array.from({ length: end - begin }, (_, i) => {
          const row = byDay.get(begin + i);
          return row === undefined ? 0 : of(row);
        });
      const result = beforeAfter({
        before: values(from, start),
        after: values(start, until),
        ...(hasYearBefore
          ? {
              yearBefore: {
                before: values(from - yearDays, start - yearDays),
                after: values(start - yearDays, until - yearDays),
              },
            }
          : {}),
      });
      if (isUndetermined(result)) return silent(name, unit, result);
      const { trendBefore, ...told } = result;
      return { name, unit, ...told, checks: checksOf(result) };
    }),
  };
}

function silent(
  name: string,
  unit: BaselineMetric["unit"],
  why: Extract<BaselineMetric["before"], object>,
): BaselineMetric {
  return {
    name,
    unit,
    before: why,
    after: why,
    rawDifference: why,
    expected: why,
    change: why,
    relativeChange: why,
    adjustment: "full weeks",
    checks: [],
  };
}

function checksOf({ adjustment, trendBefore }: BeforeAfter): BaselineMetric["checks"] {
  const isAdjusted = adjustment !== "full weeks";
  const checks: BaselineMetric["checks"] = [
    {
      id: "season",
      status: isAdjusted ? "pass" : "warn",
      pValue: null,
      message: isAdjusted
        ? "The same weeks of the year before are taken off."
        : "The data hold no year before, so only weekdays are taken out: a season that changed in between is in the difference.",
    },
  ];
  if (trendBefore !== null) {
    const warns = trendBefore.pValue < trendAlert;
    checks.push({
      id: "trend-before",
      status: warns ? "warn" : "pass",
      pValue: trendBefore.pValue,
      message: warns
        ? `It was already ${trendBefore.slope > 0 ? "rising" : "falling"} from week to week before the change.`
        : "No clear trend before the change.",
    });
  }
  return checks;
}
