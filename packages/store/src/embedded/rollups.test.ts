import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventRow } from "@attune/engine/ports/analytics";
import { Session } from "chdb";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { sampleEventRow, sampleOrderRow } from "../contract/sample-rows.ts";
import { encodeAllRows } from "../sql/encode-rows.ts";
import { feedOf, makeRollup, rollupNames } from "../sql/rollups.ts";
import { createTable, embeddedEngine } from "../sql/schema.ts";
import { createSessionPool, type SessionPool } from "./session-pool.ts";

const patience = 60_000;
let directory: string;
let pool: SessionPool;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "attune-rollups-"));
  pool = createSessionPool(() => new Session(directory));
  await work("CREATE DATABASE IF NOT EXISTS attune");
  await pool.use("attune");
});
afterAll(async () => {
  await pool.close();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const name of rollupNames) await work(`DROP TABLE IF EXISTS ${feedOf(name)} SYNC`);
  await work("DROP TABLE IF EXISTS events SYNC");
  await work(createTable("events", embeddedEngine));
});

const work = (sql: string) => pool.run("write", sql, patience);
const insert = async (rows: EventRow[], token: string) =>
  pool.insert("events", await encodeAllRows("events", rows), token);
const makeAll = async () => {
  for (const name of rollupNames) for (const sql of makeRollup(name)) await work(sql);
};

/** The rows that a rollup comes to, however many parts they lie in. */
async function contents(): Promise<string[]> {
  const money = await work("SELECT * FROM money_events ORDER BY offset");
  const days = await work("SELECT * FROM profile_days FINAL ORDER BY profileId, day, source");
  const pages = await work("SELECT * FROM page_times ORDER BY at");
  return [money, days, pages];
}

const first = [
  sampleOrderRow(1, "ada", 10_000_000, { at: 1_000, day: 10 }),
  sampleEventRow(2, { profileId: "ada", at: 900, day: 10, identified: 1 }),
  sampleEventRow(3, { profileId: "bot", at: 950, day: 10, actor: "bot" }),
];
/** What came late: of the same day, and before what was known of it. */
const late = [
  sampleEventRow(4, { profileId: "ada", at: 500, day: 10, source: "till", receivedAt: 2 * 86_400_000 }),
  sampleOrderRow(5, "ada", 2_500_000, { at: 700, day: 10, receivedAt: 3 * 86_400_000 }),
  sampleEventRow(6, {
    profileId: "ada",
    at: 800,
    day: 10,
    name: "Page Timed",
    propertyNames: ["lcp_ms"],
    propertyValues: [900],
  }),
];

it("a rollup that is made of events that were there is the one that they fill as they come", async () => {
  await makeAll();
  await insert(first, "1-3");
  await insert(late, "4-6");
  const filled = await contents();
  expect(filled[1]).toContain('"orders":2');
  expect(filled[2]).toContain('"propertyValues":[900]');
  await makeAll();
  expect(await contents()).toEqual(filled);
});

it("a batch that was cut short between the events and a rollup is filled in when it comes again, once", async () => {
  await makeAll();
  await insert(first, "1-3");
  await insert(late, "4-6");
  const whole = await contents();

  await work("TRUNCATE TABLE events SYNC");
  await makeAll();
  await insert(first, "1-3");
  // As after a crash: the table has the batch, the rollups have not.
  const feeds = rollupNames.map((name) => makeRollup(name).at(-1)!);
  for (const name of rollupNames) await work(`DROP TABLE ${feedOf(name)} SYNC`);
  await insert(late, "4-6");
  for (const feed of feeds) await work(feed);
  expect(await contents()).not.toEqual(whole);
  await insert(late, "4-6");
  expect(await contents()).toEqual(whole);
  await insert(late, "4-6");
  expect(await contents()).toEqual(whole);
  expect(await work("SELECT count() AS n FROM events")).toContain('"n":6');
});

it("a rollup of an earlier release goes with its feed, and is made anew of all events", async () => {
  await work("DROP TABLE IF EXISTS money_events SYNC");
  await work("CREATE TABLE money_events (offset UInt64, profileId String) ENGINE = MergeTree ORDER BY offset");
  await work("CREATE MATERIALIZED VIEW money_events_feed TO money_events AS SELECT offset, profileId FROM events");
  await insert(first, "1-3");
  await makeAll();
  await insert(late, "4-6");
  const lines = (await work("SELECT offset, name FROM money_events ORDER BY offset")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).offset)).toEqual([1, 5]);
  expect(await work("SELECT name FROM system.tables WHERE name = 'money_events_feed'")).toBe("");
});
