import { createRng } from "@attune/math/rng";
import { describe, expect, it } from "vitest";
import { sampleCases, splitByTime, splitLeaveLast, splitRandom, splitSessions } from "../evaluate/split.ts";
import { createIds, createInteractionsBuilder, type Interactions, itemCounts } from "./interactions.ts";
import { createScoreBoard } from "./score-board.ts";
import { interactionMatrix } from "./sparse-matrix.ts";
import { topItems } from "./top-items.ts";

function interactionsOf(
  rows: readonly (readonly [person: string, item: string, at?: number, weight?: number])[],
): Interactions {
  const builder = createInteractionsBuilder();
  for (const [person, item, at, weight] of rows) builder.add(person, item, at, weight);
  return builder.finish().interactions;
}

const row = (all: Interactions, person: string) => {
  const p = all.profileIndex.get(person)!;
  return [...all.item.subarray(all.rowStart[p]!, all.rowStart[p + 1]!)].map((item) => all.itemIds[item]);
};

describe("createInteractionsBuilder", () => {
  it("rows come out by time, those of one time in the order of arrival, however they came in", () => {
    const all = interactionsOf([
      ["a", "late", 30],
      ["b", "x", 5],
      ["a", "early", 10],
      ["a", "tie 1", 20],
      ["a", "tie 2", 20],
    ]);
    expect(row(all, "a")).toEqual(["early", "tie 1", "tie 2", "late"]);
    expect(row(all, "b")).toEqual(["x"]);
  });

  it("what is not asked about keeps its mark, and only what is becomes a question", () => {
    const builder = createInteractionsBuilder();
    builder.add("a", "bag", 30, 1);
    builder.add("a", "film", 20, 1);
    builder.add("a", "camera", 10, 1, false);
    builder.add("a", "tent", 40, 1, false);
    builder.add("b", "tent", 10, 1, false);
    builder.add("c", "film", 5, 1);
    const { interactions } = builder.finish();
    expect([...interactions.asked!]).toEqual([0, 1, 1, 0, 0, 1]);
    const { cases, train } = splitLeaveLast(interactions, false);
    // Only of a something is known before a purchase; what came after it is not learned from either.
    const told = cases.map(({ history, targets }) =>
      [...history.items, ...targets].map((i) => interactions.itemIds[i]),
    );
    expect(told).toEqual([["camera", "film", "bag"]]);
    expect([row(train, "a"), row(train, "b"), row(train, "c")]).toEqual([["camera", "film"], ["tent"], ["film"]]);
    expect([...train.asked!]).toEqual([0, 1, 0, 1]);
    const [later] = splitByTime(interactions, 0.7, false).cases;
    expect([...later!.targets].map((i) => interactions.itemIds[i])).toEqual(["bag"]);
  });

  it("without times the order of arrival stands, and the data say so", () => {
    const all = interactionsOf([
      ["a", "z"],
      ["a", "y"],
    ]);
    expect(row(all, "a")).toEqual(["z", "y"]);
    expect(all.timed).toBe(false);
  });

  it("rows that cannot be used are counted, not guessed", () => {
    const builder = createInteractionsBuilder();
    builder.add("a", "x", 1, Number.NaN);
    builder.add("a", "x", 1, 0);
    builder.add("a", "x", 1, Number.POSITIVE_INFINITY);
    builder.add("", "x", 1, 1);
    builder.add("a", "", 1, 1);
    builder.add("a", "x", Number.NaN, 1);
    builder.add("a", "x", 1, 2);
    const { interactions, leftOut } = builder.finish();
    expect(leftOut).toEqual({ missingId: 2, badWeight: 3, badTime: 1 });
    expect(interactions.item.length).toBe(1);
  });

  it("grows beyond its first capacity without losing a row", () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => [`p${i % 70}`, `i${i % 90}`, i] as const);
    expect(itemCounts(interactionsOf(rows)).reduce((sum, n) => sum + n, 0)).toBe(5_000);
  });
});

describe("interactionMatrix", () => {
  it("a repeated pair stands once", () => {
    const matrix = interactionMatrix(
      interactionsOf([
        ["a", "x", 1, 2],
        ["b", "x", 1, 1],
        ["a", "y", 2, 1],
        ["a", "x", 3, 3],
      ]),
    );
    expect([...matrix.rowStart]).toEqual([0, 2, 3]);
    expect([...matrix.column]).toEqual([0, 1, 0]);
  });
});

