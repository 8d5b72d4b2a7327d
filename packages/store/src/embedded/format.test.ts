import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { writeSet } from "@attune/model/write-set";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foldNothing, sampleEntry, sampleProfile, sampleQuarantined } from "../contract/sample-writes.ts";
import { encode } from "../encode.ts";
import { openDatabases } from "./databases.ts";
import { openEmbeddedStores } from "./stores.ts";

describe("the format of the data directory", () => {
  let directory = "";
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "attune-format-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function unpackFixture(name: string): void {
    const packed = readFileSync(new URL(`../../fixtures/${name}/state/data.mdb.gz`, import.meta.url));
    mkdirSync(join(directory, "state"));
    writeFileSync(join(directory, "state", "data.mdb"), gunzipSync(packed));
  }

  it.each([1, 2, 3, 4, 5])(
    "opens data that release 0.1 wrote in format %i, and goes on writing it",
    async (version) => {
      unpackFixture(`format-${version}`);
      const { log, state, quarantine, definitions, scores, close } = openEmbeddedStores({
        foldOnto: foldNothing,
        directory,
      });
      expect(await log.read(1, 10)).toEqual([
        sampleEntry(1, "p"),
        sampleEntry(2, "q"),
        { kind: "tombstone", offset: 3, day: 19_000, type: "track" },
      ]);
      expect([await log.offsetsOf("p"), await log.offsetsOf("q")]).toEqual([[1], [2]]);
      expect(await state.find(["email:ada@example.com"])).toEqual(sampleProfile("p", { eventCount: 1 }));
      expect(await state.identity("email:ada@example.com")).toEqual({ profileId: "p", namedBy: ["p", "q"] });
      expect((await state.load([], ["http|m-1", "http|m-2", "http|m-3"])).seen).toEqual(
        new Set(["http|m-1", "http|m-2"]),
      );
      expect(await quarantine.list(null, 10)).toEqual([sampleQuarantined(2)]);
      expect(await quarantine.countByCode()).toEqual({ "bad-timestamp": 1 });
      expect(await definitions.get("setting", "salt")).toBe("fixture");
      expect(await scores.of("p")).toEqual(
        version < 4 ? {} : { churn: { value: 0.5, modelVersion: "1", computedAt: 5 } },
      );
      expect(await state.forgetSeen(2_000)).toBe(1);
      expect((await state.load([], ["http|m-1", "http|m-2"])).seen.size).toBe(1);
      await state.commit(writeSet({ entries: [sampleEntry(4, "p")] }));
      expect(await log.offsetsOf("p")).toEqual([1, 4]);
      await close();
    },
  );

  it("finds what expires in data of format 1, which had no records of it, as in data written since", async () => {
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory });
    const keys = Array.from({ length: 1_000 }, (_, n) => `http|m-${n}`);
    const until = (n: number) => (n % 10 === 0 ? Number.POSITIVE_INFINITY : 1_000 * n);
    await stores.state.commit(writeSet({ seen: new Map(keys.map((key, n) => [key, until(n)])) }));
    await stores.close();
    const databases = openDatabases(join(directory, "state"), 1024 ** 3);
    await databases.seenByExpiry.clearAsync();
    await databases.meta.put("format", encode({ version: 1 }));
    await databases.root.close();

    const { state, close } = openEmbeddedStores({ foldOnto: foldNothing, directory });
    await state.commit(writeSet({ seen: new Map([["http|since", 5]]) }));
    // 900 keys end; of the 200 first, 180 do.
    expect(await state.forgetSeen(200_000)).toBe(181);
    expect(await state.forgetSeen(2_000_000)).toBe(720);
    expect((await state.load([], keys)).seen.size).toBe(100);
    await close();
  });

  it("has analytics filled again from data of format 4, whose rows told neither properties nor channels", async () => {
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory });
    await stores.definitions.put("checkpoint", [["analytics", { done: 7, underway: 9, clearing: false }]]);
    await stores.close();
    const databases = openDatabases(join(directory, "state"), 1024 ** 3);
    await databases.meta.put("format", encode({ version: 4 }));
    await databases.root.close();

    const { definitions, close } = openEmbeddedStores({ foldOnto: foldNothing, directory });
    expect(await definitions.get("checkpoint", "analytics")).toEqual({ done: 0, underway: null, clearing: true });
    await close();
  });

  it("refuses data of a newer format and leaves it as it is", async () => {
    await openEmbeddedStores({ foldOnto: foldNothing, directory }).close();
    const databases = openDatabases(join(directory, "state"), 1024 ** 3);
    await databases.meta.put("format", encode({ version: 6 }));
    await databases.root.close();
    for (let attempt = 0; attempt < 2; attempt++)
      expect(() => openEmbeddedStores({ foldOnto: foldNothing, directory })).toThrow(
        expect.objectContaining({ code: "data-directory-newer" }),
      );
  });
});
