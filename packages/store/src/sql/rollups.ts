import { embeddedEngine } from "./schema.ts";
import { textLiteral } from "./text-literal.ts";

interface Rollup {
  /** Grows when columns or rows change: a rollup of an earlier version is made anew. */
  version: number;
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

const word = "LowCardinality(String)";
const sumOf = (condition: string, value = "1") => `sum(toInt64(if(${condition}, ${value}, 0)))`;
const earliest = (condition: string) => `min(if(${condition}, at, ${never}))`;

/**
 * What is counted as an order where a metric is about this event: also one that states no amount, and so is no money.
 * One of a hundred events; with all that metrics ask of it.
 */
export const orderEvent = "Order Completed";

/** Orders and refunds: one of a hundred events, which every outcome is about. */
const money: Rollup = {
  version: 3,
  columns: [
    ["offset", "UInt64 CODEC(Delta, ZSTD)", "offset"],
    ["profileId", "String", "profileId"],
    ["profileKey", "UInt64", "sipHash64(profileId)"],
    ["at", "Int64 CODEC(Delta, ZSTD)", "at"],
    ["receivedAt", "Int64 CODEC(Delta, ZSTD)", "receivedAt"],
    ["day", "Int32", "day"],
    ["source", word, "source"],
    ["name", word, "name"],
    ["channel", word, "channel"],
    ["device", word, "device"],
    ["moneyKind", word, "moneyKind"],
    ["amountMicros", "Int64", "amountMicros"],
    ["orderId", "String", "orderId"],
    ["itemIds", "Array(String)", "itemIds"],
    ["itemQuantities", "Array(Float64)", "itemQuantities"],
    ["itemCategories", `Array(${word})`, "itemCategories"],
    ["propertyNames", `Array(${word})`, "propertyNames"],
    ["propertyValues", "Array(Float64)", "propertyValues"],
  ],
  condition: `actor = 'person' AND (moneyKind IN ('order', 'refund') OR name = ${textLiteral(orderEvent)})`,
  groupedBy: null,
  orderBy: "(profileKey, at, offset)",
};

/** What a browser measured of a page: one of a hundred events. */
const pageTimes: Rollup = {
  version: 1,
  columns: [
    ["profileId", "String", "profileId"],
    ["at", "Int64 CODEC(Delta, ZSTD)", "at"],
    ["device", word, "device"],
    ["propertyNames", `Array(${word})`, "propertyNames"],
    ["propertyValues", "Array(Float64)", "propertyValues"],
  ],
  condition: "actor = 'person' AND name = 'Page Timed'",
  groupedBy: null,
  orderBy: "at",
};

/** Of these something is wrong where they name no item. */
const itemEvents =
  "name IN ('Product Viewed', 'Product Clicked', 'Product Added', 'Product Removed', 'Product Added to Wishlist')";
const isVisit = "channel IN ('web', 'app')";

/** What a profile did on a business day, as one source told of it. */
const profileDays: Rollup = {
  version: 3,
  columns: [
    ["profileId", "String", "profileId"],
    ["profileKey", "UInt64", "sipHash64(profileId)"],
    ["day", "Int32 CODEC(Delta, ZSTD)", "day"],
    ["source", word, "source"],
    ["events", "SimpleAggregateFunction(sum, Int64)", "sum(toInt64(1))"],
    ["commercial", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind != '' OR name = 'Stock Adjusted'")],
    ["orders", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind = 'order'")],
    ["refunds", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind = 'refund'")],
    ["grossMicros", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind = 'order'", "amountMicros")],
    ["refundedMicros", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind = 'refund'", "amountMicros")],
    ["adjustmentMicros", "SimpleAggregateFunction(sum, Int64)", sumOf("moneyKind = 'adjustment'", "amountMicros")],
    ["firstAt", "SimpleAggregateFunction(min, Int64)", "min(at)"],
    ["lastAt", "SimpleAggregateFunction(max, Int64)", "max(at)"],
    [
      // With what the first event tells: of what happened at once, the one that the log has first.
      "entry",
      "SimpleAggregateFunction(min, Tuple(at Int64, offset UInt64, channel String, device String, identified UInt8))",
      "min((at, offset, toString(channel), toString(device), identified))",
    ],
    ["firstOrderAt", "SimpleAggregateFunction(min, Int64)", earliest("moneyKind = 'order'")],
    ["firstKnownAt", "SimpleAggregateFunction(min, Int64)", earliest("identified = 1")],
    ["firstReceivedAt", "SimpleAggregateFunction(min, Int64)", "min(receivedAt)"],
    ["lastReceivedAt", "SimpleAggregateFunction(max, Int64)", "max(receivedAt)"],
    ["lastOffset", "SimpleAggregateFunction(max, UInt64)", "max(offset)"],
    [
      // Since 1970, in UTC.
      "receivedDays",
      "SimpleAggregateFunction(groupUniqArrayArray, Array(Int32))",
      "groupUniqArray(toInt32(intDiv(receivedAt, 86400000)))",
    ],
    ["identifiedEvents", "SimpleAggregateFunction(sum, Int64)", sumOf("identified = 1")],
    ["lateEvents", "SimpleAggregateFunction(sum, Int64)", sumOf("receivedAt - at > 3600000")],
    ["itemEvents", "SimpleAggregateFunction(sum, Int64)", sumOf(itemEvents)],
    ["itemEventsWithoutItem", "SimpleAggregateFunction(sum, Int64)", sumOf(`${itemEvents} AND empty(itemIds)`)],
    ["visitEvents", "SimpleAggregateFunction(sum, Int64)", sumOf(isVisit)],
    ["visitEventsWithoutDevice", "SimpleAggregateFunction(sum, Int64)", sumOf(`${isVisit} AND device = ''`)],
  ],
  condition: "actor = 'person'",
  groupedBy: ["profileId", "profileKey", "day", "source"],
  orderBy: "(profileKey, day, profileId, source)",
};

/** What questions read in place of all events: a hundredth and a tenth of the rows, exact, and always as the events are. */
const rollups = { money_events: money, page_times: pageTimes, profile_days: profileDays } as const;
export const rollupNames = Object.keys(rollups) as Array<keyof typeof rollups>;
type RollupName = (typeof rollupNames)[number];

function selectOf(name: RollupName, further = ""): string {
  const { columns, condition, groupedBy }: Rollup = rollups[name];
  const list = columns.map(([column, , expression]) => `${expression} AS ${column}`).join(", ");
  const grouping = groupedBy === null ? "" : ` GROUP BY ${groupedBy.join(", ")}`;
  return `SELECT ${list} FROM events WHERE (${condition})${further}${grouping}`;
}

/** The rows of `profile_days` as events that meet a condition make them; `events.` stands before columns of theirs that have another meaning here. */
export function profileDaysOf(condition: string): string {
  return selectOf("profile_days", ` AND ${condition}`);
}

/** What feeds a rollup: its being there says that the rollup is of this version and has all events. */
export function feedOf(name: RollupName): string {
  return feedsOf(name).at(-1)!;
}

/** Of every version so far, the present one last. */
function feedsOf(name: RollupName): string[] {
  return Array.from({ length: rollups[name].version }, (_, i) => (i === 0 ? `${name}_feed` : `${name}_feed_${i + 1}`));
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
    ...feedsOf(name).map((feed) => `DROP TABLE IF EXISTS ${feed} SYNC`),
    `DROP TABLE IF EXISTS ${name} SYNC`,
    `CREATE TABLE ${name} (${lines}) ENGINE = ${engine} ORDER BY ${orderBy} SETTINGS ${settings.join(", ")}`,
    `INSERT INTO ${name} ${selectOf(name)}`,
    `CREATE MATERIALIZED VIEW ${feedOf(name)} TO ${name} AS ${selectOf(name)}`,
  ];
}

/** The same as a question over the events, for servers where several nodes make and fill tables at once: nothing is kept, and nothing can differ. */
export function viewInstead(name: RollupName, on: string): string {
  return `CREATE OR REPLACE VIEW ${name}${on} AS ${selectOf(name)}`;
}
