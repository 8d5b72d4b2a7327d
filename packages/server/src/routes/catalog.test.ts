import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";

let app: MemoryApp;
beforeAll(async () => {
  app = await openMemoryApp({ configuration: "catalogue: { staleAfterHours: 12 }" });
});
afterAll(() => app.close());

async function ask(method: "GET" | "POST" | "PUT", url: string, payload?: object | string) {
  const response = await app.server.inject({
    method,
    url,
    headers: basic(secretKey),
    ...(payload === undefined ? {} : { payload }),
  });
  return response.json();
}
const ids = (answer: { items: Array<{ itemId: string }> }) => answer.items.map(({ itemId }) => itemId);

async function load(file: string, order: object) {
  const { feedId } = await ask("POST", "/v1/catalog/feeds", order);
  return (await ask("PUT", `/v1/catalog/feeds/${feedId}/file`, file)).result;
}

describe("the catalogue over HTTP", () => {
  const items = [
    { itemId: "t1", name: "Green tea", category: "Tea", brand: "Leaf", available: true, stock: 4 },
    { itemId: "t2", name: "Black tea", category: "Tea", categories: ["Gifts"], available: true, stock: 0 },
    { itemId: "p1", name: "Tea pot", category: "Pots", available: true },
    { itemId: "p2", name: "Jug", category: "Pots", available: false },
  ];
  beforeAll(() => ask("PUT", "/v1/catalog/items", { items }));

  it("is counted, by main category, with what can be shown and when it changed", async () => {
    expect(await ask("GET", "/v1/catalog")).toEqual({
      items: 4,
      shown: 2,
      categories: [
        { name: "Pots", items: 2 },
        { name: "Tea", items: 2 },
      ],
      changedAt: testNow,
      staleAfterHours: 12,
    });
  });

  it.each([
    ["", ["t1", "t2", "p1", "p2"]],
    ["text=TEA", ["t1", "t2", "p1"]],
    ["text=tea%20leaf", ["t1"]],
    ["text=p2", ["p2"]],
    ["category=Gifts", ["t2"]],
    ["shown=false", ["t2", "p2"]],
    ["text=tea&shown=true&category=Pots", ["p1"]],
    ["text=nothing", []],
  ])("is searched: ?%s", async (query, expected) => {
    const answer = await ask("GET", `/v1/catalog/search?${query}`);
    expect([ids(answer), answer.found, answer.next]).toEqual([expected, expected.length, null]);
  });

  it("is searched page by page, saying how many there are in all", async () => {
    const first = await ask("GET", "/v1/catalog/search?text=tea&limit=2");
    expect([ids(first), first.found, first.next]).toEqual([["t1", "t2"], 3, "t2"]);
    const second = await ask("GET", "/v1/catalog/search?text=tea&limit=2&after=t2");
    expect([ids(second), second.found, second.next]).toEqual([["p1"], 3, null]);
  });

  it("says what a feed would do, and does just that when it is told to", async () => {
    // t1 stands as it is, p1 gets a price, n1 is new; t2 and p2 are not in it.
    const feed =
      "itemId,name,category,brand,available,stock,price\nt1,Green tea,Tea,Leaf,true,4,\np1,Tea pot,Pots,,true,,12\nn1,Cup,Pots,,true,,3\n,nameless,,,,,\n";
    const expected = { stored: 3, added: 1, changed: 1, removed: 2, refused: 1 };
    expect(await load(feed, { complete: true, dryRun: true })).toMatchObject({ dryRun: true, ...expected });
    expect(ids(await ask("GET", "/v1/catalog/search"))).toEqual(["t1", "t2", "p1", "p2"]);
    expect(await load(feed, { complete: true })).toMatchObject({ dryRun: false, ...expected });
    expect(ids(await ask("GET", "/v1/catalog/search"))).toEqual(["t1", "p1", "n1"]);
    expect(await load(feed, { complete: true })).toMatchObject({ stored: 3, added: 0, changed: 0, removed: 0 });
  });
});
