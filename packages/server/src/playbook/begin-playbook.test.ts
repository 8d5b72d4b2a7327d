import type { Stores } from "@attune/engine/ports/stores";
import { openMemoryStores } from "@attune/store/memory/stores";
import { beforeEach, expect, test } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { beginPlaybook, keepPlaybook } from "./begin-playbook.ts";
import { createRevisions } from "./revisions.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const given = (text: string, isKept = false) => ({ text, configuration: readConfiguration(text), isKept });

let stores: Stores;
beforeEach(() => {
  stores = openMemoryStores();
});
const begin = async (text: string) => (await beginPlaybook(stores.definitions, given(text), now)).text;
const beginWithCopy = async (text: string) => (await beginPlaybook(stores.definitions, given(text, true), now)).text;
const apply = (text: string) =>
  createRevisions(stores.definitions).add({ at: now, author: "ada", note: "", source: "apply", text });
const history = async () =>
  (await createRevisions(stores.definitions).list(null, 100)).map(({ source, text }) => [source, text]).reverse();

test("the first file is the first revision, and without a file there is none", async () => {
  expect(await begin("")).toBe("");
  expect(await history()).toEqual([]);
  expect(await begin("holdout: 0.1")).toBe("holdout: 0.1");
  expect(await history()).toEqual([["file", "holdout: 0.1"]]);
});

test("a file that did not change since leaves running what was applied meanwhile; one that did is a new revision", async () => {
  await begin("holdout: 0.1");
  await apply("holdout: 0.2");
  expect(await begin("holdout: 0.1")).toBe("holdout: 0.2");
  expect(await begin("holdout: 0.2")).toBe("holdout: 0.2");
  expect(await begin("")).toBe("holdout: 0.2");
  expect(await begin("holdout: 0.3")).toBe("holdout: 0.3");
  expect(await begin("holdout: 0.3")).toBe("holdout: 0.3");
  expect(await history()).toEqual([
    ["file", "holdout: 0.1"],
    ["apply", "holdout: 0.2"],
    ["file", "holdout: 0.3"],
  ]);
});

test("the directory's own copy runs where it was edited by hand, not where a crash left it behind the history", async () => {
  await begin("holdout: 0.1");
  await apply("holdout: 0.2");
  await apply("holdout: 0.3");
  expect(await beginWithCopy("holdout: 0.2")).toBe("holdout: 0.3");
  expect(await beginWithCopy("holdout: 0.25")).toBe("holdout: 0.25");
  expect((await history()).at(-1)).toEqual(["file", "holdout: 0.25"]);
});

test("after a restore the playbook that ran goes on, as the newest revision of what came back", async () => {
  await begin("holdout: 0.1");
  await keepPlaybook(stores.definitions, given("holdout: 0.4"), now);
  expect(await begin("holdout: 0.4")).toBe("holdout: 0.4");
  expect((await history()).at(-1)).toEqual(["restore", "holdout: 0.4"]);
});

test("a crash between a revision and its pointer loses neither, and no number is given twice", async () => {
  await apply("holdout: 0.1");
  const { definitions } = stores;
  const crashing = {
    ...definitions,
    async put(kind: string, documents: Parameters<typeof definitions.put>[1]) {
      if (kind === "playbook-pointer") throw new Error("killed");
      return definitions.put(kind, documents);
    },
  };
  const second = { at: now, author: "bob", note: "", source: "apply" as const, text: "holdout: 0.2" };
  await expect(createRevisions(crashing).add(second)).rejects.toThrow("killed");
  expect((await createRevisions(definitions).latest())?.text).toBe("holdout: 0.2");
  expect((await apply("holdout: 0.3")).revision).toBe(3);
});
