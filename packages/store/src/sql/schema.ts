import type { AssignmentRow, EventRow, ExposureRow, PersonRow } from "@attune/engine/ports/analytics";

interface Table<Row> {
  /** In the order in which rows are inserted. */
  columns: ReadonlyArray<readonly [column: keyof Row & string, type: string]>;
  /** Rows of one key replace each other: the greatest of this column stays. */
  replacedBy?: keyof Row & string;
  /** Columns that the store computes from the others. */
  computed: readonly string[];
  orderBy: string;
}

/** People are counted and joined by these: eight bytes instead of a text. Two of a million profiles share one with probability 3·10^-8. */
const profileKey = "profileKey UInt64 MATERIALIZED sipHash64(profileId)";
const personKey = "personKey UInt64 MATERIALIZED sipHash64(personId)";

const word = "LowCardinality(String)";

const events: Table<EventRow> = {
  columns: [
    ["offset", "UInt64 CODEC(Delta, ZSTD)"],
    ["profileId", "String"],
    ["at", "Int64 CODEC(Delta, ZSTD)"],
    ["receivedAt", "Int64 CODEC(Delta, ZSTD)"],
    ["day", "Int32"],
    ["type", word],
    ["name", word],
    ["source", word],
    ["actor", word],
    ["channel", word],
    ["device", word],
    ["identified", "UInt8"],
    ["moneyKind", word],
    ["amountMicros", "Int64"],
    ["orderId", "String"],
    ["itemIds", "Array(String)"],
    ["itemQuantities", "Array(Float64)"],
    ["itemPricesMicros", "Array(Int64)"],
    ["itemCategories", `Array(${word})`],
    ["propertyNames", `Array(${word})`],
    ["propertyValues", "Array(Float64)"],
  ],
  computed: [profileKey],
  orderBy: "(profileKey, at, offset)",
};

const exposures: Table<ExposureRow> = {
  columns: [
    ["offset", "UInt64 CODEC(Delta, ZSTD)"],
    ["profileId", "String"],
    ["decisionId", "String"],
    ["at", "Int64 CODEC(Delta, ZSTD)"],
    ["day", "Int32"],
    ["placementId", word],
    ["tacticId", word],
    ["variantId", word],
    ["arm", word],
    ["propensity", "Float64"],
    ["device", word],
    ["channel", word],
  ],
  computed: [profileKey],
  orderBy: "(tacticId, profileKey, at, offset)",
};

const people: Table<PersonRow> = {
  columns: [
    ["profileId", "String"],
    ["personId", "String"],
    ["version", "UInt64"],
  ],
  replacedBy: "version",
  computed: [profileKey, personKey],
  orderBy: "profileId",
};

const assignments: Table<AssignmentRow> = {
  columns: [
    ["offset", "UInt64 CODEC(Delta, ZSTD)"],
    ["profileId", "String"],
    ["at", "Int64 CODEC(Delta, ZSTD)"],
    ["day", "Int32"],
    ["device", word],
    ["experimentId", word],
    ["variantId", word],
    ["propensity", "Float64"],
    ["drawnAt", "Int64"],
    ["context", word],
    ["probabilities", "Array(Float64)"],
  ],
  computed: [profileKey],
  orderBy: "(experimentId, profileKey, at, offset)",
};

/** The tables of the analytics store: rows as in the port. */
export const tables = { events, exposures, people, assignments } as const;
export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as TableName[];

/** What differs between one process and a cluster: the engine of a table (given the column by which rows replace each other) and its settings. */
export interface Engine {
  clause(table: string, replacedBy: string | undefined): string;
  settings: Record<string, number>;
}

/** A batch is durable when its insert returns; tokens of the last 10,000 batches are known; what was merged away leaves the disk within seconds. */
export const embeddedEngine: Engine = {
  clause: (_, replacedBy) => (replacedBy === undefined ? "MergeTree" : `ReplacingMergeTree(${replacedBy})`),
  settings: {
    fsync_after_insert: 1,
    fsync_part_directory: 1,
    non_replicated_deduplication_window: 10_000,
    old_parts_lifetime: 1,
    merge_tree_clear_old_parts_interval_seconds: 1,
    cleanup_delay_period: 1,
    max_cleanup_delay_period: 1,
    finished_mutations_to_keep: 1,
  },
};

/** Where a table is made: what it is called there, and what follows its name, such as `ON CLUSTER`. */
export interface Site {
  called: string;
  on: string;
}

const here = (name: TableName): Site => ({ called: name, on: "" });

/** Adds what a table of an earlier release lacks, each column in its place: rows are inserted in the order of columns. */
export function addColumns(name: TableName, { called, on } = here(name)): string {
  const steps = tables[name].columns.map(([column, type], i) => {
    const place = i === 0 ? "FIRST" : `AFTER ${tables[name].columns[i - 1]![0]}`;
    return `ADD COLUMN IF NOT EXISTS ${column} ${type} ${place}`;
  });
  return `ALTER TABLE ${called}${on} ${steps.join(", ")}`;
}

export function createTable(name: TableName, engine: Engine, { called, on } = here(name)): string {
  const { columns, computed, orderBy } = tables[name];
  const lines = [...columns.map((column) => column.join(" ")), ...computed].map((line) => `  ${line}`).join(",\n");
  const replacedBy = name === "people" ? tables.people.replacedBy : undefined;
  const settings = Object.entries(engine.settings).map(([setting, value]) => `${setting} = ${value}`);
  return `CREATE TABLE IF NOT EXISTS ${called}${on} (\n${lines}\n) ENGINE = ${engine.clause(called, replacedBy)} ORDER BY ${orderBy} SETTINGS ${settings.join(", ")}`;
}
