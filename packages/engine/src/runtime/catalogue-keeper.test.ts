import type { ServedModel, ServedTable } from "@attune/learn/serve/served-model";
import type { Item } from "@attune/model/item";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DefinitionStore } from "../ports/definition-store.ts";
import { createCatalogueKeeper } from "./catalogue-keeper.ts";
import { definitionsInMemory } from "./definitions-in-memory.suite.ts";
import { canBeShown, createLiveCatalogue } from "./live-catalogue.ts";
import { placeModel } from "./place-model.ts";

const nothingRanked = { popular: [], trending: [], popularByCategory: new Map(), trendingByCategory: new Map() };
const open = (definitions: DefinitionStore, now = 100) =>
  createCatalogueKeeper({ definitions, clock: () => now, ranked: nothingRanked });
const item = (itemId: string, changes: Partial<Item> = {}): Item => ({
  itemId,
  name: itemId,
  available: true,
  ...changes,
});

describe("canBeShown", () => {
  it.each([
    [{}, true],
    [{ available: false }, false],
    [{ stock: 0 }, false],
    [{ stock: 1 }, true],
    [{ variants: [{ variantId: "a", available: false }] }, false],
    [{ variants: [{ variantId: "a", available: true, stock: 0 }] }, false],
    [
      {
        variants: [
          { variantId: "a", available: true, stock: 0 },
          { variantId: "b", available: true },
        ],
      },
      true,
    ],
  ] as const)("%j: %s", (changes, shown) => {
    expect(canBeShown(item("x", changes as Partial<Item>))).toBe(shown);
  });
});

describe("the catalogue", () => {
  it("is after a restart what it was before, whatever was put, changed and removed in which order", async () => {
    const id = fc.constantFrom("a", "b", "c", "d");
    const step = fc.oneof(
      fc.record({ put: id, stock: fc.constantFrom(undefined, 0, 5) }),
      fc.record({ change: id, priceMicros: fc.constantFrom(1, 2) }),
      fc.record({ remove: id }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const definitions = definitionsInMemory();
        const keeper = await open(definitions);
        for (const each of steps) {
          if ("put" in each) await keeper.put([item(each.put, each.stock === undefined ? {} : { stock: each.stock })]);
          else if ("change" in each) await keeper.change([{ itemId: each.change, priceMicros: each.priceMicros }]);
          else await keeper.remove([each.remove]);
        }
        const again = await open(definitions, 999);
        expect(told(again)).toEqual(told(keeper));
        expect(again.changedAt()).toBe(keeper.changedAt());
      }),
      { numRuns: 60 },
    );
  });

  /** What decisions see, apart from the numbers. */
  function told(keeper: Awaited<ReturnType<typeof open>>) {
    const { catalogue, unavailable } = keeper.lists();
    const items = ["a", "b", "c", "d"].map((itemId) => {
      const at = catalogue.numberOf(itemId);
      return at === undefined ? null : [catalogue.itemOf(at), catalogue.available[at]];
    });
    return {
      items: items.map((each) => each ?? [undefined, 0]),
      unavailable: [...unavailable].sort(),
      count: keeper.count(),
    };
  }

  it("gives a list that stands until something changes, and then another", async () => {
    const keeper = await open(definitionsInMemory());
    const before = keeper.lists();
    expect(keeper.lists()).toBe(before);
    await keeper.put([item("a")]);
    expect(keeper.lists()).not.toBe(before);
  });

  it("knows when an item first came, also when it is sent again", async () => {
    const definitions = definitionsInMemory();
    await (await open(definitions, 100)).put([item("a")]);
    const later = await open(definitions, 200);
    await later.put([item("a", { name: "A" }), item("b")]);
    const { catalogue } = later.lists();
    expect(catalogue.itemOf(catalogue.numberOf("a")!)).toMatchObject({ name: "A", listedAt: 100 });
    expect(catalogue.newest.map((at) => catalogue.idOf(at))).toEqual(["b", "a"]);
  });

  it("shows the price of now, and the lower of two", async () => {
    const keeper = await open(definitionsInMemory());
    await keeper.put([
      item("a", { priceMicros: 10, salePriceMicros: 7 }),
      item("b", { priceMicros: 10, salePriceMicros: 12 }),
    ]);
    const { catalogue } = keeper.lists();
    const priceOf = (itemId: string) => catalogue.itemOf(catalogue.numberOf(itemId)!)?.priceMicros;
    expect([priceOf("a"), priceOf("b")]).toEqual([7, 10]);
  });

  it("changes one after another: none is lost", async () => {
    const keeper = await open(definitionsInMemory());
    await keeper.put([item("a", { stock: 1 })]);
    await Promise.all([keeper.change([{ itemId: "a", stock: 0 }]), keeper.change([{ itemId: "a", priceMicros: 5 }])]);
    const { catalogue, unavailable } = keeper.lists();
    expect(catalogue.itemOf(catalogue.numberOf("a")!)?.priceMicros).toBe(5);
    expect(unavailable.has("a")).toBe(true);
  });
});

function modelOf(itemIds: string[], neighbors: [number, number][][]): ServedModel {
  const table = (): ServedTable => ({
    rowStart: Uint32Array.from([0, ...neighbors.map((_, i) => neighbors.slice(0, i + 1).flat().length)]),
    neighbor: Uint32Array.from(neighbors.flat(), ([other]) => other),
    strength: Float32Array.from(neighbors.flat(), ([, strength]) => strength),
    decay: 1,
    lastItems: 5,
  });
  return {
    modelId: "m",
    trainedAt: 1,
    itemCount: itemIds.length,
    itemIds: () => [itemIds],
    tables: { personal: table(), session: table(), viewed: table(), bought: table(), similar: table() },
    rhythmDays: new Float32Array(itemIds.length).fill(Number.NaN),
  };
}

describe("placeModel", () => {
  it("speaks in the catalogue's numbers, whatever order the model has", async () => {
    const catalogue = createLiveCatalogue();
    for (const itemId of ["a", "b", "c"]) catalogue.put({ ...item(itemId), listedAt: 1 });
    const placed = await placeModel(modelOf(["c", "x", "a"], [[[2, 1]], [], [[0, 2]]]), catalogue, async () => {});
    const [a, b, c, x] = ["a", "b", "c", "x"].map((itemId) => catalogue.numberOf(itemId)!);
    expect([placed.rowOf[c!], placed.rowOf[x!], placed.rowOf[a!], placed.rowOf[b!]]).toEqual([0, 1, 2, -1]);
    expect(Array.from(placed.tables.personal.neighbor)).toEqual([a, c]);
    // An item of the model that the shop does not know has a number, and is not shown.
    expect(catalogue.available[x!]).toBe(0);
    expect([...placed.newcomers.values()].flat()).toEqual([b]);
  });

  it("refuses tables that name items which are not there", async () => {
    const broken = modelOf(["a"], [[[7, 1]]]);
    await expect(placeModel(broken, createLiveCatalogue(), async () => {})).rejects.toThrow(RangeError);
  });
});
