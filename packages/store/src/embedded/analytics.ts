import { setTimeout as pause } from "node:timers/promises";
import type { Analytics, QueryLimits } from "@attune/engine/ports/analytics";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import { checkSelect } from "../sql/check-select.ts";
import { conditionToSql } from "../sql/condition-to-sql.ts";
import { countPeopleSql } from "../sql/count-people.ts";
import { encodeRows } from "../sql/encode-rows.ts";
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
import { rollupNames } from "../sql/rollups.ts";
import { tableNames } from "../sql/schema.ts";
import type { Lane } from "./analytics-protocol.ts";
import { createAnalyticsSupervisor } from "./analytics-supervisor.ts";
import { bindParameters } from "./bind-parameters.ts";

const heldTables = [...tableNames, ...rollupNames];

/**
 * Analytics in chDB, in a process of its own that starts with the first call.
 * @param directory where chDB keeps its data; one process may have it open
 */
export function createEmbeddedAnalytics(directory: string): Analytics {
  const supervisor = createAnalyticsSupervisor(directory);

  const work = (sql: string, parameters: Record<string, unknown> = {}, lane: Lane = "write") =>
    supervisor.call({ kind: "query", lane, sql: bindParameters(sql, parameters), timeoutMs: workTimeoutMs });

  function ask(into: string, name: string, parameters: Record<string, Json>, limits: Partial<QueryLimits>) {
    return run(`${into}${bindParameters(queryText(name, parameters), parameters)}`, limits);
  }

  function run(text: string, limits: Partial<QueryLimits>, further: readonly string[] = []) {
    const { timeoutMs, maxMemoryBytes, priority } = { ...defaultLimits, ...limits };
    const settings = [
      `max_execution_time = ${timeoutMs / 1_000}`,
      `max_memory_usage = ${maxMemoryBytes}`,
      `max_threads = ${priority === "heavy" ? 1 : 2}`,
      // Collecting and deciding come first where cores are few; but somebody waits for these, too, and not for ever.
      `os_threads_nice_value_query = ${priority === "heavy" ? 5 : 0}`,
      "output_format_json_quote_64bit_integers = 1",
      ...further,
    ];
    const sql = `${text}\nSETTINGS ${settings.join(", ")}`;
    return supervisor.call({ kind: "query", lane: priority, sql, timeoutMs });
  }

  return {
    async insert(batch, token) {
      for (const table of tableNames) {
        // One token per table: when a batch was cut short between tables, its repetition fills in what is missing.
        await supervisor.insert(encodeRows(table, batch[table] ?? []), { table, token: `${table}:${token}` });
      }
    },
    async removeProfiles(profileIds) {
      if (profileIds.length === 0) return;
      for (const table of heldTables)
        await work(`DELETE FROM ${table} WHERE profileId IN {profileIds:Array(String)}`, { profileIds });
    },
    query: async (name, parameters, limits = {}) => parseRows(await ask("", name, parameters, limits)),
    async writeRows(name, parameters, path, limits = {}) {
      const into = bindParameters("INSERT INTO FUNCTION file({path:String}, 'JSONEachRow') ", { path });
      await ask(into, name, parameters, limits);
    },
    async select(sql, maxRows, limits = {}) {
      const asked = run(`SELECT * FROM (${checkSelect(sql)})`, { ...analystLimits, ...limits }, analystBounds(maxRows));
      return parseRows(await asked.catch(asMistake));
    },
    async writeSelected(sql, format, path, limits = {}) {
      const into = "INSERT INTO FUNCTION file({path:String}, {format:String})";
      const bound = bindParameters(into, { path, format: formatNames[format] });
      await run(`${bound} SELECT * FROM (${checkSelect(sql)})`, { ...analystLimits, ...limits }).catch(asMistake);
    },
    async countPeople(question, limits = {}) {
      const translated = conditionToSql(question);
      if (isUndetermined(translated)) return translated;
      const [row] = await parseRows(await run(countPeopleSql(translated), limits));
      return { people: Number(row?.people ?? 0), matching: Number(row?.matching ?? 0) };
    },
    async clear() {
      for (const table of heldTables) await work(`TRUNCATE TABLE ${table} SYNC`);
    },
    async purge() {
      for (const table of heldTables) {
        await work(`ALTER TABLE ${table} APPLY DELETED MASK SETTINGS mutations_sync = 2`);
        await work(`OPTIMIZE TABLE ${table} FINAL`);
      }
      await oldPartsGone(work);
    },
    progress: async () => toProgress(await parseRows(await work(questionsUnderWay, {}, "admin"))),
    health: async () => supervisor.health(),
    close: () => supervisor.close(),
  };
}

/** chDB removes merged-away files in the background, in rounds some ten seconds apart; no statement hurries it without losing the tokens. */
async function oldPartsGone(
  work: (sql: string, parameters: Record<string, unknown>, lane: Lane) => Promise<string>,
): Promise<void> {
  const sql = "SELECT count() AS parts FROM system.parts WHERE database = currentDatabase() AND NOT active";
  for (let attempt = 0; attempt < 480; attempt++) {
    const [row] = await parseRows(await work(sql, {}, "admin"));
    if (Number(row?.parts) === 0) return;
    await pause(250);
  }
  throw new AttuneError("internal", "Files that were merged away are still on disk after two minutes.");
}
