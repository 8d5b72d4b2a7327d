import type { Rng } from "@attune/math/rng";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { calibrationOf, holdoutOf } from "./calibration-split.ts";
import { chooseModel, chooseModelBySummary, type ModelChoice } from "./choose-model.ts";
import { cohortValues } from "./cohort-values.ts";
import { type CustomerHistories, historiesAt } from "./customer-histories.ts";
import type { ParameterFit } from "./fit-parameters.ts";
import { fitPurchaseModel } from "./fit-purchase-model.ts";
import { fitGammaGamma, type SpendHistories } from "./gamma-gamma.ts";
import { groupHistories } from "./group-histories.ts";
import { holdoutCheck } from "./holdout-check.ts";
import type { FitReport, LifetimeForecast } from "./lifetime-report.ts";
import { lifetimeTotal } from "./lifetime-total.ts";
import { lifetimeWarnings } from "./lifetime-warnings.ts";
import { parameterIntervals } from "./parameter-intervals.ts";
import { customerCount } from "./purchase-history.ts";
import type { PurchaseLog } from "./purchase-log.ts";
import type { PurchaseModelName } from "./purchase-model.ts";
import { purchaseModelNamed } from "./purchase-models.ts";
import { type Clock, type Season, seasonClock, steadyClock } from "./season-clock.ts";
import { spendCorrelation } from "./spend-correlation.ts";
import { daysIn, dayText, type TimeUnit } from "./time-unit.ts";
import { type CustomerValues, type ValuationTerms, valueCustomers } from "./value-customers.ts";
import { valueDeciles } from "./value-deciles.ts";

/** Dated purchases, or what is left of them. */
export type LifetimeSource =
  | { kind: "log"; log: PurchaseLog; hasAmounts: boolean }
  | {
      kind: "summary";
      histories: CustomerHistories;
      /** Times are counts of periods in each of which one could buy once. */
      isDiscrete: boolean;
    };

export interface LifetimeOptions {
  model: PurchaseModelName | "auto";
  unit: TimeUnit;
  /** Last day (since 1970) that the models learn from; null: the last day of the file. */
  calibrationEndDay: number | null;
  /** Units of time for which value is forecast. */
  horizon: number;
  /** A year. */
  discountRate: number;
  /** Share of an amount that is margin. */
  margin: number;
  /** Left out: every month is as good as another. Needs dates, and a model of continuous time. */
  season?: Season;
}

type ChosenModel = (ModelChoice & { asked: "auto" }) | { asked: PurchaseModelName; chosen: PurchaseModelName };

export interface LifetimeResult {
  forecast: LifetimeForecast;
  histories: CustomerHistories;
  values: CustomerValues;
}

/** Fits, checks against the holdout where there is one, and values every customer known at the end of the calibration. */
export function forecastLifetime(
  source: LifetimeSource,
  options: LifetimeOptions,
  rng: Rng,
): LifetimeResult | Undetermined {
  const unitDays = daysIn[options.unit];
  const asOfDay = source.kind === "log" ? (options.calibrationEndDay ?? source.log.lastDay) : null;
  const clock = source.kind === "log" ? clockOf(source.log, asOfDay!, options) : steadyClock;
  const problem = unusable(
    source.kind === "log" ? historiesAt(source.log, asOfDay!, unitDays, clock) : source.histories,
  );
  if (problem !== null) return problem;
  const choice = chosenModel(source, options, asOfDay, clock);
  const model = purchaseModelNamed(choice.chosen);
  if (options.season !== undefined && (source.kind !== "log" || model.time === "periods"))
    return undetermined(
      "season-needs-dates",
      `A season needs dated purchases and a model of continuous time, not ${source.kind === "log" ? model.name : "a summary"}.`,
    );
  const histories =
    source.kind === "log" ? calibrationOf(source.log, asOfDay!, options.unit, model, clock) : source.histories;
  if (model.time === "periods" && !isInPeriods(histories))
    return undetermined("not-in-periods", `${model.name} needs whole periods, such as 3 of 6; these times are not.`);
  const grouped = groupHistories(histories);
  const purchaseFit = fitPurchaseModel(model, grouped);
  const spenders = spendersOf(source, histories);
  const spendFit = isUndetermined(spenders) ? spenders : fitGammaGamma(spenders);
  const horizon =
    options.season === undefined
      ? options.horizon
      : (clock(asOfDay! + Math.round(options.horizon * unitDays)) - clock(asOfDay!)) / unitDays;
  // Per unit of the calendar; by a season's clock the whole horizon is discounted as much as by the calendar's.
  const perUnit = (rate: number) =>
    ((Math.log1p(rate) * unitDays) / daysIn.year) * (horizon > 0 ? options.horizon / horizon : 1);
  const terms: ValuationTerms = { horizon, discount: perUnit(options.discountRate), margin: options.margin };
  const usableSpend = isUndetermined(spendFit) || !(spendFit.vector[1]! > 1) ? null : spendFit;
  const valuation = { model, purchaseFit, spendFit: usableSpend, histories, terms };
  const values = valueCustomers(valuation);
  const happened = source.kind === "log" ? holdoutOf(source.log, asOfDay!, options.unit, model, clock) : null;
  const holdout =
    happened === null
      ? undetermined(
          "no-holdout",
          "Nothing follows the end of the calibration, so the model cannot be checked: end it earlier, on purchases with dates.",
        )
      : holdoutCheck({ model, parameters: purchaseFit.vector, histories, happened, rng: rng.fork("holdout") });
  const correlation = isUndetermined(spenders) ? spenders : spendCorrelation(spenders);
  const forecast: LifetimeForecast = {
    schema: "attune.forecast.lifetime/1",
    asOf: asOfDay === null ? null : dayText(asOfDay),
    unit: options.unit,
    choice,
    model: {
      name: choice.chosen,
      ...reportOf(purchaseFit),
      intervals: parameterIntervals(model, purchaseFit, grouped),
    },
    spend: isUndetermined(spendFit)
      ? spendFit
      : {
          name: "gamma-gamma",
          ...reportOf(spendFit),
          customers: isUndetermined(spenders) ? 0 : spenders.customers.reduce((sum, n) => sum + n, 0),
          populationMean: populationMean(spendFit),
          correlation,
        },
    valuation: {
      horizon: options.horizon,
      unit: options.unit,
      margin: terms.margin,
      discountRate: options.discountRate,
      discountPerUnit: (Math.log1p(options.discountRate) * unitDays) / daysIn.year,
      season: options.season ?? null,
    },
    holdout,
    cohorts: cohortValues(histories, values),
    customers: { count: customerCount(histories), file: null },
    total:
      usableSpend === null
        ? undetermined("no-spend-model", "Without a usable model of the amounts there is no value, only purchases.")
        : lifetimeTotal({ ...valuation, spendFit: usableSpend }, values, perUnit, rng.fork("total")),
    deciles: valueDeciles(histories, values),
    warnings: [],
  };
  forecast.warnings = lifetimeWarnings(forecast, spendFit, correlation);
  return { forecast, histories, values };
}

