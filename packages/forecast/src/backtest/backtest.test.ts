import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { purchaseLog } from "../lifetime/purchase-log.ts";
import type { ActualPeriod } from "./actual-periods.ts";
import { backtestReport } from "./backtest-report.ts";
import { conformalFactor } from "./conformal-factor.ts";
import type { ForecastRecord } from "./forecast-record.ts";
import { judgeAssumptions } from "./judge-assumptions.ts";
import { lifetimeRecord, rollingRecords } from "./lifetime-record.ts";
import { recalibratedRecord } from "./recalibrate-record.ts";
import { scorePeriods } from "./score-periods.ts";
import { varianceByDriver } from "./variance-by-driver.ts";

const period = (expected: number, low: number, high: number, actual: number, naive: number | null): ActualPeriod => ({
  period: { fromDay: 0, toDay: 6, expected, low, high },
  recalibratedBy: 1,
  actual,
  naive,
  naiveKind: naive === null ? null : "seasonal",
});

describe("scorePeriods", () => {
  it("scores error, bias, coverage and the interval, and names the rival's error", () => {
    const score = scorePeriods([period(100, 80, 120, 110, 90), period(100, 90, 110, 120, 150)], 0.9);
    if (isUndetermined(score)) throw new Error("undetermined");
    expect(score).toMatchObject({ periods: 2, actual: 230, expected: 200, coverage: 0.5, meanAbsoluteError: 15 });
    expect(score.bias).toBeCloseTo(-30 / 230, 12);
    expect(score.mape).toBeCloseTo((10 / 110 + 20 / 120) / 2, 12);
    // Widths 40 and 20; 10 above the second one, at 2/0.1 each.
    expect(score.intervalScore).toBeCloseTo((40 + 20 + 200) / 2, 9);
    // The rival was 20 and 30 off.
    expect(score.naive).toMatchObject({ kind: "seasonal", meanAbsoluteError: 25, skill: 1 - 15 / 25 });
  });

  it("is undetermined while no period is over", () => {
    expect(scorePeriods([], 0.9)).toMatchObject({ undetermined: { code: "not-over" } });
  });
});

describe("conformalFactor", () => {
  it("is the ⌈(n+1)·level⌉-th distance in units of the half interval", () => {
    // Distances 0.1, 0.2 … 0.9, 3: of ten the tenth is taken at 90 %.
    const actuals = [101, 102, 103, 104, 105, 106, 107, 108, 109, 130];
    const periods = actuals.map((actual) => period(100, 90, 110, actual, null));
    expect(conformalFactor(periods, 0.9)).toMatchObject({ factor: 3, periods: 10 });
    const factor = conformalFactor(periods, 0.5);
    if (isUndetermined(factor)) throw new Error("undetermined");
    expect(factor.factor).toBeCloseTo(0.6, 12);
  });

  it("is undetermined while a single miss would make it infinite", () => {
    const periods = Array.from({ length: 8 }, () => period(100, 90, 110, 101, null));
    expect(conformalFactor(periods, 0.9)).toMatchObject({
      undetermined: { code: "too-few-periods", reason: "8 periods are over: at least 9 are needed." },
    });
    expect(conformalFactor([...periods, periods[0]!], 0.9)).toMatchObject({ periods: 9 });
  });

  it("makes intervals that were half as wide as they should be hold their level in the next periods", () => {
    const rng = createRng("conformal");
    // Normal outcomes with deviation 20, intervals for deviation 10: 90 % intervals of ±16.4.
    const draw = () => period(100, 100 - 16.45, 100 + 16.45, 100 + 20 * rng.normal(), null);
    const rounds = 400;
    let inside = 0;
    for (let round = 0; round < rounds; round++) {
      const factor = conformalFactor(Array.from({ length: 60 }, draw), 0.9);
      if (isUndetermined(factor)) throw new Error("undetermined");
      if (Math.abs(draw().actual - 100) <= factor.factor * 16.45) inside++;
    }
    // Exchangeable: at least 90 %, at most 1/61 more; 3.5 Monte-Carlo standard errors.
    const error = 3.5 * Math.sqrt((0.9 * 0.1) / rounds);
    expect(inside / rounds).toBeGreaterThan(0.9 - error);
    expect(inside / rounds).toBeLessThan(0.9 + 1 / 61 + error);
  });
});

