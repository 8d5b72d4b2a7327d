import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Databases, openDatabases, writeOperations } from "./databases.ts";
import { forgetStep, seenOperations } from "./seen-by-expiry.ts";

describe("message keys by expiry", () => {
  let directory = "";
  let databases: Databases;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "attune-seen-"));
    databases = openDatabases(directory, 1024 ** 3);
  });
  afterEach(async () => {
    await databases.root.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const remember = (count: number, until: number, source: string) => {
    const keys = Array.from({ length: count }, (_, n): [string, number] => [`${source}|m-${n}`, until]);
    return writeOperations(databases, seenOperations(databases, new Map(keys)));
  };
  const records = () => [...databases.seenByExpiry.getKeys()];
  const forget = async (now: number, after?: [number, number]) => {
    const step = forgetStep(databases, now, after);
    await writeOperations(databases, step.operations);
    return step;
  };

  it("are looked at only where their time is near, whatever else is remembered", async () => {
    await remember(30, 1_000, "old");
    // With these a look at all would take several steps.
    await remember(10_000, 3_600_000, "new");
    await remember(10_000, Number.POSITIVE_INFINITY, "import");
    expect(forgetStep(databases, 2_000, undefined)).toMatchObject({ forgotten: 30, after: undefined });
  });

  it("go in steps of about 2,000, and their records with them", async () => {
    await remember(5_000, 1_000, "http");
    const first = await forget(2_000);
    expect(first.forgotten).toBeGreaterThanOrEqual(2_000);
    expect(first.forgotten).toBeLessThan(2_100);
    const second = await forget(2_000, first.after);
    const third = await forget(2_000, second.after);
    expect(first.forgotten + second.forgotten + third.forgotten).toBe(5_000);
    expect(third.after).toBeUndefined();
    expect(records()).toEqual([]);
  });

  it("of one group take one record for 90 of them, numbered on from what the bucket of ten minutes has", async () => {
    await remember(91, 1_000, "a");
    await remember(1, 2_000, "b");
    await remember(1, 600_000, "c");
    await remember(1, Number.POSITIVE_INFINITY, "d");
    expect(records()).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
    ]);
  });

  it("keep their record while one of them has time left in its bucket", async () => {
    await writeOperations(
      databases,
      seenOperations(
        databases,
        new Map([
          ["a", 1_000],
          ["b", 3_000],
        ]),
      ),
    );
    expect((await forget(2_000)).forgotten).toBe(1);
    expect(records()).toEqual([[0, 0]]);
    expect((await forget(3_001)).forgotten).toBe(1);
    expect(records()).toEqual([]);
  });

  it("that came anew hold by their later time, and do not keep the earlier record", async () => {
    await remember(1, 1_000, "a");
    await remember(1, 700_000, "a");
    expect((await forget(2_000)).forgotten).toBe(0);
    expect(records()).toEqual([[1, 0]]);
    expect((await forget(700_001)).forgotten).toBe(1);
  });
});
