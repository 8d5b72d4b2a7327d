import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Session } from "chdb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseRows } from "../sql/parse-rows.ts";
import { questionsUnderWay, toProgress } from "../sql/questions-under-way.ts";
import { createSessionPool, type SessionPool, toFailure } from "./session-pool.ts";

/** Minutes of work for one thread. */
const endless = "SELECT sum(sipHash64(number)) FROM numbers(100000000000) SETTINGS max_threads = 1";

describe("session pool", () => {
  let directory = "";
  let pool: SessionPool;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "attune-sessions-"));
    pool = createSessionPool(() => new Session(directory));
  });
  afterAll(async () => {
    await pool.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("tells how many rows a question has read while it is under way", async () => {
    const underWay = async () => toProgress(await parseRows(await pool.run("admin", questionsUnderWay, 5_000)));
    expect(await underWay()).toEqual([]);
    const slow = pool.run("heavy", endless, 60_000).catch(toFailure);
    let told = await underWay();
    for (let tries = 0; tries < 500 && !(told[0]?.rowsRead ?? 0); tries++) told = await underWay();
    await pool.run(
      "admin",
      "KILL QUERY WHERE positionCaseInsensitive(query, 'FROM numbers(1000000000') > 0 AND query_kind = 'Select' ASYNC",
      5_000,
    );
    await slow;
    expect(told).toMatchObject([{ rowsTotal: 100_000_000_000 }]);
    expect(told[0]?.rowsRead).toBeGreaterThan(0);
    expect(told[0]?.elapsedMs).toBeGreaterThan(0);
  });

  it("kills a query that is too slow, so that its lane is free again", async () => {
    const startedAt = Date.now();
    const slow = pool.run("heavy", endless, 300).catch(toFailure);
    expect(await slow).toMatchObject({ reason: "too-slow" });
    expect(await pool.run("heavy", "SELECT 1 AS one", 10_000)).toBe('{"one":1}\n');
    expect(Date.now() - startedAt).toBeLessThan(8_000);
  });

  it("answers in one lane while another is busy", async () => {
    const slow = pool.run("heavy", endless, 1_500).catch(toFailure);
    const startedAt = Date.now();
    expect(await pool.run("interactive", "SELECT 7 AS n", 5_000)).toBe('{"n":7}\n');
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    await slow;
  });

  it("counts waiting as part of the time, and does not start what nobody waits for", async () => {
    const slow = pool.run("heavy", endless, 1_000).catch(toFailure);
    const queued = pool.run("heavy", "CREATE TABLE too_late (n Int32) ENGINE = Memory", 100).catch(toFailure);
    expect(await queued).toMatchObject({ reason: "too-slow" });
    await slow;
    await pool.run("heavy", "SELECT 1", 10_000);
    expect(await pool.run("admin", "SELECT count() AS n FROM system.tables WHERE name = 'too_late'", 5_000)).toContain(
      "0",
    );
  });

  it("tells apart too slow, too much memory and wrong", async () => {
    const failure = (settings: string) =>
      pool
        .run("heavy", `SELECT groupArray(number) FROM numbers(100000000) FORMAT Null SETTINGS ${settings}`, 20_000)
        .catch(toFailure);
    expect(await failure("max_execution_time = 0.05, max_threads = 1")).toMatchObject({ reason: "too-slow" });
    expect(await failure("max_memory_usage = 1000000")).toMatchObject({ reason: "too-much-memory" });
    expect(await failure("no_such_setting = 1")).toMatchObject({ reason: "failed" });
  });
});
