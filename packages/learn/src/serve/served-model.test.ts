import { createRng } from "@attune/math/rng";
import type { Item } from "@attune/model/item";
import { describe, expect, it } from "vitest";
import { createIds, createInteractionsBuilder } from "../recommend/interactions.ts";
import type { ItemNeighbors } from "../recommend/item-neighbors.ts";
import { decodeModel, encodeModel } from "./model-file.ts";
import { renumberTable } from "./renumber-table.ts";
import type { ServedTable } from "./served-model.ts";
import { addTables, withAttributes } from "./served-tables.ts";
import { addRow, causeIn, clearTally, createTally, scoreIn } from "./tally.ts";
import { trainServedModel } from "./train-served-model.ts";

const dayMs = 86_400_000;

function tableOf(rows: [number, number][][]) {
  return {
    rowStart: Uint32Array.from([0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]),
    neighbor: Uint32Array.from(rows.flat(), ([item]) => item),
    strength: Float32Array.from(rows.flat(), ([, strength]) => strength),
  };
}

const rowOf = ({ rowStart, neighbor, strength }: ItemNeighbors, item: number) =>
  Array.from(neighbor.subarray(rowStart[item]!, rowStart[item + 1]!), (other, i) => [
    other,
    strength[rowStart[item]! + i]!,
  ]);

/** Forty items of two kinds; each of 400 people looks at six of one kind, day after day, and buys the fourth. One item is new. */
function twoTastes() {
  const ids = createIds();
  const items = new Map<string, Item>();
  for (let i = 0; i < 40; i++) {
    const category = i % 2 === 0 ? "tea" : "tools";
    items.set(`i${i}`, { itemId: `i${i}`, name: `Thing ${i}`, category, brand: category, available: true });
  }
  items.set("new", { itemId: "new", name: "New thing", category: "tea", brand: "tea", available: true });
  for (const itemId of items.keys()) ids.items.add(itemId);
  const all = createInteractionsBuilder(ids);
  const bought = createInteractionsBuilder(ids);
  const orders = createInteractionsBuilder({ profiles: createIds().profiles, items: ids.items });
  const rng = createRng("two tastes");
  for (let person = 0; person < 400; person++) {
    const firstDay = rng.integer(30);
    for (let step = 0; step < 6; step++) {
      const itemId = `i${2 * rng.integer(20) + (person % 2)}`;
      const at = (firstDay + step) * dayMs;
      all.add(`p${person}`, itemId, at, 1);
      if (step !== 3) continue;
      bought.add(`p${person}`, itemId, at, 1);
      orders.add(`p${person} ${at}`, itemId, at, 1);
    }
  }
  const data = {
    interactions: all.finish().interactions,
    purchases: bought.finish().interactions,
    orders: orders.finish().interactions,
  };
  return { data, items };
}

