import { forecastLifetime, type LifetimeSource } from "@attune/forecast/lifetime/lifetime-forecast";
import type { LifetimeForecast } from "@attune/forecast/lifetime/lifetime-report";
import type { PurchaseModelName } from "@attune/forecast/lifetime/purchase-model";
import type { TimeUnit } from "@attune/forecast/lifetime/time-unit";
import { lifetimeHtml } from "@attune/forecast/report/lifetime-html";
import { createRng } from "@attune/math/rng";
import { AttuneError } from "@attune/model/errors";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { customerCsv } from "./customer-csv.ts";
import { type PurchaseInput, readPurchases, readSummaries } from "./purchase-input.ts";
import { dayOfText } from "./read-transactions.ts";

/** What a person may choose of a lifetime forecast, by whichever way the purchases come. */
export interface LifetimeChoices {
  unit: TimeUnit;
  model: PurchaseModelName | "auto";
  calibrationEnd: string | null;
  horizon: number;
  discountRate: number;
  margin: number;
  /** Purchases by month relative to an average one; null: none. */
  season: readonly number[] | null;
  seed: string;
  /** Whether the customers are wanted one by one, as CSV. */
  wantsCustomers: boolean;
  /** Pages that are wanted beside the forecast. */
  pages: readonly "html"[];
}

/** The usual horizon: a year. */
export const unitsInYear: Record<TimeUnit, number> = { day: 365, week: 52, month: 12, year: 1 };

export interface LifetimeStudy {
  kind: "lifetime";
  input: PurchaseInput;
  choices: LifetimeChoices;
}

/** The forecast, and beside it what else was asked for: the customers one by one, the report as a page. */
export interface LifetimeAnswer {
  forecast: LifetimeForecast;
  customersCsv: string | null;
  html?: string;
}

/** Throws `bad-request` for what cannot be read or was chosen wrong. */
export function carryOutLifetime({ input, choices }: LifetimeStudy): LifetimeAnswer | Undetermined {
  const { source, notes } = sourceOf(input);
  const calibrationEndDay = choices.calibrationEnd === null ? null : dayNamed(choices.calibrationEnd, "calibrationEnd");
  if (calibrationEndDay !== null && source.kind === "summary")
    throw chosenWrong("A calibration end needs dates: a summary has none.");
  if (calibrationEndDay !== null && source.kind === "log" && calibrationEndDay < source.log.firstDay)
    throw chosenWrong("The calibration ends before the first purchase.");
  const { unit, model, horizon, discountRate, margin, season } = choices;
  const result = forecastLifetime(
    source,
    { unit, model, calibrationEndDay, horizon, discountRate, margin, ...(season === null ? {} : { season }) },
    createRng(choices.seed),
  );
  if (isUndetermined(result)) return result;
  const { forecast, histories, values } = result;
  if (calibrationEndDay === null && source.kind === "log")
    forecast.holdout = heldToLastThird(source, { ...choices, model: forecast.model.name });
  forecast.warnings.unshift(...notes);
  return {
    forecast,
    customersCsv: choices.wantsCustomers ? [...customerCsv(histories, values)].join("") : null,
    ...(choices.pages.includes("html") ? { html: lifetimeHtml(forecast) } : {}),
  };
}

/** Fewer days leave too little to learn from, and to be held to. */
const fewestDays = 60;

/** Where nobody said when the calibration ends: the same kind of model, learnt from the first two thirds of the time, held to what came in the last. */
function heldToLastThird(
  source: Extract<LifetimeSource, { kind: "log" }>,
  { unit, model, horizon, discountRate, margin, season, seed }: LifetimeChoices,
): LifetimeForecast["holdout"] {
  const { firstDay, lastDay } = source.log;
  const days = lastDay - firstDay + 1;
  if (days < fewestDays)
    return undetermined(
      "no-holdout",
      `The orders tell of ${days} days: from ${fewestDays} on a model is checked against the last third.`,
    );
  const calibrationEndDay = lastDay - Math.round(days / 3);
  const terms = {
    unit,
    model,
    calibrationEndDay,
    horizon,
    discountRate,
    margin,
    ...(season === null ? {} : { season }),
  };
  const earlier = forecastLifetime({ ...source, hasAmounts: false }, terms, createRng(`${seed} held out`));
  return isUndetermined(earlier) ? earlier : earlier.forecast.holdout;
}

function sourceOf(input: PurchaseInput): { source: LifetimeSource; notes: string[] } {
  if (input.kind === "summary") return { source: { kind: "summary", ...readSummaries(input.table) }, notes: [] };
  const { log, hasAmounts, notes } = readPurchases(input);
  return { source: { kind: "log", log, hasAmounts }, notes };
}

/** The day, as days since 1970. Throws `bad-request` that names the option. */
export function dayNamed(text: string, path: "calibrationEnd" | "asOf"): number {
  const day = dayOfText(text);
  if (day === null) throw new AttuneError("bad-request", `“${text}” is not a day such as 2026-03-31.`, { path });
  return day;
}

function chosenWrong(message: string): AttuneError {
  return new AttuneError("bad-request", message, { path: "calibrationEnd" });
}
