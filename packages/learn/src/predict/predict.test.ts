import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { type ActivityRow, collectActivity, eventsBefore } from "./activity.ts";
import { findLookalikes } from "./lookalikes.ts";
import { trainNextCategory } from "./next-category.ts";
import { nextOrderOf, trainNextOrder } from "./next-order.ts";
import { churn, discountedPurchase, purchase, trainOutcomeModel } from "./outcome-models.ts";
import { choosePeriods } from "./periods.ts";
import { msPerDay, personFeatureNames, personFeatures } from "./person-features.ts";

const days = 360;

/** Buyers at rates of 1 in 10 to 1 in 100 days, at random; two in five always buy at a discount, the rest never; each loyal to one of three categories. */
function shop(people: number): { rows: ActivityRow[]; rateOf: number[] } {
  const rng = createRng("shop");
  const rows: ActivityRow[] = [];
  const rateOf: number[] = [];
  for (let person = 0; person < people; person++) {
    const rate = 0.01 * 10 ** rng.uniform();
    rateOf.push(rate);
    let day = -Math.log(1 - rng.uniform()) / rate;
    for (; day < days; day += -Math.log(1 - rng.uniform()) / rate) {
      rows.push({
        profileId: `p${person}`,
        kind: "purchase",
        at: day * msPerDay,
        category: ["tea", "cups", "cakes"][person % 3],
        amount: 10,
        discounted: person % 5 < 2,
      });
    }
  }
  return { rows, rateOf };
}

const { rows, rateOf } = shop(900);
const activity = collectActivity(rows);
function determined<T>(value: T) {
  if (isUndetermined(value)) throw new Error(value.undetermined.reason);
  return value as Exclude<T, { undetermined: unknown }>;
}

describe("personFeatures", () => {
  const row = activity.rows[0]!;
  const at = 200 * msPerDay;

  it("knows nothing of the moment itself and after it", () => {
    const before = personFeatures(eventsBefore(row, at), at);
    const more = [...row, { kind: "purchase" as const, at, category: 0, amount: 1e9, discounted: true }].sort(
      (a, b) => a.at - b.at,
    );
    expect(personFeatures(eventsBefore(more, at), at)).toEqual(before);
  });

  it("three purchases worked by hand: 10, 20 and 40 days before", () => {
    const bought = [160, 180, 190].map((day) => ({
      kind: "purchase" as const,
      at: day * msPerDay,
      category: 0,
      amount: 30,
      discounted: day === 160,
    }));
    const features = personFeatures(bought, at);
    const of = (name: (typeof personFeatureNames)[number]) => features[personFeatureNames.indexOf(name)];
    expect(of("daysSinceLastPurchase")).toBe(10);
    expect(of("meanDaysBetweenOrders")).toBe(15);
    expect(of("overdue")).toBeCloseTo(10 / 15, 12);
    expect(of("spend")).toBe(90);
    expect(of("discountShare")).toBeCloseTo(1 / 3, 12);
    expect(of("daysSinceLastCart")).toBeNaN();
    expect(of("events30d")).toBe(2);
  });
});

describe("choosePeriods", () => {
  it("no outcome window reaches into a later period's moment", () => {
    const { trainingAt, calibrationAt, testAt, horizonMs } = determined(choosePeriods(activity, 30));
    for (const moment of trainingAt) expect(moment + horizonMs).toBeLessThanOrEqual(calibrationAt);
    expect(calibrationAt + horizonMs).toBeLessThanOrEqual(testAt);
    expect(testAt + horizonMs).toBeGreaterThan(activity.lastAt);
  });

  it("is undetermined where the data span less than four horizons", () => {
    expect(choosePeriods(activity, 120)).toMatchObject({ undetermined: { code: "too-short" } });
  });
});

