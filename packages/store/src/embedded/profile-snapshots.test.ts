import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import { writeSet } from "@attune/model/write-set";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleEntry, sampleProfile } from "../contract/sample-writes.ts";
import { decode } from "../encode.ts";
import { openDatabases } from "./databases.ts";
import { openEmbeddedStores } from "./stores.ts";

/** A profile that only counts its entries. */
function counting(profile: Profile, entries: LogEntry[]): Profile {
  const lastOffset = entries.at(-1)?.offset ?? profile.lastOffset;
  return { ...profile, eventCount: profile.eventCount + entries.length, lastOffset };
}

describe("profiles on disk", () => {
  let directory = "";
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "attune-snapshots-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const open = () => openEmbeddedStores({ directory, foldOnto: counting });

  async function onDisk(profileId: string): Promise<Profile | undefined> {
    const databases = openDatabases(join(directory, "state"), 1024 ** 3);
    const bytes = databases.profiles.getBinary(profileId);
    await databases.root.close();
    return bytes === undefined ? undefined : decode<Profile>(bytes);
  }

  const grown = (count: number) => new Map([["p", sampleProfile("p", { eventCount: count, lastOffset: count })]]);
  const derivable = new Set(["p"]);

  /** Entries 1 to `count` of one person, each in a commit of its own. */
  async function grow(count: number): Promise<void> {
    const stores = open();
    await stores.state.commit(writeSet({ entries: [sampleEntry(1, "p")], profiles: grown(1) }));
    for (let n = 2; n <= count; n++)
      await stores.state.commit(writeSet({ entries: [sampleEntry(n, "p")], profiles: grown(n), derivable }));
    expect((await stores.state.profile("p"))?.eventCount).toBe(count);
    await stores.close();
  }

  it("lack up to eight of their newest entries, and are whole when they are read", async () => {
    await grow(9);
    expect((await onDisk("p"))?.eventCount).toBe(1);
    const stores = open();
    expect(await stores.state.profile("p")).toEqual(sampleProfile("p", { eventCount: 9, lastOffset: 9 }));
    await stores.state.commit(writeSet({ entries: [sampleEntry(10, "p")], profiles: grown(10), derivable }));
    await stores.close();
    expect((await onDisk("p"))?.eventCount).toBe(10);
  });

  it("are written at once when they come into being, and when more than their entries changed them", async () => {
    await grow(3);
    expect((await onDisk("p"))?.eventCount).toBe(1);
    const stores = open();
    await stores.state.commit(writeSet({ entries: [sampleEntry(4, "p")], profiles: grown(4) }));
    await stores.close();
    expect((await onDisk("p"))?.eventCount).toBe(4);
  });

  it("are written when one group brings many entries", async () => {
    await grow(1);
    const stores = open();
    await stores.state.profile("p");
    const entries = Array.from({ length: 9 }, (_, n) => sampleEntry(n + 2, "p"));
    await stores.state.commit(writeSet({ entries, profiles: grown(10), derivable }));
    await stores.close();
    expect((await onDisk("p"))?.eventCount).toBe(10);
  });

  it("take in nothing of the log while it is replayed into them", async () => {
    await grow(5);
    const stores = open();
    await stores.state.rebuild(async () => {
      await stores.state.commit(writeSet({ profiles: grown(2) }));
      expect((await stores.state.profile("p"))?.eventCount).toBe(2);
      await stores.state.commit(writeSet({ profiles: grown(5) }));
    });
    expect((await stores.state.profile("p"))?.eventCount).toBe(5);
    await stores.close();
    expect((await onDisk("p"))?.eventCount).toBe(5);
  });
});
