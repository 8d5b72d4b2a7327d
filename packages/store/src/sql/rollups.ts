import { embeddedEngine } from "./schema.ts";

interface Rollup {
  columns: ReadonlyArray<readonly [column: string, type: string, expression: string]>;
  /** Of events: which rows it is made from. */
  condition: string;
  /**
   * Columns by which rows become one; the others are sums, smallest and greatest values, which do not depend on the order in which rows come. Null: a row
   * stays a row.
   */
  groupedBy: readonly string[] | null;
  orderBy: string;
}

/** Later than any event: the time of what has not happened. */
export const never = "9223372036854775807";

const sumOf = (condition: string, value = "1") => `sum(toInt64(if(${condition}, ${value}, 0)))`;
const earliest = (condition: string) => `min(if(${condition}, at, ${never}))`;

/** Orders and refunds: one of a hundred events, which every outcome is about. */
const money: Rollup = {
  columns: [
    ["offset", "UInt64 CODEC(Delta, ZSTD)", "offset"],
    ["profileId", "String", "profileId"],
    ["profileKey", "UInt64", "sipHash64(profileId)"],
    ["at", "Int64 CODEC(Delta, ZSTD)", "at"],
    ["day", "Int32", "day"],
    ["device", "LowCardinality(String)", "device"],
    ["moneyKind", "LowCardinality(String)", "moneyKind"],
    ["amountMicros", "Int64", "amountMicros"],
    ["orderId", "String", "orderId"],
  ],
  condition: "actor = 'person' AND moneyKind IN ('order', 'refund')",
  groupedBy: null,
  orderBy: "(profileKey, at, offset)",
};

/** What a profile did on a business day. */
const profileDays: Rollup = {
  columns: [
    ["profileId", "String", "profileId"],
    ["profileKey", "UInt64", "sipHash64(profileId)"],
    ["day", "Int32 CODEC(Delta, ZSTD)", "day"],
    ["events", "SimpleAggregateFunction(sum, Int64)", "sum(toInt64(1))"],
    ["commercial", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind != '' OR name = 'Stock Adjusted'")],
    ["orders", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind = 'order'")],
    ["refunds", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind = 'refund'")],
    ["grossMicros", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind = 'order'", "amountMicros")],
    ["refundedMicros", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind = 'refund'", "amountMicros")],
    ["adjustmentMicros", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind = 'adjustment'", "amountMicros")],
    ["firstAt", "SimpleAggregateFunction(min, Int64)", "min(at)"],
    ["lastAt", "SimpleAggregateFunction(max, Int64)", "max(at)"],
    ["firstOrderAt", "SimpleAggregateFunction(min, Int64)", earliest("moneyKind = 'order'")],
    ["firstKnownAt", "SimpleAggregateFunction(min, Int64)", earliest("identified = 1")],
  ],
  condition: "actor = 'person'",
  groupedBy: ["profileId", "profileKey", "day"],
  orderBy: "(profileKey, day, profileId)",
};

/** What questions read in place of all events: a hundredth and a tenth of the rows, exact, and always as the events are. */
const rollups = { money_events: money, profile_days: profileDays } as const;
export const rollupNames = Object.keys(rollups) as Array<keyof typeof rollups>;
type RollupName = (typeof rollupNames)[number];

function selectOf(name: RollupName): string {
  const { columns, condition, groupedBy }: Rollup = rollups[name];
  const list = columns.map(([column, , expression]) => `${expression} AS ${column}`).join(", ");
  const grouping = groupedBy === null ? "" : ` GROUP BY ${groupedBy.join(", ")}`;
  return `SELECT ${list} FROM events WHERE ${condition}${grouping}`;
}

/** What feeds a rollup: its being there says that the rollup has all events. */
export function feedOf(name: RollupName): string {
  return `${name}_feed`;
}

/**
 * Makes a rollup that every insert into `events` fills as well, from all events that there are. Nothing is inserted meanwhile. Begun anew where it was cut short:
 * the feed, made last, says that it is whole.
 */
export function makeRollup(name: RollupName): string[] {
  const { columns, groupedBy, orderBy }: Rollup = rollups[name];
  const settings = Object.entries(embeddedEngine.settings).map(([setting, value]) => `${setting} = ${value}`);
  const engine = groupedBy === null ? "MergeTree" : "AggregatingMergeTree";
  const lines = columns.map(([column, type]) => `${column} ${type}`).join(", ");
  return [
    `DROP TABLE IF EXISTS ${feedOf(name)} SYNC`,
    `DROP TABLE IF EXISTS ${name} SYNC`,
    `CREATE TABLE ${name} (${lines}) ENGINE = ${engine} ORDER BY ${orderBy} SETTINGS ${settings.join(", ")}`,
    `INSERT INTO ${name} ${selectOf(name)}`,
    `CREATE MATERIALIZED VIEW ${feedOf(name)} TO ${name} AS ${selectOf(name)}`,
  ];
}

/** The same as a question over the events, for servers where several nodes make and fill tables at once: nothing is kept, and nothing can differ. */
export function viewInstead(name: RollupName, on: string): string {
  return `CREATE VIEW IF NOT EXISTS ${name}${on} AS ${selectOf(name)}`;
}
