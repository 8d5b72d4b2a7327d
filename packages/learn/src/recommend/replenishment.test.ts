import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { createInteractionsBuilder } from "./interactions.ts";
import { trainReplenishment } from "./replenishment.ts";

const day = 86_400_000;
const parameters = { minimumRepeats: 20, priorRepeats: 2, minimumShare: 0.4, latest: 3 };

/** Coffee is bought about every 30 days, a sofa once. */
function history() {
  const rng = createRng(9);
  const builder = createInteractionsBuilder();
  for (let person = 0; person < 300; person++) {
    builder.add(`p${person}`, "sofa", 0, 1);
    let at = rng.uniform() * 10 * day;
    for (let i = 0; i < 5; i++) {
      builder.add(`p${person}`, "coffee", at, 1);
      builder.add(`p${person}`, "coffee", at + 3_600_000, 1);
      at += 30 * day * Math.exp(0.2 * rng.normal());
    }
  }
  return builder.finish().interactions;
}

const purchases = history();
const model = trainReplenishment(purchases, parameters);
const coffee = purchases.itemIndex.get("coffee")!;
const sofa = purchases.itemIndex.get("sofa")!;

describe("trainReplenishment", () => {
  it("recovers the rhythm that was simulated; purchases an hour apart are one", () => {
    const rhythm = model.rhythmOf(coffee);
    if (isUndetermined(rhythm)) throw new Error(rhythm.undetermined.reason);
    expect(rhythm.repeats).toBe(1_200);
    // Four standard errors of the mean log: 0.2 / √1,200 · 4 = 2.3 %.
    expect(Math.abs(rhythm.typicalDays / 30 - 1)).toBeLessThan(0.03);
    expect(rhythm.logDeviation).toBeCloseTo(0.2, 1);
  });

  it("what nobody buys again has no rhythm, and is never due", () => {
    expect(model.rhythmOf(sofa)).toMatchObject({ undetermined: { code: "too-few-repeats" } });
    expect(model.due([sofa], [0], 400 * day)).toEqual([]);
  });

  it("coffee bought a week ago is not due, a month ago it is, half a year ago the person has gone elsewhere", () => {
    expect(model.due([coffee], [0], 7 * day)).toEqual([]);
    const [due] = model.due([coffee], [0], 30 * day);
    expect(due!.dueShare).toBeCloseTo(0.5, 1);
    expect(due!.dueAt / day).toBeCloseTo(30, 0);
    expect(model.due([coffee], [0], 180 * day)).toEqual([]);
  });

  it("somebody who drinks twice as much is due sooner", () => {
    const items = [coffee, coffee, coffee, coffee];
    const times = [0, 15, 30, 45].map((days) => days * day);
    const [due] = model.due(items, times, (45 + 22) * day);
    // (2 · log 30 + 3 · log 15) / 5 = log 19.8.
    expect((due!.dueAt - 45 * day) / day).toBeCloseTo(19.8, 0);
  });
});
