import { drawBeta, drawGamma } from "@attune/math/distribution/draw-gamma";
import { createRng, type Rng } from "@attune/math/rng";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { carryOutLifetimeEffect, type LifetimeEffectAnswer } from "./lifetime-effect-study.ts";

const asOfDay = 364;
const endDay = 2 * 364;

/** One customer of BG/NBD's own kind: days with a purchase from the first to `endDay`, and amounts around their own mean. */
function life(rate: number, rng: Rng): [number, number][] {
  const perDay = (drawGamma(0.8, rng) / 0.8) * rate;
  const stop = drawBeta(0.6, 4, rng);
  const mean = 100 / drawGamma(5, rng);
  const days: [number, number][] = [];
  let at = rng.uniform() * 150;
  for (;;) {
    const amount = (mean * drawGamma(6, rng)) / 6;
    const day = Math.floor(at);
    if (day !== days.at(-1)?.[0]) days.push([day, amount]);
    if (days.length > 1 && rng.uniform() < stop) return days;
    at -= Math.log1p(-rng.uniform()) / perDay;
    if (at >= endDay) return days;
  }
}

/** Arms of equal size, the treated at a rate `times` as high: rows as the store answers them, and what the year after really brought. */
function world(times: number, perArm: number, seed: string) {
  const rng = createRng(seed);
  const later = { exposed: 0, "tactic-holdout": 0 };
  const paid = { exposed: 0, "tactic-holdout": 0 };
  const rows: Record<string, Json>[] = [];
  for (const arm of ["exposed", "tactic-holdout"] as const) {
    for (let i = 0; i < perArm; i++) {
      const days = life(arm === "exposed" ? 0.02 * times : 0.02, rng);
      const known = days.filter(([day]) => day <= asOfDay);
      for (const [day, amount] of days) (day <= asOfDay ? paid : later)[arm] += amount / perArm;
      rows.push({
        personId: `${arm}-${i}`,
        identified: 1,
        channel: "web",
        arm,
        armDay: 0,
        days: known.map(([day, amount]): [number, string, string] => [day, `${Math.round(amount * 1e6)}`, "0"]),
      });
    }
  }
  return { rows, paid, later };
}

function effectOf(rows: Record<string, Json>[], people: number): LifetimeEffectAnswer {
  const answer = carryOutLifetimeEffect({
    kind: "lifetime-effect",
    rows,
    people: { exposed: people, "tactic-holdout": people },
    treated: "exposed",
    control: "tactic-holdout",
    asOfDay,
    choices: { model: "bg-nbd", horizonDays: 364, discountRate: 0, margin: 0.5, everyHours: 24 },
  });
  if (isUndetermined(answer)) throw new Error(answer.undetermined.reason);
  return answer;
}

describe("the effect on lifetime value", () => {
  it("is what was paid plus what then came, within its interval, where the treated really buy more", () => {
    const { rows, paid, later } = world(1.5, 800, "more");
    const { treated, control, effect, observedEffect, lift } = effectOf(rows, 800);
    if (isUndetermined(treated) || isUndetermined(control) || isUndetermined(effect) || isUndetermined(lift))
      throw new Error("undetermined");
    expect(treated.observedPerPerson).toBeCloseTo(0.5 * paid.exposed, 3);
    expect(Math.abs(treated.predictedPerPerson / (0.5 * later.exposed) - 1)).toBeLessThan(0.15);
    const happened = 0.5 * (paid.exposed + later.exposed - paid["tactic-holdout"] - later["tactic-holdout"]);
    expect(effect.interval[0]).toBeLessThan(happened);
    expect(effect.interval[1]).toBeGreaterThan(happened);
    expect(effect.pValue).toBeLessThan(0.01);
    expect(isUndetermined(observedEffect) ? 0 : observedEffect.standardError).toBeLessThan(effect.standardError);
    expect(lift.estimate).toBeCloseTo(effect.estimate / control.perPerson, 9);
  });

  it("shows nothing where the arms are alike", () => {
    const { effect } = effectOf(world(1, 400, "alike").rows, 400);
    if (isUndetermined(effect)) throw new Error("undetermined");
    expect(effect.interval[0]).toBeLessThan(0);
    expect(effect.interval[1]).toBeGreaterThan(0);
  });

  it("counts people who never bought with 0, and the model's error into the standard error", () => {
    const { rows } = world(1, 400, "few");
    const [buyers, all] = [effectOf(rows, 400), effectOf(rows, 4_000)];
    if (isUndetermined(buyers.treated) || isUndetermined(all.treated)) throw new Error("undetermined");
    expect(all.treated.perPerson).toBeCloseTo(buyers.treated.perPerson / 10, 9);
    const { n, sum, sumSquares, predictionVariance } = all.treated.statistics;
    expect(n).toBe(4_000);
    expect(predictionVariance).toBeGreaterThan(0);
    const controlStatistics = isUndetermined(all.control) ? null : all.control.statistics;
    const variance = (s: { n: number; sum: number; sumSquares: number; predictionVariance: number }) =>
      (s.sumSquares - s.sum ** 2 / s.n) / (s.n - 1) / s.n + s.predictionVariance;
    if (isUndetermined(all.effect)) throw new Error("undetermined");
    expect(all.effect.standardError ** 2).toBeCloseTo(
      variance({ n, sum, sumSquares, predictionVariance }) + variance(controlStatistics!),
      9,
    );
  });

  it("takes what was paid before the first opportunity for no outcome, and keeps guests with what they paid", () => {
    const { rows } = world(1, 200, "before");
    const late: Record<string, Json>[] = rows.map((row) => ({ ...row, armDay: 100 }));
    const paidSince = late
      .filter(({ arm }) => arm === "exposed")
      .flatMap(({ days }) => days as [number, string, string][])
      .reduce((sum, [day, paid]) => sum + (day >= 100 ? Number(paid) / 1e6 : 0), 0);
    const guest = {
      personId: "g",
      identified: 0,
      channel: "web",
      arm: "exposed",
      armDay: 5,
      days: [
        [4, "9000000", "0"],
        [6, "7000000", "0"],
      ],
    };
    const { treated, warnings } = effectOf([...late, guest as unknown as Record<string, Json>], 201);
    if (isUndetermined(treated)) throw new Error("undetermined");
    expect(treated.observedPerPerson).toBeCloseTo((0.5 * (paidSince + 7)) / 201, 9);
    expect(treated.customers).toBe(200);
    expect(warnings[0]).toContain("1 buyers without a user id");
  });

  it("too few customers are undetermined", () => {
    expect(effectOf(world(1, 20, "small").rows, 20)).toMatchObject({
      effect: { undetermined: { code: "too-few-customers" } },
    });
  });
});
