import { AttuneError } from "@attune/model/errors";
import { rollupNames, viewInstead } from "../sql/rollups.ts";
import { addColumns, createTable, type Engine, type Site, type TableName, tableNames } from "../sql/schema.ts";

/** How the tables lie on the servers. Questions and inserts name `events`, `exposures`, …; deletions and merges the tables that hold the rows. */
export interface ClickHouseLayout {
  /** Follows the name in statements that all servers carry out: ` ON CLUSTER attune`, or nothing. */
  on: string;
  engine: Engine;
  /** The table on each server that holds rows. */
  held(name: TableName): string;
  /** The cluster over whose shards `Distributed` tables go; null where there is one server. */
  distributedOver: string | null;
  /** Where the parts of every server are listed. */
  partsTable: string;
  /** Where what every server is doing is listed. */
  processesTable: string;
  /** Further settings of an insert: it returns when the rows are safe and counted. */
  insertSettings: readonly string[];
  /** Further settings of a question. */
  questionSettings: readonly string[];
  /** Further settings of a deletion: it returns when no replica counts the rows any more. */
  deleteSettings: readonly string[];
}

/** Rows that were merged away leave the disk within seconds, as erasure asks. */
const cleanUpSoon = {
  old_parts_lifetime: 1,
  merge_tree_clear_old_parts_interval_seconds: 1,
  cleanup_delay_period: 1,
  max_cleanup_delay_period: 1,
};

/** Tokens of as many batches are known: a projector repeats its last batch only, and a lost answer no older ones. */
const knownTokens = 10_000;
const knownTokensSeconds = 30 * 86_400;

/** One server that holds everything. */
export const singleServer: ClickHouseLayout = {
  on: "",
  engine: {
    clause: (_, replacedBy) => (replacedBy === undefined ? "MergeTree" : `ReplacingMergeTree(${replacedBy})`),
    settings: {
      ...cleanUpSoon,
      fsync_after_insert: 1,
      fsync_part_directory: 1,
      non_replicated_deduplication_window: knownTokens,
      finished_mutations_to_keep: 1,
    },
  },
  held: (name) => name,
  distributedOver: null,
  partsTable: "system.parts",
  processesTable: "system.processes",
  insertSettings: [],
  questionSettings: [],
  deleteSettings: [],
};

/**
 * Shards of replicas, named as a cluster in the servers' own configuration, with the macros `{shard}` and `{replica}`. A person's profile and all
 * of its rows lie on one shard. An insert returns when most replicas of a shard have it, so that losing a server loses no rows.
 */
export function replicatedOn(cluster: string): ClickHouseLayout {
  // The path names no {uuid}: that macro works only in databases of the Replicated engine.
  const place = (table: string) => `'/clickhouse/tables/{shard}/{database}/${table}', '{replica}'`;
  return {
    on: ` ON CLUSTER ${quoted(cluster)}`,
    engine: {
      clause: (table, replacedBy) =>
        replacedBy === undefined
          ? `ReplicatedMergeTree(${place(table)})`
          : `ReplicatedReplacingMergeTree(${place(table)}, ${replacedBy})`,
      settings: {
        ...cleanUpSoon,
        replicated_deduplication_window: knownTokens,
        // Releases differ (an hour, a week): a batch that waited for a long outage must still be known.
        replicated_deduplication_window_seconds: knownTokensSeconds,
        finished_mutations_to_keep: 1,
      },
    },
    held: (name) => `${name}_held`,
    distributedOver: cluster,
    partsTable: `clusterAllReplicas(${quoted(cluster)}, system.parts)`,
    processesTable: `clusterAllReplicas(${quoted(cluster)}, system.processes)`,
    insertSettings: ["distributed_foreground_insert = 1", "insert_quorum = 'auto'", "insert_quorum_parallel = 1"],
    // Histories and owners are joined inside questions: the right side is gathered once and sent to every shard.
    questionSettings: ["distributed_product_mode = 'global'"],
    deleteSettings: ["lightweight_deletes_sync = 2"],
  };
}

/** Of the tables. A release that changes what rows mean raises it; one that adds columns need not. */
const tablesFormat = 1;
const formatWords = "attune analytics, format ";

/** Asks for the mark that `tableStatements` leaves: a table's comment. */
export function askTablesFormat({ held }: ClickHouseLayout): string {
  return `SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = '${held("events")}' FORMAT TabSeparated`;
}

/** Throws `data-directory-newer` where a later release made the tables. @param mark empty: there are none yet */
export function requireTablesFormat(mark: string): void {
  const format = mark.startsWith(formatWords) ? Number(mark.slice(formatWords.length)) : 0;
  if (format > tablesFormat)
    throw new AttuneError(
      "data-directory-newer",
      `The tables in ClickHouse have format ${format}; this release knows formats up to ${tablesFormat}.`,
    );
}

/** Makes what is missing and adds columns that an earlier release had not; forward only. Each may be repeated. */
export function tableStatements(layout: ClickHouseLayout): string[] {
  const mark = `ALTER TABLE ${layout.held("events")}${layout.on} MODIFY COMMENT '${formatWords}${tablesFormat}'`;
  const views = rollupNames.map((name) => viewInstead(name, layout.on));
  return [...tableNames.flatMap((name) => statementsOf(name, layout)), ...views, mark];
}

function statementsOf(name: TableName, layout: ClickHouseLayout): string[] {
  const site: Site = { called: layout.held(name), on: layout.on };
  const held = [createTable(name, layout.engine, site), addColumns(name, site)];
  if (layout.distributedOver === null) return held;
  const over = `Distributed(${quoted(layout.distributedOver)}, currentDatabase(), ${site.called}, sipHash64(profileId))`;
  return [
    ...held,
    `CREATE TABLE IF NOT EXISTS ${name}${layout.on} AS ${site.called} ENGINE = ${over}`,
    addColumns(name, { called: name, on: layout.on }),
  ];
}

function quoted(cluster: string): string {
  return `'${cluster.replace(/[^\w.-]/g, "")}'`;
}
