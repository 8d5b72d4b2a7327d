import type { Json } from "@attune/model/json";

/** One period of a forecast: days since 1970, both included, and what was expected in it. */
export interface ForecastPeriod {
  fromDay: number;
  toDay: number;
  expected: number;
  low: number;
  high: number;
  /** What the expectation was made of, by segment; absent where it was not made of these. */
  drivers?: DriverCell[];
}

/** Revenue of a segment = traffic × conversion × value. */
export interface DriverCell {
  segment: string;
  /** Visits, or people. */
  traffic: number;
  /** Orders per visit. */
  conversion: number;
  /** Revenue per order. */
  value: number;
}

/** What someone took for granted, and between which ends. */
export interface Assumption {
  name: string;
  stated: number;
  low: number;
  high: number;
  /** Where it comes from. */
  evidence: string;
  owner: string;
}

/** A forecast as it was made: kept unchanged, so that it can be held to what it said. */
export interface ForecastRecord {
  schema: "attune.forecast.record/1";
  id: string;
  /** ISO 8601. */
  madeAt: string;
  owner: string;
  /** What made it: a model's name and version. */
  version: string;
  /** What it was made from: options, parameters, the last day that was known. */
  inputs: { [key: string]: Json };
  metric: "purchases" | "revenue";
  /** Whose: of all, or of the customers who had bought by the end of a day. */
  scope: { kind: "everybody" } | { kind: "known-customers"; knownByDay: number };
  /** Share of outcomes that low to high is meant to hold. */
  level: number;
  /** What the half intervals of the model were multiplied by, from the record of earlier forecasts; absent: they are the model's own. */
  recalibratedBy?: number;
  periods: ForecastPeriod[];
  assumptions: Assumption[];
}