describe("trainOutcomeModel", () => {
  it("purchase: recovers the chances of a Poisson buyer, 1 − e^(−rate · 30 days), and gives reasons", () => {
    const model = determined(trainOutcomeModel(activity, purchase, 30, createRng(1)));
    expect(model.quality.auc).toBeGreaterThan(0.65);
    expect(model.quality.brier).toBeLessThan(model.quality.brierOfRate);
    // Ten tenths of some 80 people each: the mean |error| of a perfect forecast is about .8 √(p(1 − p) / 80) < .045.
    expect(model.quality.calibrationError).toBeLessThan(0.07);
    const asOfAt = activity.lastAt + 1;
    let gap = 0;
    let asked = 0;
    activity.profileIds.slice(0, 150).forEach((id, i) => {
      const prediction = model.predictFor(activity.rows[i]!, asOfAt);
      if (prediction === undefined) return;
      expect(model.probabilityFor(activity.rows[i]!, asOfAt)).toBe(prediction.probability);
      gap += prediction.probability - (1 - Math.exp(-30 * rateOf[Number(id.slice(1))]!));
      asked++;
      expect(prediction.reasons.length).toBeGreaterThan(0);
    });
    expect(Math.abs(gap / asked)).toBeLessThan(0.06);
  });

  it("churn is asked of buyers and is likelier for whom the last purchase is longer ago", () => {
    const model = determined(trainOutcomeModel(activity, churn, 30, createRng(1)));
    const buyer = (daysAgo: readonly number[]) =>
      daysAgo.map((ago) => ({
        kind: "purchase" as const,
        at: (400 - ago) * msPerDay,
        category: 0,
        amount: 10,
        discounted: false,
      }));
    const chance = (daysAgo: readonly number[]) =>
      model.predictFor(buyer(daysAgo), 400 * msPerDay)?.probability ?? Number.NaN;
    expect(chance([160, 140])).toBeGreaterThan(chance([90, 75, 60, 50, 40, 30, 22, 12, 4]));
    expect(model.predictFor([], 400 * msPerDay)).toBeUndefined();
  });

  it("price sensitivity: who bought at a discount does so again", () => {
    const model = determined(trainOutcomeModel(activity, discountedPurchase, 30, createRng(1)));
    expect(model.quality.auc).toBeGreaterThan(0.99);
    const [always, never] = [0, 2].map(
      (person) =>
        model.predictFor(activity.rows[activity.profileIds.indexOf(`p${person}`)]!, activity.lastAt + 1)!.probability,
    );
    expect(always!).toBeGreaterThan(0.9);
    expect(never!).toBeLessThan(0.1);
  });

  it("too few outcomes are no number", () => {
    const few = collectActivity(rows.filter(({ profileId }) => Number(profileId.slice(1)) < 20));
    expect(trainOutcomeModel(few, purchase, 30, createRng(1))).toMatchObject({
      undetermined: { code: "too-few-outcomes" },
    });
  });
});

describe("trainNextCategory", () => {
  it("knows the loyal by their category; chances sum to 1", () => {
    const model = determined(trainNextCategory(activity, 30, 10, createRng(1)));
    expect(model.hitRate).toBeGreaterThan(0.99);
    expect(model.hitRateOfPopular).toBeLessThan(0.5);
    const chances = model.predictFor(activity.rows[0]!, activity.lastAt + 1);
    expect(chances.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
    expect(chances[0]!.category).toBe(activity.categories[activity.rows[0]![0]!.category]);
  });
});

describe("nextOrderOf", () => {
  it("two steps of ten days worked by hand: a chance of a half each", () => {
    const { probability, byDays, medianDays, interval80 } = nextOrderOf([0.5, 0.5], 10);
    expect(byDays).toEqual([10, 20]);
    expect(probability).toEqual([0.5, 0.75]);
    expect(medianDays).toBe(10);
    expect(interval80.from).toBeCloseTo(2, 12);
    expect(interval80.to).toMatchObject({ undetermined: { code: "beyond-horizon" } });
  });
});

describe("trainNextOrder", () => {
  it("who buys every thirty days and last bought ten days ago is due in about twenty", () => {
    const rhythm: ActivityRow[] = [];
    for (let person = 0; person < 200; person++) {
      for (let day = person % 30; day < days; day += 30) {
        rhythm.push({ profileId: `p${person}`, kind: "purchase", at: day * msPerDay, amount: 5 });
      }
    }
    const monthly = collectActivity(rhythm);
    const model = determined(trainNextOrder(monthly, 48, createRng(1)));
    const asOfAt = monthly.lastAt + 1;
    const daysAgo = (row: (typeof monthly.rows)[number]) => Math.round((asOfAt - row.at(-1)!.at) / msPerDay);
    const row = monthly.rows.find((candidate) => daysAgo(candidate) === 10)!;
    const { medianDays } = model.predictFor(row, asOfAt)!;
    expect(medianDays).toBeGreaterThan(16);
    expect(medianDays).toBeLessThan(24);
  });
});

describe("findLookalikes", () => {
  const rng = createRng(9);
  const people = 1_200;
  const age = Float64Array.from({ length: people }, () => 20 + 50 * rng.uniform());
  const noise = Float64Array.from({ length: people }, () => rng.normal());
  const names = ["age", "noise"];

  it("finds those who share what the seed has in common, and says what it is", () => {
    const isSeed = Uint8Array.from(age, (years) => (years > 55 && rng.uniform() < 0.4 ? 1 : 0));
    const audience = determined(findLookalikes(names, [age, noise], isSeed, 100, createRng(1)));
    expect(audience.auc).toBeGreaterThan(0.8);
    expect(audience.people.filter(({ person }) => age[person]! > 55).length).toBeGreaterThan(95);
    expect(audience.people.every(({ person }) => isSeed[person] === 0)).toBe(true);
    expect(audience.importance[0]!.feature).toBe("age");
    expect(audience.people[0]!.reasons[0]!.feature).toBe("age");
  });

  it("a seed drawn at random has nothing in common: the AUC says so", () => {
    const isSeed = Uint8Array.from(age, () => (rng.uniform() < 0.3 ? 1 : 0));
    const { auc } = determined(findLookalikes(names, [age, noise], isSeed, 10, createRng(1)));
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.07);
  });

  it("a handful of seeds tells nothing", () => {
    expect(findLookalikes(names, [age, noise], new Uint8Array(people), 10, createRng(1))).toMatchObject({
      undetermined: { code: "too-few-seeds" },
    });
  });
});
