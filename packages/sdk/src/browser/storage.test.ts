import { expect, test } from "vitest";
import { memoryKeep } from "../testing/memory-keep.ts";
import { createKeep } from "./storage.ts";

test("names are the client's own: they begin with `attune.` in the browser", () => {
  const { keep, names } = memoryKeep();
  keep.set("q.1", "a");
  expect([names(), keep.get("q.1"), keep.names("q.")]).toEqual([["attune.q.1"], "a", ["q.1"]]);
  keep.remove("q.1");
  expect([names(), keep.get("q.1"), keep.names("q.")]).toEqual([[], null, []]);
});

test("where the browser forbids storage, the page's memory keeps it", () => {
  const keep = createKeep(() => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  });
  keep.set("q.1", "a");
  expect([keep.get("q.1"), keep.names("q.")]).toEqual(["a", ["q.1"]]);
  keep.remove("q.1");
  expect(keep.get("q.1")).toBe(null);
});

test("where storage is full, what does not fit is kept in memory, and the older value does not come back", () => {
  const full = {
    getItem: () => "old",
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
    removeItem: () => undefined,
  };
  const keep = createKeep(() => full as unknown as Storage);
  keep.set("id", "new");
  expect(keep.get("id")).toBe("new");
});
