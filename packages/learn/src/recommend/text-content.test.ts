import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createScoreBoard } from "./score-board.ts";
import { needsTellingWords, trainTextContent } from "./text-content.ts";
import { topItems } from "./top-items.ts";
import { wordsOf } from "./words-of.ts";

const parameters = {
  decay: 1,
  lastItems: 10,
  neighborsPerItem: 10,
  saturation: 1.2,
  lengthShare: 0.75,
  commonestShare: 1,
};

describe("wordsOf", () => {
  it("lower case, without accents, numbers kept, single letters left out", () => {
    expect(wordsOf("Café crème, 500 g (No 5)")).toEqual(["cafe", "creme", "500", "no"]);
  });

  it("two characters at a time where a script has no spaces", () => {
    expect(wordsOf("抹茶茶碗 bowl")).toEqual(["bowl", "抹茶", "茶茶", "茶碗"]);
  });
});

describe("trainTextContent", () => {
  it("three texts worked by hand: BM25 of the others for an item's words, as a share of the item's own", () => {
    const texts = ["red cup red", "red plate", "blue plate"];
    const model = trainTextContent({ itemIds: ["a", "b", "c"] }, (item) => texts[item]!, parameters);
    const board = createScoreBoard(3);
    model.score({ items: Uint32Array.of(1), at: Float64Array.of(0), nowAt: 1 }, board);
    // N = 3, mean length 7/3; red and plate are in two texts each, so they have the same idf; cup and blue are in one and tell nothing.
    const weight = (times: number, length: number) =>
      (times * 2.2) / (times + 1.2 * (0.25 + (0.75 * length) / (7 / 3)));
    const own = weight(1, 2) + weight(1, 2);
    expect(board.scoreOf(0)).toBeCloseTo(weight(2, 3) / own, 6);
    expect(board.scoreOf(2)).toBeCloseTo(weight(1, 2) / own, 6);
    expect(model.explain({ items: Uint32Array.of(1), at: Float64Array.of(0), nowAt: 1 }, 0)).toEqual([
      { item: 1, contribution: board.scoreOf(0) },
    ]);
  });

  it("is undetermined where every word stands in one text alone or in more than the share that tells", () => {
    const texts = ["shop red cup", "shop red plate", "shop red bowl", "shop red spoon", "shop red fork", ""];
    const why = needsTellingWords(texts.length, (item) => texts[item]!, 0.5);
    expect(why?.undetermined.code).toBe("no-telling-words");
    expect(why?.undetermined.reason).toContain("Of the 5 items with a text");
    const told = [...texts.slice(0, 4), "shop red cup"];
    expect(needsTellingWords(told.length, (item) => told[item]!, 0.5)).toBeNull();
  });

  it("no text, and words that all have, say nothing", () => {
    const texts = ["", "shop red", "shop blue", "shop red"];
    const model = trainTextContent({ itemIds: ["a", "b", "c", "d"] }, (item) => texts[item]!, {
      ...parameters,
      commonestShare: 0.7,
    });
    const board = createScoreBoard(4);
    model.score({ items: Uint32Array.of(0, 2), at: Float64Array.of(0, 1), nowAt: 2 }, board);
    expect(board.touched().length).toBe(0);
    model.score({ items: Uint32Array.of(1), at: Float64Array.of(0), nowAt: 2 }, board);
    expect([...topItems(board, 5).items]).toEqual([3]);
  });
});

const file = join(process.env.ATTUNE_DATA ?? "../shared/data", "online-retail/online_retail_II_2009-12_2010-12.csv.gz");
const absent = !existsSync(file);

describe.skipIf(absent)(`Online Retail's descriptions${absent ? ` (skipped: ${file} is not there)` : ""}`, () => {
  it("a thing's nearest by its words are of the same kind", () => {
    const texts = new Map<string, string>();
    for (const line of gunzipSync(readFileSync(file)).toString("utf8").split("\n").slice(1, 60_000)) {
      const [, code = "", description = ""] = line.split(",");
      if (description.length > 5 && !texts.has(code)) texts.set(code, description);
    }
    const itemIds = [...texts.keys()];
    const model = trainTextContent({ itemIds }, (item) => texts.get(itemIds[item]!)!, parameters);
    const board = createScoreBoard(itemIds.length);
    const holder = itemIds.indexOf("85123A");
    expect(texts.get("85123A")).toBe("WHITE HANGING HEART T-LIGHT HOLDER");
    model.score({ items: Uint32Array.of(holder), at: Float64Array.of(0), nowAt: 1 }, board);
    const nearest = [...topItems(board, 5).items].map((item) => texts.get(itemIds[item]!)!);
    for (const text of nearest) expect(text).toMatch(/LIGHT HOLDER/);
  });
});
