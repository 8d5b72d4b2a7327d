import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStores } from "../instance/open-stores.ts";
import { createRevisions } from "../playbook/revisions.ts";
import { openNewDirectory, openOldDirectory } from "./open-directory-side.ts";

const playbook = "business: { name: Mugs, timeZone: Europe/London }\n";

describe("a data directory as a side of a move", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "attune-side-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  async function lived(directory: string): Promise<void> {
    const stores = openStores(directory, "UTC");
    const revision = { at: 1, author: "a test", note: "", source: "file" as const, text: playbook };
    await createRevisions(stores.definitions).add(revision);
    await stores.close();
  }

  it("keeps the time zone of the playbook that ran last, and brings the playbook along", async () => {
    await lived(join(home, "old"));
    const old = await openOldDirectory(join(home, "old"));
    expect(old).toMatchObject({ timeZone: "Europe/London", playbook });
    const fresh = await openNewDirectory(join(home, "new"), old);
    expect(await fresh.accounts.read()).toBeNull();
    await fresh.close();
    await old.close();
    expect(readFileSync(join(home, "new", "attune.yaml"), "utf8")).toBe(playbook);
  });

  it("refuses one that holds nothing, and one that somebody has open", async () => {
    await expect(openOldDirectory(join(home, "never"))).rejects.toMatchObject({ code: "bad-request", path: "from" });
    await lived(join(home, "old"));
    const old = await openOldDirectory(join(home, "old"));
    await expect(openOldDirectory(join(home, "old"))).rejects.toMatchObject({ code: "data-directory-locked" });
    await old.close();
  });
});