describe("trainServedModel", () => {
  const { data, items } = twoTastes();
  const steps: number[] = [];
  const request = {
    itemOf: (itemId: string) => items.get(itemId),
    champion: null,
    inService: null,
    modelId: "m1",
    trainedAt: 7,
  };
  const trained = trainServedModel({
    ...request,
    data,
    rng: createRng("test"),
    onProgress: (done, total) => steps.push(done / total),
  });

  it("chooses a recipe on a part of the past and judges it on a later one, against what is popular", () => {
    expect(trained.candidates.length).toBeGreaterThan(4);
    expect(trained.candidates.map(({ name }) => name)).toContain(trained.chosen.personal);
    const best = Math.max(...trained.candidates.map(({ personal }) => personal));
    expect(trained.candidates.find(({ name }) => name === trained.chosen.personal)?.personal).toBe(best);
    // Whoever knows the kind ranks the right half first; popularity cannot.
    expect(trained.gate).toMatchObject({ champion: "popularity", verdict: { passes: true } });
    expect(trained.gate.comparison.interval.lower).toBeGreaterThan(0);
    expect(steps.at(-1)).toBe(1);
  });

  it("gives people what their kind wants, and a new item neighbors by what it is", () => {
    const { personal } = trained.model.tables;
    const kindOf = (item: number) => items.get(data.interactions.itemIds[item]!)?.category;
    const ofTea = rowOf(personal, 0).slice(0, 10);
    expect(ofTea.filter(([other]) => kindOf(other!) === "tea").length).toBeGreaterThan(8);
    const fresh = data.interactions.itemIds.indexOf("new");
    const ofNew = rowOf(personal, fresh);
    expect(ofNew.length).toBeGreaterThan(5);
    expect(ofNew.every(([other]) => kindOf(other!) === "tea")).toBe(true);
    const speaksForNew = data.interactions.itemIds.filter((_, item) =>
      rowOf(personal, item).some(([other]) => other === fresh),
    );
    expect(speaksForNew.length).toBeGreaterThan(0);
  });

  it("is the same for the same seed, and equal to itself it may replace itself", () => {
    const again = trainServedModel({ ...request, data, rng: createRng("test"), onProgress: () => {} });
    expect(again.model.tables).toEqual(trained.model.tables);
    const champion = trained.chosen.personal;
    const renewed = trainServedModel({ ...request, champion, data, rng: createRng("test"), onProgress: () => {} });
    expect(renewed.gate).toMatchObject({ comparison: { difference: 0 }, verdict: { passes: true, ramp: false } });
  });

  it("says what share of people would see other items than the very table in service shows them", () => {
    const champion = trained.chosen.personal;
    const train = (inService: ServedTable) =>
      trainServedModel({ ...request, champion, inService, data, rng: createRng("test"), onProgress: () => {} });
    const { itemIds, itemIndex } = data.interactions;
    // Through a file that knew its items in another order: the same lists.
    const file = [...itemIds].reverse();
    const backwards = renumberTable(trained.model.tables.personal, file.length, (item) => file.length - 1 - item);
    const same = renumberTable(backwards, itemIds.length, (row) => itemIndex.get(file[row]!));
    expect(same.strength).toEqual(trained.model.tables.personal.strength);
    expect(train(same).gate.change).toMatchObject({ people: 400, changedShare: 0, meanOverlap: 1 });
    // Where a third of the items was unknown then, everybody's list changes.
    const narrow = renumberTable(same, itemIds.length, (item) => (item % 3 === 0 ? undefined : item));
    const { gate } = train(narrow);
    expect(gate.change.changedShare).toBeGreaterThan(0.9);
    expect(gate.verdict).toMatchObject({ passes: true, ramp: true });
    expect(trained.parameters).toMatchObject({ decay: expect.any(Number), neighborsPerItem: 50, priorCount: 5 });
    expect(trained.parameters.seen).toBe(trained.model.seen);
  });

  it("survives its file, and a file that is cut off or something else is refused", () => {
    const parts = encodeModel(trained.model, data.interactions.itemIds);
    const bytes = Buffer.concat(parts);
    const read = decodeModel(bytes);
    expect([...read.itemIds()].flat()).toEqual(data.interactions.itemIds);
    expect(read.tables).toEqual(trained.model.tables);
    expect(read.rhythmDays).toEqual(trained.model.rhythmDays);
    expect(read).toMatchObject({ modelId: "m1", trainedAt: 7, itemCount: 41 });
    // Read into the middle of a buffer, where numbers do not lie at multiples of four.
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(decodeModel(shifted.subarray(1)).tables).toEqual(trained.model.tables);
    for (const length of [0, 4, 20, bytes.length - 1]) expect(() => decodeModel(bytes.subarray(0, length))).toThrow();
    expect(() => decodeModel(Buffer.from("SQLite format 3\0 and more of it"))).toThrow("no model");
  });
});

describe("tables together", () => {
  it("adds tables on the scale of their own strongest", () => {
    // Strongest: 4 and 2, mean 3; 1. So 4/3 · 1 + … of item 0: neighbor 1 is 4/3, neighbor 2 is 1 from the other.
    const first = tableOf([[[1, 4]], [[0, 2]], []]);
    const second = tableOf([[[2, 1]], [], []]);
    const both = addTables([
      { table: first, weight: 1 },
      { table: second, weight: 1 },
    ]);
    expect(rowOf(both, 0)).toEqual([
      [1, expect.closeTo(4 / 3, 6)],
      [2, 1],
    ]);
    expect(rowOf(both, 1)).toEqual([[0, expect.closeTo(2 / 3, 6)]]);
  });

  it("believes n interactions against five by what an item is", () => {
    const behavior = { ...tableOf([[[1, 1]], [[0, 1]], []]), decay: 0.5, lastItems: 3 };
    const likeness = tableOf([[[2, 1]], [], [[0, 1]]]);
    // Item 2 has none: all of what is said of it and by it is likeness. Items 0 and 1 have 15: a quarter of likeness.
    const mixed = withAttributes(behavior, likeness, [15, 15, 0], 5);
    expect(rowOf(mixed, 0)).toEqual([
      [2, 1],
      [1, 0.75],
    ]);
    expect(rowOf(mixed, 2)).toEqual([[0, 1]]);
    expect(mixed).toMatchObject({ decay: 0.5, lastItems: 3 });
  });
});

describe("tally", () => {
  it("adds up what is said of an item and remembers who said it loudest", () => {
    const tally = createTally(4);
    clearTally(tally);
    const table = tableOf([[[2, 1]], [[2, 4]], [], []]);
    addRow(tally, table, 0, 1, 0);
    addRow(tally, table, 1, 0.5, 1);
    addRow(tally, table, 0, 1, 3);
    expect([scoreIn(tally, 2), causeIn(tally, 2), tally.count]).toEqual([4, 1, 1]);
    expect(scoreIn(tally, 1)).toBe(0);
    clearTally(tally);
    expect([scoreIn(tally, 2), tally.count]).toEqual([0, 0]);
  });
});
