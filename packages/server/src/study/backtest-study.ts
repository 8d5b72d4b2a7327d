import { type BacktestReport, backtestReport } from "@attune/forecast/backtest/backtest-report";
import type { DriverCell, ForecastRecord } from "@attune/forecast/backtest/forecast-record";
import { type LifetimeRecordOptions, lifetimeRecord, rollingRecords } from "@attune/forecast/backtest/lifetime-record";
import { recalibratedRecord } from "@attune/forecast/backtest/recalibrate-record";
import { createRng } from "@attune/math/rng";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { type PurchaseInput, readPurchases } from "./purchase-input.ts";

type Purchases = Exclude<PurchaseInput, { kind: "summary" }>;

/** Forecasts made as of days in the past. */
export interface RollingChoices extends LifetimeRecordOptions {
  everyWeeks: number;
  minimumWeeks: number;
}

/** Forecasts against the purchases that came: those that were kept, or ones made as of days in the past. */
export interface BacktestStudy {
  kind: "backtest";
  input: Purchases;
  forecasts: { kind: "kept"; records: ForecastRecord[] } | { kind: "rolling"; choices: RollingChoices };
  observed: ObservedPlainly;
  seed: string;
}

/** What happened beside purchases: drivers by `first day/last day`, and numbers by the name of the assumption. */
export interface ObservedPlainly {
  drivers?: Record<string, DriverCell[]>;
  assumptions?: Record<string, number>;
}

/** A forecast of the purchases of everybody known by now, to be kept. */
export interface LifetimeRecordStudy {
  kind: "lifetime-record";
  input: Purchases;
  choices: LifetimeRecordOptions;
  /** Earlier forecasts, from which its intervals learn. */
  kept: ForecastRecord[];
  seed: string;
}

export function carryOutBacktest({ input, forecasts, observed, seed }: BacktestStudy): BacktestReport {
  const { log } = readPurchases(input);
  const records =
    forecasts.kind === "kept" ? forecasts.records : rollingRecords(log, forecasts.choices, createRng(seed));
  return backtestReport(log, records, {
    drivers: new Map(Object.entries(observed.drivers ?? {})),
    assumptions: new Map(Object.entries(observed.assumptions ?? {})),
  });
}

export function carryOutLifetimeRecord(study: LifetimeRecordStudy): ForecastRecord | Undetermined {
  const { input, choices, kept, seed } = study;
  const { log } = readPurchases(input);
  const rng = createRng(seed);
  const record = lifetimeRecord(log, log.lastDay, choices, rng);
  return isUndetermined(record) ? record : recalibratedRecord(record, kept, log, choices, rng);
}