/** From the first purchase to the end of the horizon, or of the file. */
function clockOf(log: PurchaseLog, asOfDay: number, { season, horizon, unit }: LifetimeOptions): Clock {
  if (season === undefined) return steadyClock;
  return seasonClock(season, log.firstDay - 1, Math.max(log.lastDay, asOfDay + Math.round(horizon * daysIn[unit])));
}

function chosenModel(
  source: LifetimeSource,
  { model, unit }: LifetimeOptions,
  asOfDay: number | null,
  clock: Clock,
): ChosenModel {
  if (model !== "auto") return { asked: model, chosen: model };
  const choice =
    source.kind === "log"
      ? chooseModel(source.log, asOfDay!, daysIn[unit], clock)
      : chooseModelBySummary(source.histories, source.isDiscrete);
  return { asked: model, ...choice };
}

function isInPeriods({ repeatPurchases, timeOfLastPurchase, observedFor }: CustomerHistories): boolean {
  return observedFor.every(
    (n, i) =>
      Number.isInteger(n) && Number.isInteger(timeOfLastPurchase[i]!) && repeatPurchases[i]! <= timeOfLastPurchase[i]!,
  );
}

function unusable(histories: CustomerHistories): Undetermined | null {
  if (histories.customers.length === 0)
    return undetermined("no-customers", "Nobody had bought by the end of the calibration.");
  if (histories.repeatPurchases.every((x) => x === 0))
    return undetermined(
      "one-purchase-only",
      "Nobody bought a second time within the calibration: one purchase each says nothing of how often people buy or when they stop.",
    );
  if (histories.observedFor.every((T) => T === 0))
    return undetermined("no-time", "Nobody has been observed for any time after the first purchase.");
  return null;
}

function spendersOf(source: LifetimeSource, histories: CustomerHistories): SpendHistories | Undetermined {
  const { meanSpend, repeatPurchases, customers } = histories;
  if (meanSpend === null || (source.kind === "log" && !source.hasAmounts))
    return undetermined("no-amounts", "No amounts are known: --amount, or a column of mean amounts, is missing.");
  const rows = [...repeatPurchases.keys()].filter((i) => repeatPurchases[i]! > 0);
  return {
    repeatPurchases: Float64Array.from(rows, (i) => repeatPurchases[i]!),
    meanSpend: Float64Array.from(rows, (i) => meanSpend[i]!),
    customers: Float64Array.from(rows, (i) => customers[i]!),
  };
}

function reportOf({ parameters, standardErrors, logLikelihood, converged, boundary }: ParameterFit): FitReport {
  return { parameters, standardErrors, logLikelihood, converged, boundary };
}

function populationMean({ vector }: ParameterFit): number | Undetermined {
  const [p, q, v] = vector as unknown as [number, number, number];
  return q > 1 ? (p * v) / (q - 1) : undetermined("no-mean", "With q at or below 1 the amounts have no mean.");
}