describe("splits", () => {
  const all = interactionsOf([
    ["a", "1", 1],
    ["a", "2", 2],
    ["a", "3", 3],
    ["a", "4", 4],
    ["b", "1", 1],
    ["b", "3", 5],
    ["c", "2", 9],
  ]);
  const asked = (split: ReturnType<typeof splitLeaveLast>) =>
    split.cases.map(({ profile, history, targets }) => [
      all.profileIds[profile],
      [...history.items].map((item) => all.itemIds[item]).join(" "),
      [...targets].map((item) => all.itemIds[item]).join(" "),
    ]);

  it("leave-last asks the last item after all before it; people with one interaction are learned from", () => {
    const split = splitLeaveLast(all, false);
    expect(asked(split)).toEqual([
      ["a", "1 2 3", "4"],
      ["b", "1", "3"],
    ]);
    expect(row(split.train, "a")).toEqual(["1", "2", "3"]);
    expect(row(split.train, "c")).toEqual(["2"]);
  });

  it("strict leaves the item before the last out of the fit, not out of the history", () => {
    const split = splitLeaveLast(all, true);
    expect(asked(split)).toEqual([["a", "1 2 3", "4"]]);
    expect(row(split.train, "a")).toEqual(["1", "2"]);
    expect(row(split.train, "b")).toEqual(["1", "3"]);
  });

  it("the validation split of leave-last never holds a last item", () => {
    const { train, cases } = splitLeaveLast(all, false).validation();
    expect(asked({ ...splitLeaveLast(all, false), cases })).toEqual([["a", "1 2", "3"]]);
    expect(row(train, "a")).toEqual(["1", "2"]);
    expect(row(train, "b")).toEqual(["1"]);
  });

  it("by time nothing after the cut is learned from, and only people with a past are asked", () => {
    // Times 1 1 2 3 4 5 9: half of seven, rounded down, is the fourth, 3.
    const split = splitByTime(all, 0.5, false);
    expect(Math.max(...split.train.at)).toBeLessThan(3);
    expect(asked(split)).toEqual([
      ["a", "1 2", "3 4"],
      ["b", "1", "3"],
    ]);
  });

  it("at random every interaction is either learned from or asked, a quarter of each person's", () => {
    const rows = Array.from({ length: 400 }, (_, i) => [`p${i % 10}`, `i${i}`] as const);
    const many = interactionsOf(rows);
    const split = splitRandom(many, 0.25, createRng(1));
    for (const { history, targets } of split.cases) {
      expect([history.items.length, targets.length]).toEqual([30, 10]);
      for (const item of targets) expect(history.items).not.toContain(item);
    }
  });

  it("a sample keeps the order of the cases and says how many there were", () => {
    const whole = splitRandom(
      interactionsOf(Array.from({ length: 400 }, (_, i) => [`p${i % 50}`, `i${i}`] as const)),
      0.25,
      createRng(1),
    );
    const sample = sampleCases(whole, 10, createRng(2));
    expect(sample.cases.length).toBe(10);
    expect(sample.protocol).toContain("10 of 50 cases drawn");
    const places = sample.cases.map((one) => whole.cases.indexOf(one));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(places).size).toBe(10);
    expect(sampleCases(whole, 50, createRng(2))).toBe(whole);
  });

  it("sessions ask every prefix, and no item that was never learned of", () => {
    const ids = createIds();
    const past = createInteractionsBuilder(ids);
    const present = createInteractionsBuilder(ids);
    for (const item of ["x", "y"]) past.add("s1", item, 1, 1);
    for (const item of ["x", "new", "y", "x"]) present.add("s2", item, 2, 1);
    const train = past.finish().interactions;
    const { cases } = splitSessions(train, present.finish().interactions);
    expect(cases.map(({ history, targets }) => [history.items.length, train.itemIds[targets[0]!]])).toEqual([
      [2, "y"],
      [3, "x"],
    ]);
  });
});

describe("topItems", () => {
  it("topItems(board, k) is the sorted head of all scores, equal scores by the lower index", () => {
    const rng = createRng(2);
    const board = createScoreBoard(500);
    for (let run = 0; run < 50; run++) {
      board.clear();
      for (let i = 0; i < 300; i++) board.add(rng.integer(500), rng.integer(5));
      const expected = [...board.touched()].sort((a, b) => board.scoreOf(b) - board.scoreOf(a) || a - b).slice(0, 20);
      expect([...topItems(board, 20).items]).toEqual(expected);
    }
  });

  it("an item taken out stays out whatever is added to it, until the board is cleared", () => {
    const board = createScoreBoard(3);
    board.remove(1);
    board.add(1, 5);
    board.add(2, 1);
    board.remove(2);
    expect(topItems(board, 3).items.length).toBe(0);
    board.clear();
    board.add(1, 5);
    expect([...topItems(board, 3).items]).toEqual([1]);
  });
});
