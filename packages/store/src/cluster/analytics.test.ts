import type { Analytics } from "@attune/engine/ports/analytics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeAnalytics } from "../contract/analytics.suite.ts";
import { describeMeasurementQueries } from "../contract/measurement-queries.suite.ts";
import { describeNamedQueries } from "../contract/named-queries.suite.ts";
import { createClusterAnalytics } from "./analytics.ts";
import { connectClickHouse } from "./clickhouse-connection.ts";
import { replicatedOn, singleServer, tableStatements } from "./clickhouse-layout.ts";
import { type ClickHouseUnderTest, startClickHouse } from "./testing/start-clickhouse.ts";

/** On a server of one's own the layout over shards would need its cluster. */
const isNamed = Boolean(process.env.ATTUNE_CLICKHOUSE_URL);
/** A quorum is for tables with replicas. */
const plainInserts = { insertSettings: ["distributed_foreground_insert = 1"] };

describe("cluster", () => {
  let server: ClickHouseUnderTest;
  beforeAll(async () => {
    server = await startClickHouse();
    process.stdout.write(`cluster analytics: tested through @clickhouse/client over HTTP on ${server.described}\n`);
  });
  afterAll(() => server.close());
  const open = (): Analytics => createClusterAnalytics(server.settings);

  describeAnalytics(open);
  describeNamedQueries(open);

  describe.skipIf(isNamed)("on tables over shards", () => {
    // One shard: the engine in this process can be no second. What is checked is every statement of this layout but ON CLUSTER.
    const overShards = {
      ...replicatedOn("attune"),
      on: "",
      engine: singleServer.engine,
      partsTable: "system.parts",
      processesTable: "system.processes",
    };
    const openOverShards = () =>
      createClusterAnalytics({ ...server.settings, database: "distributed" }, { ...overShards, ...plainInserts });
    describeMeasurementQueries(openOverShards);
  });

  it("empties its tables when what a writer that died was inserting has come in", async () => {
    const connection = connectClickHouse(server.settings);
    const analytics = open();
    await analytics.query("totals", { fromDay: null, toDay: null });
    let isIn = false;
    const rows = "SELECT sleepEachRow(0.5) FROM numbers(3) SETTINGS max_block_size = 1";
    const late = connection
      .work({ sql: `INSERT INTO FUNCTION null('slept UInt8') ${rows}`, timeoutMs: 30_000 })
      .then(() => {
        isIn = true;
      });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await analytics.clear();
    expect(isIn).toBe(true);
    await late;
    await analytics.close();
    await connection.close();
  });

  it("refuses tables that a later release made", async () => {
    const connection = connectClickHouse(server.settings);
    const mark = (format: number) =>
      connection.work({
        sql: `ALTER TABLE events MODIFY COMMENT 'attune analytics, format ${format}'`,
        timeoutMs: 30_000,
      });
    await mark(2);
    const analytics = open();
    await expect(analytics.query("totals", { fromDay: null, toDay: null })).rejects.toMatchObject({
      code: "data-directory-newer",
      message: "The tables in ClickHouse have format 2; this release knows formats up to 1.",
    });
    await mark(1);
    await analytics.query("totals", { fromDay: null, toDay: null });
    await analytics.close();
    await connection.close();
  });

  it.skipIf(isNamed)("makes tables whose rows replicas share", async () => {
    const connection = connectClickHouse({ ...server.settings, database: "replicated" });
    // Columns are added where a keeper runs, which the engine in this process only pretends.
    const making = tableStatements({ ...replicatedOn("attune"), on: "" }).filter((sql) => sql.startsWith("CREATE"));
    for (const sql of making) await connection.work({ sql, timeoutMs: 30_000 });
    const sql = "SELECT name, engine FROM system.tables WHERE database = 'replicated' ORDER BY name";
    expect(await connection.ask({ sql, timeoutMs: 30_000 })).toBe(
      [
        "assignments\tDistributed",
        "assignments_held\tReplicatedMergeTree",
        "events\tDistributed",
        "events_held\tReplicatedMergeTree",
        "exposures\tDistributed",
        "exposures_held\tReplicatedMergeTree",
        "money_events\tView",
        "page_times\tView",
        "people\tDistributed",
        "people_held\tReplicatedReplacingMergeTree",
        "profile_days\tView",
        "",
      ].join("\n"),
    );
    await connection.close();
  });
});
