import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSet } from "@attune/model/write-set";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleEventRow } from "../contract/sample-rows.ts";
import { foldNothing, sampleEntry, sampleProfile, sampleQuarantined } from "../contract/sample-writes.ts";
import { openEmbeddedStores } from "./stores.ts";

describe("embedded stores", () => {
  let directory = "";
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "attune-store-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const data = () => join(directory, "data");

  it("keep what was committed when they are closed and opened again", async () => {
    const first = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    await first.state.commit(
      writeSet({
        entries: [sampleEntry(1, "p")],
        profiles: new Map([["p", sampleProfile("p")]]),
        identities: new Map([["email:a@example.com", { profileId: "p", namedBy: ["p"] }]]),
        seen: new Map([["http|m-1", Number.POSITIVE_INFINITY]]),
        quarantined: [sampleQuarantined(1)],
      }),
    );
    await first.close();
    const second = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    const view = await second.state.load(["email:a@example.com"], ["http|m-1"]);
    expect([view.nextOffset, view.nextQuarantineId, view.seen.size]).toEqual([2, 2, 1]);
    expect(view.profiles.get("p")).toEqual(sampleProfile("p"));
    expect(await second.quarantine.countByCode()).toEqual({ "bad-timestamp": 1 });
    await second.close();
  });

  it("refuse calls after they are closed", async () => {
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    await stores.close();
    await expect(stores.log.head()).rejects.toMatchObject({ code: "stopping" });
  });

  it("are refused while this process has the directory open", async () => {
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    expect(() => openEmbeddedStores({ foldOnto: foldNothing, directory: data() })).toThrow(
      expect.objectContaining({ code: "data-directory-locked" }),
    );
    await stores.close();
    await openEmbeddedStores({ foldOnto: foldNothing, directory: data() }).close();
  });

  it("copy themselves while commits go on, and the copy opens as a whole", async () => {
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    const commit = (offset: number) =>
      stores.state.commit(
        writeSet({
          entries: [sampleEntry(offset, "p")],
          profiles: new Map([["p", sampleProfile("p", { eventCount: offset })]]),
        }),
      );
    for (let offset = 1; offset <= 50; offset++) await commit(offset);
    const copying = stores.backup(join(directory, "copy"));
    for (let offset = 51; offset <= 80; offset++) await commit(offset);
    await copying;
    const copy = openEmbeddedStores({ foldOnto: foldNothing, directory: join(directory, "copy") });
    const head = await copy.log.head();
    expect(head).toBeGreaterThanOrEqual(50);
    expect((await copy.state.profile("p"))?.eventCount).toBe(head);
    expect(await stores.log.head()).toBe(80);
    await expect(stores.backup(join(directory, "copy"))).rejects.toMatchObject({ code: "conflict" });
    await copy.close();
    await stores.close();
  });

  it("back up and purge at once: each copy is whole, and commits do not wait for a backup", async () => {
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    const padding = "x".repeat(20_000);
    for (let offset = 1; offset <= 1_001; offset += 100) {
      const entries = Array.from({ length: 100 }, (_, index) => sampleEntry(offset + index, "p", { name: padding }));
      await stores.state.commit(writeSet({ entries }));
    }
    let purged = false;
    const backups = ["one", "two"].map((name) => stores.backup(join(directory, name)));
    const purging = stores.purge().then(() => {
      purged = true;
    });
    const last = stores.backup(join(directory, "three"));
    await stores.state.commit(writeSet({ entries: [sampleEntry(1_101, "p")] }));
    expect(purged).toBe(false);
    await Promise.all([...backups, purging, last]);
    await stores.close();
    for (const name of ["one", "two", "three", "data"]) {
      const copy = openEmbeddedStores({ foldOnto: foldNothing, directory: join(directory, name) });
      expect(await copy.log.head()).toBeGreaterThanOrEqual(name === "three" || name === "data" ? 1_101 : 1_100);
      expect(await copy.log.read(1_100, 1)).toHaveLength(1);
      await copy.close();
    }
  }, 60_000);

  it("are not pulled from under a backup by a close", async () => {
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    await stores.state.commit(writeSet({ entries: [sampleEntry(1, "p")] }));
    const backup = stores.backup(join(directory, "copy"));
    await stores.close();
    await backup;
    const copy = openEmbeddedStores({ foldOnto: foldNothing, directory: join(directory, "copy") });
    expect(await copy.log.head()).toBe(1);
    await copy.close();
  });

  it("leave no byte of an erased person after a purge, while reads and commits go on", async () => {
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    const secrets = Array.from({ length: 40 }, (_, index) => `erase-me-${index}@example.com`);
    const entries = secrets.map((email, index) =>
      sampleEntry(index + 1, `p${index % 3}`, {
        messageId: `order of ${email}`,
        identifiers: [{ namespace: "email", value: email }],
        properties: { note: `wrote to ${email}`.repeat(1 + (index % 50)), [email]: true },
      }),
    );
    await stores.state.commit(
      writeSet({
        entries,
        profiles: new Map(
          ["p0", "p1", "p2"].map((id) => [
            id,
            sampleProfile(id, { traits: { email: { at: 1, offset: 1, value: secrets.join() } } }),
          ]),
        ),
        identities: new Map(secrets.map((email) => [`email:${email}`, { profileId: "p0", namedBy: ["p0"] }])),
        seen: new Map(secrets.map((email) => [`http|order of ${email}`, Number.POSITIVE_INFINITY])),
        quarantined: [sampleQuarantined(1, { payload: secrets.join() })],
      }),
    );
    const events = secrets.map((email, index) =>
      sampleEventRow(index + 1, { profileId: `p${index % 2}`, orderId: `order of ${email}`, itemIds: [email] }),
    );
    await stores.analytics.insert({ events, exposures: [], people: [] }, "1-40");
    const traces = findBytes(data(), "erase-me-");
    expect(traces).toContain("state/data.mdb");
    expect(traces.some((name) => name.startsWith("analytics/"))).toBe(true);
    const kept = sampleEntry(41, "p0", { properties: { note: "stays-here" } });
    await stores.state.commit(
      writeSet({
        entries: [kept],
        rewritten: entries.map(({ offset }) => ({ kind: "tombstone", offset, day: 19_000, type: "track" })),
        profiles: new Map([
          ["p0", sampleProfile("p0")],
          ["p1", null],
          ["p2", null],
        ]),
        identities: new Map(secrets.map((email) => [`email:${email}`, null])),
        released: [1],
      }),
    );
    await stores.analytics.removeProfiles(["p0", "p1"]);
    const purging = stores.purge();
    const committed = stores.state.commit(writeSet({ entries: [sampleEntry(42, "p0")] }));
    expect(await stores.log.head()).toBe(41);
    await purging;
    await committed;
    expect(findBytes(data(), "erase-me-")).toEqual([]);
    expect(findBytes(data(), "stays-here")).not.toEqual([]);
    expect(await stores.log.head()).toBe(42);
    expect(await stores.log.offsetsOf("p0")).toEqual([41, 42]);
    expect(await stores.log.at([41])).toEqual([kept]);
    expect((await stores.state.load([], ["http|order of erase-me-3@example.com"])).seen.size).toBe(1);
    await stores.close();
    expect(findBytes(data(), "erase-me-")).toEqual([]);
    const again = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    expect(await again.log.head()).toBe(42);
    await again.close();
  }, 150_000);

  it("say that they are broken, and keep nobody waiting, when a purge cannot open the data again", async () => {
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    await stores.state.commit(writeSet({ entries: [sampleEntry(1, "p")] }));
    const purging = stores.purge();
    // Something else takes the place of the environment's directory while it is open.
    rmSync(join(data(), "state"), { recursive: true });
    writeFileSync(join(data(), "state"), "");
    await expect(purging).rejects.toThrow();
    await expect(stores.log.head()).rejects.toMatchObject({ code: "internal" });
    await expect(stores.state.commit(writeSet({ entries: [sampleEntry(2, "p")] }))).rejects.toMatchObject({
      code: "internal",
    });
    expect(await stores.health()).toMatchObject({ writable: false, detail: expect.stringContaining("after a purge") });
    await expect(stores.close()).rejects.toMatchObject({ code: "internal" });
    rmSync(join(data(), "state"));
    await openEmbeddedStores({ foldOnto: foldNothing, directory: data() }).close();
  });

  it("clear away a purge that a crash cut short", async () => {
    const stores = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    await stores.state.commit(writeSet({ entries: [sampleEntry(1, "p")] }));
    await stores.close();
    cpSync(join(data(), "state"), join(data(), "state-fresh"), { recursive: true });
    const again = openEmbeddedStores({ foldOnto: foldNothing, directory: data() });
    expect(await again.log.head()).toBe(1);
    expect(readdirSync(data())).not.toContain("state-fresh");
    await again.close();
  });
});

/** Files below `directory` that hold `text`. */
function findBytes(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => {
    const path = join(directory, name);
    return statSync(path).isFile() && readFileSync(path).includes(text);
  });
}