describe("recalibratedRecord", () => {
  const log = steadyLog();
  const options = { model: "bg-nbd", weeksPerPeriod: 4, periods: 2, owner: "test", madeAt: "2026-11-22" } as const;
  const base = { metric: "purchases", scope: { kind: "everybody" }, level: 0.9, owner: "test", inputs: {} } as const;
  /** Forecasts of four weeks each that were right but for chance, with intervals a fifth as wide as what came. */
  const kept = Array.from({ length: 12 }, (_, i): ForecastRecord => {
    const [fromDay, toDay] = [100 + 28 * i, 127 + 28 * i];
    const actual = log.day.filter((day) => day >= fromDay && day <= toDay).length;
    const expected = actual + (i % 2 === 0 ? 10 : -10) * (1 + (i % 5));
    const periods = [{ fromDay, toDay, expected, low: expected - 10, high: expected + 10 }];
    return {
      ...base,
      schema: "attune.forecast.record/1",
      id: `${i}`,
      madeAt: "",
      version: "bg-nbd/1",
      periods,
      assumptions: [],
    };
  });
  const next: ForecastRecord = {
    ...kept[0]!,
    id: "next",
    periods: [{ fromDay: 501, toDay: 528, expected: 30, low: 20, high: 40 }],
  };
  const learn = (past: readonly ForecastRecord[]) => recalibratedRecord(next, past, log, options, createRng("1"));

  it("widens the next intervals by what the kept ones missed: of twelve distances 1 to 5 the twelfth, at 90 %", () => {
    const told = learn(kept);
    expect(told.recalibratedBy).toBeCloseTo(5, 9);
    expect(told.periods[0]!.high).toBeCloseTo(80, 9);
    // Nothing is below 0.
    expect(told.periods[0]!.low).toBe(0);
    expect(told.inputs.recalibration).toMatchObject({ from: "kept", periods: 12 });
  });

  it("does not widen twice: what was recalibrated is measured by the model's own intervals", () => {
    const wide = kept.map((record) => ({
      ...record,
      recalibratedBy: 3,
      periods: record.periods.map((period) => ({
        ...period,
        low: period.expected - 30,
        high: period.expected + 30,
      })),
    }));
    expect(learn(wide).recalibratedBy).toBeCloseTo(5, 9);
  });

  it("learns from forecasts as of days in the past while too few were kept, and never from those of another version", () => {
    const told = learn(kept.map((record) => ({ ...record, version: "somebody's/1" })));
    expect(told.inputs.recalibration).toMatchObject({ from: "rolling" });
  });
});

describe("varianceByDriver", () => {
  const plan = [
    { segment: "new", traffic: 8_000, conversion: 0.02, value: 50 },
    { segment: "returning", traffic: 2_000, conversion: 0.06, value: 70 },
  ];

  it("gives a change of mix alone to the mix", () => {
    const happened = [
      { segment: "new", traffic: 6_000, conversion: 0.02, value: 50 },
      { segment: "returning", traffic: 4_000, conversion: 0.06, value: 70 },
    ];
    // 6,000·1 + 4,000·4.2 − (8,000·1 + 2,000·4.2) = 22,800 − 16,400.
    const variance = varianceByDriver(plan, happened);
    expect(variance).toMatchObject({ planned: 16_400, actual: 22_800 });
    expect(variance.mix).toBeCloseTo(6_400, 8);
    for (const other of [variance.traffic, variance.conversion, variance.value])
      expect(Math.abs(other)).toBeLessThan(1e-8);
  });

  it("gives a change of conversion alone to conversion, and traffic to traffic", () => {
    const better = plan.map((cell) => ({ ...cell, conversion: cell.conversion * 1.5 }));
    expect(varianceByDriver(plan, better).conversion).toBeCloseTo(8_200, 8);
    const more = plan.map((cell) => ({ ...cell, traffic: cell.traffic * 2 }));
    expect(varianceByDriver(plan, more).traffic).toBeCloseTo(16_400, 8);
    expect(Math.abs(varianceByDriver(plan, more).mix)).toBeLessThan(1e-8);
  });

  it("sums to the difference, whatever changed, and turns its sign with the sides", () => {
    const cell = (segment: string) =>
      fc.record({
        segment: fc.constant(segment),
        traffic: fc.double({ min: 1, max: 1e5, noNaN: true }),
        conversion: fc.double({ min: 0, max: 1, noNaN: true }),
        value: fc.double({ min: 0, max: 1e3, noNaN: true }),
      });
    const side = fc.tuple(cell("a"), cell("b"), cell("c"));
    fc.assert(
      fc.property(side, side, (planned, actual) => {
        const there = varianceByDriver(planned, actual);
        const back = varianceByDriver(actual, planned);
        const scale = Math.max(1, ...[there.traffic, there.mix, there.conversion, there.value].map(Math.abs));
        const sum = there.traffic + there.mix + there.conversion + there.value;
        expect(Math.abs(sum - there.difference) / scale).toBeLessThan(1e-9);
        expect(Math.abs(there.mix + back.mix) / scale).toBeLessThan(1e-9);
      }),
    );
  });
});

