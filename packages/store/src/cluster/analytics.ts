import { setTimeout as pause } from "node:timers/promises";
import type { Analytics, QueryLimits } from "@attune/engine/ports/analytics";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import { checkSelect } from "../sql/check-select.ts";
import { conditionToSql } from "../sql/condition-to-sql.ts";
import { countPeopleSql } from "../sql/count-people.ts";
import { encodeAllRows } from "../sql/encode-rows.ts";
import { queryText } from "../sql/named-queries.ts";
import { parseRows } from "../sql/parse-rows.ts";
import {
  analystBounds,
  analystLimits,
  asMistake,
  defaultLimits,
  formatNames,
  workTimeoutMs,
} from "../sql/question-limits.ts";
import { questionsUnderWay, toProgress } from "../sql/questions-under-way.ts";
import { tableNames } from "../sql/schema.ts";
import { connectClickHouse, type Statement } from "./clickhouse-connection.ts";
import {
  askTablesFormat,
  type ClickHouseLayout,
  replicatedOn,
  requireTablesFormat,
  singleServer,
  tableStatements,
} from "./clickhouse-layout.ts";
import type { ClickHouseSettings } from "./clickhouse-settings.ts";
import { requireClickHouseVersion } from "./clickhouse-version.ts";

const insertTimeoutMs = 120_000;
const healthTimeoutMs = 3_000;

/**
 * Analytics on ClickHouse servers, over HTTP: the queries of the embedded store, with the server binding their parameters. Tables are made at the first
 * use, so that a node starts, collects and decides while ClickHouse is away.
 * @param layout by default one server, or the cluster that the settings name
 */
