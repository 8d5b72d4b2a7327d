import { createRng, type Rng } from "@attune/math/rng";
import type { MetricComparison } from "@attune/model/report";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { compareGroups, type GroupSums, groupOutcome, groupSums } from "./compare-groups.ts";

/** A group whose buyers each placed one order of the given value. */
function groupOf(people: number, values: readonly number[]): GroupSums {
  const revenueSum = values.reduce((sum, value) => sum + value, 0);
  return {
    ...groupSums(undefined),
    people,
    conversions: values.length,
    orders: values.length,
    revenueMicros: BigInt(Math.round(revenueSum * 1e6)),
    revenueSum,
    revenueSumSquares: values.reduce((sum, value) => sum + value * value, 0),
    ordersSumSquares: values.length,
    revenueOrdersSum: revenueSum,
  };
}

const alternating = (count: number, low: number, high: number) =>
  Array.from({ length: count }, (_, i) => (i % 2 === 0 ? low : high));

function metric(treated: GroupSums, control: GroupSums, name: string): MetricComparison {
  const found = compareGroups(treated, control).find((one) => one.name.startsWith(name));
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
}

describe("compareGroups", () => {
  it("compares shares with few successes by score intervals and the mid-p exact test", () => {
    const { effect, lift } = metric(groupOf(20, [1, 1, 1]), groupOf(20, []), "conversion rate");
    if (isUndetermined(effect)) throw new Error(effect.undetermined.reason);
    // 3 of 20 against none. Two tables are as unlikely, each C(20, 3)/C(40, 3) = 1140/9880: mid-p takes half of both.
    expect(effect.pValue).toBeCloseTo(1140 / 9880, 10);
    expect(effect.estimate).toBeCloseTo(0.15, 12);
    expect(effect.interval[0]).toBeLessThan(0);
    expect(lift).toMatchObject({ undetermined: { code: "control-all-zero" } });
  });

  it("says nothing of money below 100 buyers in a group, with the numbers, and still compares conversion", () => {
    const enough = groupOf(1_000, alternating(100, 10, 30));
    const short = groupOf(900, alternating(99, 10, 30));
    for (const name of ["revenue per visitor", "average order value"]) {
      const { effect, lift } = metric(enough, short, name);
      expect(effect).toMatchObject({ undetermined: { code: "too-few-orders" } });
      expect(lift).toEqual(effect);
      expect(JSON.stringify(effect)).toContain("100 exposed and 99 held-out people");
      expect(isUndetermined(metric(enough, enough, name).effect)).toBe(false);
    }
    expect(isUndetermined(metric(enough, short, "conversion rate").effect)).toBe(false);
  });

  it("does not let how much the smaller group bought decide whether its revenue is told", () => {
    // 95 and 105 buyers of 1,000 each: 100 expected in either.
    const [fewer, more] = [groupOf(1_000, alternating(95, 10, 30)), groupOf(1_000, alternating(105, 10, 30))];
    expect(isUndetermined(metric(fewer, more, "revenue per visitor").effect)).toBe(false);
    expect(isUndetermined(metric(fewer, more, "average order value").effect)).toBe(true);
  });

  it("says nothing at all below 20 people in a group", () => {
    const tiny = groupOf(19, [10, 20]);
    for (const { effect } of compareGroups(groupOf(1_000, alternating(200, 1, 2)), tiny)) {
      expect(effect).toMatchObject({ undetermined: { code: "too-few-people" } });
    }
  });

  it("takes the spread of order values from buyers alone, however many people bought nothing", () => {
    const [a, b] = [alternating(200, 10, 40), alternating(100, 10, 30)];
    // Means 25 and 20; sample variances 225·200/199 and 100·100/99 over 200 and 100 buyers.
    for (const people of [200, 100_000]) {
      const { effect } = metric(groupOf(people, a), groupOf(people, b), "average order value");
      if (isUndetermined(effect)) throw new Error(effect.undetermined.reason);
      expect(effect.estimate).toBeCloseTo(5, 10);
      expect(effect.standardError).toBeCloseTo(Math.sqrt(225 / 199 + 100 / 99), 8);
    }
  });

  it("names order values for what they are", () => {
    expect(compareGroups(groupOf(20, []), groupOf(20, [])).map(({ name }) => name)).toEqual([
      "conversion rate",
      "revenue per visitor",
      "average order value, net of refunds",
    ]);
  });
});

describe("groupOutcome", () => {
  it("has reasons, not zeros, where nobody is or nobody bought", () => {
    expect(groupOutcome(groupSums(undefined))).toMatchObject({
      people: 0,
      conversionRate: { undetermined: { code: "no-people" } },
    });
    expect(groupOutcome(groupOf(30, []))).toMatchObject({
      revenuePerVisitor: 0,
      averageOrderValue: { undetermined: { code: "no-orders" } },
    });
  });
});

/** Buyers among `people` who buy with probability `share`, by the gaps between them; order values lognormal with sigma 0.8. */
function drawGroup(rng: Rng, people: number, share: number): GroupSums {
  const values: number[] = [];
  const logOther = Math.log1p(-share);
  let at = Math.floor(Math.log(1 - rng.uniform()) / logOther);
  while (at < people) {
    values.push(Math.exp(0.8 * rng.normal()));
    at += 1 + Math.floor(Math.log(1 - rng.uniform()) / logOther);
  }
  return groupOf(people, values);
}

describe("compareGroups without any effect", () => {
  const runs = 1_500;
  it.each([
    { people: [1_000, 1_000], buying: 0.002 },
    { people: [950, 50], buying: 0.05 },
    { people: [9_000, 1_000], buying: 0.005 },
    { people: [38_000, 2_000], buying: 0.06 },
    { people: [18_000, 2_000], buying: 0.0495 },
    { people: [9_000, 1_000], buying: 0.13 },
    { people: [2_000, 2_000], buying: 0.06 },
  ])(
    "finds one in about 5 % of runs at most: $people people, of whom $buying buy",
    ({ people: [a = 0, b = 0], buying }) => {
      const rng = createRng(`calibration/${a}/${b}/${buying}`);
      const found = new Map<string, number>();
      const told = new Map<string, number>();
      for (let run = 0; run < runs; run++) {
        for (const { name, effect } of compareGroups(drawGroup(rng, a, buying), drawGroup(rng, b, buying))) {
          if (isUndetermined(effect)) continue;
          told.set(name, (told.get(name) ?? 0) + 1);
          const [low, high] = effect.interval;
          if (low > 0 || high < 0) found.set(name, (found.get(name) ?? 0) + 1);
        }
      }
      expect(told.get("conversion rate")).toBeGreaterThan(runs / 2);
      for (const [name, count] of told) {
        // 6 %, as chosen for the least number of buyers, and 3.5 Monte-Carlo standard errors; over all runs where few tell anything.
        const tolerance = 3.5 * Math.sqrt((0.06 * 0.94) / count);
        expect((found.get(name) ?? 0) / count, `${name}, told in ${count} of ${runs} runs`).toBeLessThan(
          0.06 + tolerance,
        );
      }
    },
  );
});
