import type { Condition } from "@attune/model/condition";
import type { Json } from "@attune/model/json";
import type { Offset } from "@attune/model/log-entry";
import type { Micros } from "@attune/model/money";
import type { Undetermined } from "@attune/model/undetermined";
import type { Calendar } from "@attune/rules/calendar";

/** One row of the events table. Times are epoch milliseconds, `day` is days since 1970 in the business time zone. */
export interface EventRow {
  offset: Offset;
  /** The profile that owned the entry when it was written; `PersonRow` tells whose it is now. */
  profileId: string;
  at: number;
  receivedAt: number;
  day: number;
  type: string;
  name: string;
  source: string;
  actor: string;
  channel: string;
  device: string;
  /** 1 where the event names a user id. */
  identified: 0 | 1;
  moneyKind: "" | "order" | "refund" | "adjustment";
  amountMicros: Micros;
  orderId: string;
  itemIds: string[];
  itemQuantities: number[];
  itemPricesMicros: Micros[];
  itemCategories: string[];
  /** The event's own properties that are numbers, by name, and beside them their values. */
  propertyNames: string[];
  propertyValues: number[];
}

/** One row per exposure opportunity. */
export interface ExposureRow {
  offset: Offset;
  profileId: string;
  decisionId: string;
  at: number;
  day: number;
  placementId: string;
  tacticId: string;
  variantId: string;
  arm: string;
  propensity: number;
  device: string;
  /** Where the decision was asked for; empty where that is not known. */
  channel: string;
}

/** One row per exposure opportunity of somebody who is in an experiment. */
export interface AssignmentRow {
  offset: Offset;
  profileId: string;
  at: number;
  day: number;
  device: string;
  experimentId: string;
  variantId: string;
  propensity: number;
  /** When a bandit drew the variant: `at` itself for a new draw, earlier where it was kept; 0 in a fixed experiment. */
  drawnAt: number;
  /** What the bandit knew of the person. */
  context: string;
  /** Of all variants, in the experiment's order; empty where nothing was drawn. */
  probabilities: number[];
}

/** `profileId` belongs to `personId` now. The row with the greatest `version` (log offset) holds. */
export interface PersonRow {
  profileId: string;
  personId: string;
  version: Offset;
}

export interface AnalyticsBatch {
  events: EventRow[];
  exposures: ExposureRow[];
  people: PersonRow[];
  /** Absent: none. */
  assignments?: AssignmentRow[];
}

/** Rows to insert. Each table's are read once: where they are many they are made as they are read. */
export type AnalyticsRows = {
  [Table in keyof AnalyticsBatch]: Iterable<NonNullable<AnalyticsBatch[Table]>[number]>;
};

/** A question about everybody at one moment. */
export interface PeopleQuestion {
  condition: Condition;
  /** The segments that it may ask about, without circles. */
  conditions: ReadonlyMap<string, Condition>;
  /** Epoch milliseconds. */
  at: number;
  calendar: Calendar;
}

/** Files that tables are written into; the first two name their columns. */
export type TableFormat = "csv" | "parquet" | "jsonl";

export interface QueryLimits {
  timeoutMs: number;
  maxMemoryBytes: number;
  /** `interactive` answers people; `heavy` is for long work and yields to it. */
  priority: "interactive" | "heavy";
}

/**
 * Analytics over everything that happened: a projection of the log, rebuilt by replay.
 * `insert` with a token that was inserted before changes nothing (exactly once); tokens are log offset ranges.
 */
export interface Analytics {
  insert(rows: AnalyticsRows, token: string): Promise<void>;
  /** Removes all rows of these profiles: by erasure and before an unmerge writes them anew. Returns when they no longer count. */
  removeProfiles(profileIds: readonly string[]): Promise<void>;
  /** Runs a named query: in the store `sql/<name>.sql.ts`, or its TypeScript twin `memory/<name>.ts`. Rows as plain objects; 64-bit integers as strings. */
  query(
    name: string,
    parameters: Record<string, Json>,
    limits?: Partial<QueryLimits>,
  ): Promise<Array<Record<string, Json>>>;
  /**
   * Writes the rows of a named query into a new file, one JSON a line, as `query` would give them: for work in other processes, so that they never pass through
   * this one. Who asks removes the file.
   */
  writeRows(name: string, parameters: Record<string, Json>, path: string, limits?: Partial<QueryLimits>): Promise<void>;
  /**
   * Answers a question in SQL that an analyst wrote: one SELECT over the tables here, with the functions that are allowed; anything else is refused with
   * `bad-request`. At most `maxRows` rows; more is refused with `overloaded`, as is what takes too long or too much memory. 64-bit integers as strings.
   */
  select(sql: string, maxRows: number, limits?: Partial<QueryLimits>): Promise<Array<Record<string, Json>>>;
  /** The same into a new file, without a bound on rows. Who asks removes the file. */
  writeSelected(sql: string, format: TableFormat, path: string, limits?: Partial<QueryLimits>): Promise<void>;
  /**
   * How many people there are events of, and of how many of them a condition holds, by everything that happened: undetermined where the condition
   * asks for what analytics does not hold. Wherever a profile answers yes or no, this answers the same.
   */
  countPeople(
    question: PeopleQuestion,
    limits?: Partial<QueryLimits>,
  ): Promise<{ people: number; matching: number } | Undetermined>;
  /** Empties all tables: the first step of a replay. */
  clear(): Promise<void>;
  /** Merges away what was deleted, so that its bytes are gone from disk. */
  purge(): Promise<void>;
  /** The questions under way, the one that was asked first at the head; empty where it answers at once. Takes milliseconds. */
  progress(): Promise<QuestionProgress[]>;
  health(): Promise<{ available: boolean; detail: string }>;
  close(): Promise<void>;
}

/** How far a question is. */
export interface QuestionProgress {
  elapsedMs: number;
  rowsRead: number;
  /** As far as is known by now: it grows as parts of the question begin to read. */
  rowsTotal: number;
}
