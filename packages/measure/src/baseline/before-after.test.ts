import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { beforeAfter } from "./before-after.ts";

const days = (n: number, of: (day: number) => number) => Array.from({ length: n }, (_, day) => of(day));

describe("beforeAfter", () => {
  it("is not fooled by weekdays", () => {
    const weekday = (day: number) => (day % 7 < 5 ? 100 : 30);
    // 30 days before the change and 25 after it: the raw means hold different weekdays, the full weeks do not.
    const result = beforeAfter({ before: days(28, weekday), after: days(25, weekday) });
    if (isUndetermined(result)) throw new Error("told");
    expect(result.rawDifference).not.toBe(0);
    expect(result.expected).toBeCloseTo(80, 12);
    expect(result.adjustment).toBe("full weeks");
    // Weeks that never vary have no standard error, so an effect of zero without an interval is not a finding.
    expect(result.change).toHaveProperty("undetermined");
  });

  it("compares weeks by Welch: a case worked in scipy", () => {
    // Weekly means 10, 12, 14 before and 20, 21, 25 after; scipy.stats.ttest_ind([20, 21, 25], [10, 12, 14], equal_var=False).
    const flat = (weeks: number[]) => weeks.flatMap((value) => days(7, () => value));
    const result = beforeAfter({ before: flat([10, 12, 14]), after: flat([20, 21, 25]) });
    if (isUndetermined(result) || isUndetermined(result.change)) throw new Error("told");
    expect(result.change.estimate).toBe(10);
    expect(result.change.pValue).toBeCloseTo(0.007800429240485057, 12);
    expect(result.relativeChange).toMatchObject({ estimate: 10 / 12 });
  });

  it("takes out a season that came last year too, and this year's growth", () => {
    const season = (day: number) => 100 + 60 * Math.sin((2 * Math.PI * day) / 364);
    const noise = createRng("season");
    const year = days(728, (day) => season(day) * (day < 364 ? 1 : 1.5) * (1 + 0.02 * noise.normal()));
    const at = 364 + 80;
    const around = (start: number) => ({ before: year.slice(start - 56, start), after: year.slice(start, start + 56) });
    const blind = beforeAfter(around(at));
    const adjusted = beforeAfter({ ...around(at), yearBefore: around(at - 364) });
    if (isUndetermined(blind) || isUndetermined(blind.change)) throw new Error("told");
    if (isUndetermined(adjusted) || isUndetermined(adjusted.change)) throw new Error("told");
    expect(adjusted.adjustment).toBe("full weeks, less those of the year before");
    expect(adjusted.change.interval[0]).toBeLessThan(0);
    expect(adjusted.change.interval[1]).toBeGreaterThan(0);
    expect(Math.abs(adjusted.change.estimate)).toBeLessThan(2);
  });

  it("counts the error of this year's growth: as many times as last year's season went on (by hand)", () => {
    // Last year 10 before and 20 after: the expectation is twice the level before, and so is its error.
    const flat = (weeks: number[]) => weeks.flatMap((value) => days(7, () => value));
    const result = beforeAfter({
      before: flat([9, 10, 11]),
      after: flat([22, 23, 24]),
      yearBefore: { before: flat([10, 10, 10]), after: flat([20, 20, 20]) },
    });
    if (isUndetermined(result) || isUndetermined(result.change)) throw new Error("told");
    expect(result.expected).toBeCloseTo(20, 12);
    expect(result.change.estimate).toBeCloseTo(3, 12);
    expect(result.change.standardError).toBeCloseTo(Math.sqrt(1 / 3 + (2 * 2) / 3), 12);
  });

  it("sees a trend that was there before", () => {
    const rising = beforeAfter({ before: days(56, (day) => day + (day % 3)), after: days(28, (day) => 56 + day) });
    expect(rising).toMatchObject({ trendBefore: { pValue: expect.closeTo(0, 4) } });
  });

  it("is undetermined without full weeks, and tells no interval of two", () => {
    expect(beforeAfter({ before: days(6, () => 1), after: days(30, () => 1) })).toHaveProperty("undetermined");
    const short = beforeAfter({ before: days(14, (day) => day), after: days(14, (day) => day) });
    expect(short).toMatchObject({ change: { undetermined: { code: "too-few-weeks" } } });
  });
});