export function createClusterAnalytics(
  settings: ClickHouseSettings,
  layout: ClickHouseLayout = settings.cluster === null ? singleServer : replicatedOn(settings.cluster),
): Analytics {
  const connection = connectClickHouse(settings, layout.on);
  let preparing: Promise<void> | undefined;

  async function prepare(): Promise<void> {
    const version = await connection.work({ sql: "SELECT version() FORMAT TabSeparated", timeoutMs: healthTimeoutMs });
    requireClickHouseVersion(version.trim());
    const marked = await connection.work({ sql: askTablesFormat(layout), timeoutMs: healthTimeoutMs });
    requireTablesFormat(marked.trim());
    for (const sql of tableStatements(layout)) await connection.work({ sql, timeoutMs: workTimeoutMs });
  }

  async function ready(): Promise<void> {
    preparing ??= prepare();
    await preparing.catch((error) => {
      preparing = undefined;
      throw error;
    });
  }

  async function work(sql: string, parameters: Statement["parameters"] = {}): Promise<string> {
    await ready();
    return await connection.work({ sql, parameters, timeoutMs: workTimeoutMs });
  }

  function question(
    sql: string,
    parameters: Record<string, unknown>,
    limits: Partial<QueryLimits>,
    { format = "JSONEachRow", further = [] }: { format?: string; further?: readonly string[] } = {},
  ): Statement {
    const { timeoutMs, maxMemoryBytes, priority } = { ...defaultLimits, ...limits };
    const bounds = [
      `max_execution_time = ${timeoutMs / 1_000}`,
      `max_memory_usage = ${maxMemoryBytes}`,
      // Of two questions the one with the smaller number goes first.
      `priority = ${priority === "heavy" ? 2 : 1}`,
      ...(priority === "heavy" ? ["max_threads = 1"] : []),
      "output_format_json_quote_64bit_integers = 1",
      ...layout.questionSettings,
      ...further,
    ];
    return { sql: `${sql}\nFORMAT ${format}\nSETTINGS ${bounds.join(", ")}`, parameters, timeoutMs };
  }

  async function ask(statement: Statement): Promise<Array<Record<string, Json>>> {
    await ready();
    return parseRows(await connection.ask(statement));
  }

  async function askIntoFile(statement: Statement, path: string): Promise<void> {
    await ready();
    await connection.askIntoFile(statement, path);
  }

  const deletion = layout.deleteSettings.length === 0 ? "" : ` SETTINGS ${layout.deleteSettings.join(", ")}`;

  return {
    async insert(batch, token) {
      await ready();
      for (const table of tableNames) {
        const rows = await encodeAllRows(table, batch[table] ?? []);
        if (rows.length === 0) continue;
        // One token per table: when a batch was cut short between tables, its repetition fills in what is missing.
        const bounds = [`insert_deduplication_token = '${quotable(`${table}:${token}`)}'`, ...layout.insertSettings];
        const sql = `INSERT INTO ${table} SETTINGS ${bounds.join(", ")} FORMAT JSONCompactEachRow`;
        await connection.insert(sql, rows, insertTimeoutMs);
      }
    },
    async removeProfiles(profileIds) {
      if (profileIds.length === 0) return;
      for (const table of tableNames) {
        const sql = `DELETE FROM ${layout.held(table)}${layout.on} WHERE profileId IN {profileIds:Array(String)}`;
        await work(`${sql}${deletion}`, { profileIds });
      }
    },
    async query(name, parameters, limits = {}) {
      return await ask(question(queryText(name, parameters), parameters, limits));
    },
    async writeRows(name, parameters, path, limits = {}) {
      await askIntoFile(question(queryText(name, parameters), parameters, limits), path);
    },
    async select(sql, maxRows, limits = {}) {
      const asked = { ...analystLimits, ...limits };
      const bounded = `SELECT * FROM (${checkSelect(sql)})`;
      return await ask(question(bounded, {}, asked, { further: analystBounds(maxRows) })).catch(asMistake);
    },
    async writeSelected(sql, format, path, limits = {}) {
      const asked = { ...analystLimits, ...limits };
      const statement = question(`SELECT * FROM (${checkSelect(sql)})`, {}, asked, { format: formatNames[format] });
      await askIntoFile(statement, path).catch(asMistake);
    },
    async countPeople(asked, limits = {}) {
      const translated = conditionToSql(asked);
      if (isUndetermined(translated)) return translated;
      const [row] = await ask(question(countPeopleSql(translated), {}, limits));
      return { people: Number(row?.people ?? 0), matching: Number(row?.matching ?? 0) };
    },
    async clear() {
      await insertsOver();
      for (const table of tableNames) await work(`TRUNCATE TABLE ${layout.held(table)}${layout.on} SYNC`);
    },
    async purge() {
      for (const table of tableNames) {
        const held = `${layout.held(table)}${layout.on}`;
        await work(`ALTER TABLE ${held} APPLY DELETED MASK SETTINGS mutations_sync = 2`);
        await work(`OPTIMIZE TABLE ${held} FINAL`);
      }
      await oldPartsGone();
    },
    async progress() {
      return toProgress(await ask({ sql: `${questionsUnderWay}\nFORMAT JSONEachRow`, timeoutMs: healthTimeoutMs }));
    },
    async health() {
      const sql = "SELECT version() FORMAT TabSeparated";
      const asked = connection.ask({ sql, timeoutMs: healthTimeoutMs });
      return await asked.then(
        (version) => ({ available: true, detail: `ClickHouse ${version.trim()} at ${settings.urls.join(", ")}` }),
        (error: AttuneError) => ({ available: false, detail: error.message }),
      );
    },
    close: () => connection.close(),
  };

  /** What a writer was inserting when it died comes in without it: into tables that were emptied meanwhile it would come a second time. */
  async function insertsOver(): Promise<void> {
    const here = "query_kind = 'Insert' AND current_database = currentDatabase()";
    const sql = `SELECT count() AS left FROM ${layout.processesTable} WHERE ${here}`;
    if (await noneLeft(sql)) return;
    throw new AttuneError("analytics-unavailable", "Rows are still coming in after two minutes.", {
      retryAfterSeconds: 2,
    });
  }

  /** Files that were merged away leave the disk in rounds some seconds apart, on every server. */
  async function oldPartsGone(): Promise<void> {
    const held = tableNames.map((name) => `'${layout.held(name)}'`).join(", ");
    const here = `database = currentDatabase() AND NOT active AND table IN (${held})`;
    if (await noneLeft(`SELECT count() AS left FROM ${layout.partsTable} WHERE ${here}`)) return;
    throw new AttuneError("internal", "Files that were merged away are still on disk after two minutes.");
  }

  /** Asks until nothing is left; false after two minutes. */
  async function noneLeft(sql: string): Promise<boolean> {
    for (let attempt = 0; attempt < 480; attempt++) {
      const [row] = await parseRows(await work(`${sql} FORMAT JSONEachRow`));
      if (Number(row?.left) === 0) return true;
      await pause(250);
    }
    return false;
  }
}

function quotable(token: string): string {
  return token.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}
