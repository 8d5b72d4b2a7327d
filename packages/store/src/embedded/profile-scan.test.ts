import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import { writeSet } from "@attune/model/write-set";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleEntry, sampleProfile } from "../contract/sample-writes.ts";
import { openProfileScan } from "./profile-scan.ts";
import { openEmbeddedStores } from "./stores.ts";

/** A profile that only counts its entries. */
function counting(profile: Profile, entries: LogEntry[]): Profile {
  return { ...profile, eventCount: profile.eventCount + entries.length, lastOffset: entries.at(-1)!.offset };
}

describe("a scan of profiles", () => {
  let directory = "";
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "attune-scan-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it("reads everybody page by page, whole, with scores and memberships, and writes nothing", async () => {
    const stores = openEmbeddedStores({ directory, foldOnto: counting });
    const grown = (count: number) => new Map([["b", sampleProfile("b", { eventCount: count, lastOffset: count })]]);
    await stores.state.commit(writeSet({ entries: [sampleEntry(1, "b")], profiles: grown(1) }));
    // The second entry's profile is left behind the log.
    const derivable = new Set(["b"]);
    await stores.state.commit(writeSet({ entries: [sampleEntry(2, "b")], profiles: grown(2), derivable }));
    await stores.state.commit(
      writeSet({
        profiles: new Map([
          ["a", sampleProfile("a")],
          ["c", sampleProfile("c")],
        ]),
      }),
    );
    const churn = { value: 0.5, modelVersion: "m", computedAt: 1 };
    await stores.scores.put([["a", { churn }]]);
    const found = { since: { vip: 5 }, nextChangeAt: 9 };
    await stores.memberships.put({ people: new Map([["c", found]]), transitions: [] });
    await stores.close();

    const scan = openProfileScan(directory, counting);
    try {
      expect(scan.profileCount()).toBe(3);
      const [a, b] = scan.page(null, 2);
      expect(a).toEqual({ profile: sampleProfile("a"), scores: { churn }, memberships: undefined });
      expect(b?.profile).toEqual(sampleProfile("b", { eventCount: 2, lastOffset: 2 }));
      expect(scan.page("b", 2).map(({ profile, memberships }) => [profile.profileId, memberships])).toEqual([
        ["c", found],
      ]);
      expect(scan.page("c", 2)).toEqual([]);
      expect(scan.profile("b")).toEqual(sampleProfile("b", { eventCount: 2, lastOffset: 2 }));
      expect(scan.profile("nobody")).toBeUndefined();
    } finally {
      await scan.close();
    }
    const again = openEmbeddedStores({ directory, foldOnto: counting });
    expect((await again.state.profile("b"))?.eventCount).toBe(2);
    await again.close();
  });
});
