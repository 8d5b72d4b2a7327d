import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareBytes } from "../compare-bytes.ts";
import { type OpenStores, withStores } from "./with-stores.ts";

/** What every `DefinitionStore` must do. */
export function describeDefinitionStore(open: OpenStores): void {
  describe("definition store", () => {
    const stores = withStores(open);

    it("keeps documents apart by kind and id", async () => {
      const { definitions } = stores();
      await definitions.put("tactic", [
        ["a", { name: "first", list: [1, { two: null }] }],
        ["b", 7],
      ]);
      await definitions.put("list", [["a", "text"]]);
      expect(await definitions.get("tactic", "a")).toEqual({ name: "first", list: [1, { two: null }] });
      expect(await definitions.get("tactic", "b")).toBe(7);
      expect(await definitions.get("list", "a")).toBe("text");
      expect(await definitions.get("list", "b")).toBeUndefined();
      expect(await definitions.get("tac", "tica")).toBeUndefined();
    });

    it("tells of which kinds there are documents", async () => {
      const { definitions } = stores();
      const before = await definitions.kinds();
      await definitions.put("kind-b", [["a", 1]]);
      await definitions.put("kind-a", [
        ["a", 1],
        ["b", 2],
      ]);
      await definitions.put("kind-c", [["a", 1]]);
      await definitions.delete("kind-c", ["a"]);
      expect(await definitions.kinds()).toEqual([...before, "kind-a", "kind-b"].sort());
    });

    it("replaces and deletes", async () => {
      const { definitions } = stores();
      await definitions.put("k", [["a", 1]]);
      await definitions.put("k", [["a", null]]);
      expect(await definitions.get("k", "a")).toBeNull();
      await definitions.delete("k", ["a", "never"]);
      expect(await definitions.get("k", "a")).toBeUndefined();
      expect(await definitions.list("k", null, 5)).toEqual([]);
    });

    it("lets a document be written by whoever claimed it last", async () => {
      const { definitions } = stores();
      const first = await definitions.claim("k", "own", { at: 0 });
      expect(first.document).toEqual({ at: 0 });
      await first.put({ at: 1 });
      await first.put({ at: 2 });
      const second = await definitions.claim("k", "own", { at: 0 });
      expect(second.document).toEqual({ at: 2 });
      await expect(first.put({ at: 9 })).rejects.toMatchObject({ code: "conflict" });
      await second.put({ at: 3 });
      expect(await definitions.get("k", "own")).toEqual({ at: 3 });
    });

    it("lists one kind in ascending pages, also beside kinds that begin alike", async () => {
      const { definitions } = stores();
      for (const kind of ["k", "k2", "j", "k\u0001"]) await definitions.put(kind, [["x", kind]]);
      await definitions.put("k", [
        ["b", 2],
        ["a", 1],
        ["a:b", 3],
      ]);
      const ids = async (after: string | null, limit: number) =>
        (await definitions.list("k", after, limit)).map(({ id }) => id);
      expect(await ids(null, 2)).toEqual(["a", "a:b"]);
      expect(await ids("a:b", 9)).toEqual(["b", "x"]);
      expect(await ids("x", 9)).toEqual([]);
      expect(await ids(null, 0)).toEqual([]);
      expect(await definitions.list("k2", null, 9)).toEqual([{ id: "x", document: "k2" }]);
    });

    it("takes any well-formed id and orders by its bytes", async () => {
      const { definitions } = stores();
      const wellFormed = fc.string({ unit: "binary", minLength: 1, maxLength: 12 });
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(wellFormed, { maxLength: 12 }), async (ids) => {
          const kind = `kind-${round++}`;
          await definitions.put(
            kind,
            ids.map((id) => [id, id] as const),
          );
          const listed = await definitions.list(kind, null, 100);
          expect(listed).toEqual([...ids].sort(compareBytes).map((id) => ({ id, document: id })));
          for (const id of ids) expect(await definitions.get(kind, id)).toBe(id);
        }),
        { numRuns: 40 },
      );
    });
  });
}