describe("judgeAssumptions", () => {
  it("puts what failed by most first, then what held, then what is open", () => {
    const base = { low: 1, high: 3, stated: 2, evidence: "guess", owner: "ada" };
    const assumptions = ["open", "held", "failed", "failed more"].map((name) => ({ ...base, name }));
    const observed = new Map([
      ["held", 2.5],
      ["failed", 3.5],
      ["failed more", 0],
    ]);
    const register = judgeAssumptions([{ id: "f", assumptions }], observed);
    expect(register.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual([
      "failed more: failed",
      "failed: failed",
      "held: held",
      "open: open",
    ]);
  });
});

/** Customers who come week by week and buy at their own steady rate, without season. */
function steadyLog(until = 500) {
  const rng = createRng("steady");
  const customer: string[] = [];
  const day: number[] = [];
  for (let i = 0; i < 900; i++) {
    const first = 7 * rng.integer(52);
    const perDay = 0.002 + 0.06 * rng.uniform() ** 2;
    const end = first + 700 * rng.uniform();
    for (let at = first; at < Math.min(end, 500); at += -Math.log1p(-rng.uniform()) / perDay) {
      if (at >= until + 1) continue;
      customer.push(`c${i}`);
      day.push(Math.floor(at));
    }
  }
  const rows = customer.length;
  const log = purchaseLog(
    { customer, day: Int32Array.from(day), amount: new Float64Array(rows).fill(10), line: new Uint32Array(rows) },
    "refuse",
  );
  if ("line" in log) throw new Error(log.reason);
  return log;
}

describe("rollingRecords and backtestReport", () => {
  const log = steadyLog();
  const options = {
    model: "bg-nbd",
    weeksPerPeriod: 4,
    periods: 2,
    owner: "test",
    madeAt: "2026-11-22T12:00:00Z",
  } as const;
  const records = rollingRecords(log, { ...options, everyWeeks: 4, minimumWeeks: 26 }, createRng("1"));
  const report = backtestReport(log, records, { drivers: new Map(), assumptions: new Map() });

  it("forecasts as of days in the past, from nothing later", () => {
    expect(records.length).toBeGreaterThan(6);
    for (const { scope, periods } of records) {
      if (scope.kind !== "known-customers") throw new Error("scope");
      expect(periods[0]!.fromDay).toBe(scope.knownByDay + 1);
      expect(periods.at(-1)!.toDay).toBeLessThanOrEqual(log.lastDay);
    }
    // The same forecast from a log that ends there.
    const { knownByDay } = records[0]!.scope as { knownByDay: number };
    const cut = steadyLog(knownByDay);
    expect(lifetimeRecord(cut, knownByDay, options, createRng("1").fork(knownByDay))).toEqual(records[0]);
  });

  it("is near the truth where customers are steady, and its intervals hold most outcomes", () => {
    const { score } = report;
    if (isUndetermined(score)) throw new Error("undetermined");
    expect(score.periods).toBe(2 * records.length);
    expect(Math.abs(score.bias)).toBeLessThan(0.1);
    expect(score.coverage).toBeGreaterThan(0.5);
  });

  it("counts what happened to the customers who were known, and to no others", () => {
    const record: ForecastRecord = { ...records[0]!, periods: [records[0]!.periods[0]!] };
    const { knownByDay } = record.scope as { knownByDay: number };
    const { fromDay, toDay } = record.periods[0]!;
    let expected = 0;
    for (let i = 0; i < log.customers.length; i++) {
      if (log.day[log.start[i]!]! > knownByDay) continue;
      expected += log.day.slice(log.start[i], log.start[i + 1]).filter((day) => day >= fromDay && day <= toDay).length;
    }
    const [told] = backtestReport(log, [record], { drivers: new Map(), assumptions: new Map() }).forecasts;
    expect(told!.periods[0]!.actual).toBe(expected);
  });
});
