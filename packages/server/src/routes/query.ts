import { isAbsolute } from "node:path";
import type { TableFormat } from "@attune/engine/ports/analytics";
import { AttuneError } from "@attune/model/errors";
import { type TableName, tableNames, tables } from "@attune/store/sql/schema";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { jobAnswer } from "../schema/answers.ts";
import { anyObject, count, only } from "../schema/parts.ts";

const closed = { additionalProperties: false };
const sql = Type.String({
  minLength: 1,
  maxLength: 20_000,
  description: "One SELECT over events, exposures, people and assignments.",
});
const usualRows = 1_000;
const mostRows = 100_000;
const fileTimeoutMs = 600_000;

const column = Type.Object({ name: Type.String(), type: Type.String({ description: "As in ClickHouse." }) });
const tablesAnswer = Type.Object({
  tables: Type.Array(Type.Object({ name: Type.String(), about: Type.String(), columns: Type.Array(column) })),
});

const aboutTables: Record<TableName, string> = {
  events:
    "What people did, a row an event. Times are milliseconds since 1970, `day` counts days in the business's time zone; money is in millionths.",
  exposures:
    "What was decided, a row for each placement in which somebody could have been shown a tactic; `arm` says whether they were.",
  people:
    "Whose a profile is now: `personId`, where profiles have become one. The row with the greatest `version` holds.",
  assignments: "Who is in which variant of which experiment, and with what chance.",
};

/** How a column lies on disk says nothing to who asks. */
const plainType = (type: string): string =>
  type.replace(/ CODEC\(.*\)$/, "").replace(/LowCardinality\(String\)/g, "String");

/** Questions of analysts, in SQL, that can read analytics and do nothing else. */
export function queryRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["measure"];

  app.get(
    "/v1/query/tables",
    {
      config: { needs: "study" },
      schema: { tags, summary: "The tables that can be asked, and their columns", response: { 200: tablesAnswer } },
    },
    async () => ({
      tables: tableNames.map((name) => ({
        name,
        about: aboutTables[name],
        columns: tables[name].columns.map(([column, type]) => ({ name: column, type: plainType(type) })),
      })),
    }),
  );

  app.post<{ Body: { sql: string; maxRows?: number; timeoutMs?: number } }>(
    "/v1/query",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "Answer a SELECT over the tables of analytics, within limits of rows, time and memory",
        body: Type.Object(
          {
            sql,
            maxRows: Type.Optional(Type.Integer({ minimum: 1, maximum: mostRows })),
            timeoutMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 60_000 })),
          },
          closed,
        ),
        response: { 200: only({ rows: Type.Array(anyObject), count }) },
      },
    },
    async ({ body: { sql, maxRows = usualRows, timeoutMs } }) => {
      const limits = timeoutMs === undefined ? {} : { timeoutMs };
      const rows = await instance.engine.stores.analytics.select(sql, maxRows, limits);
      return { rows, count: rows.length };
    },
  );

  app.post<{ Body: { sql: string; file: string; format: TableFormat } }>(
    "/v1/query/file",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "The same into a new CSV, Parquet or JSON-lines file on the server's machine (a job)",
        body: Type.Object(
          {
            sql,
            file: Type.String({ minLength: 1, maxLength: 4_000 }),
            format: Type.Enum(["csv", "parquet", "jsonl"]),
          },
          closed,
        ),
        response: { 200: jobAnswer },
      },
    },
    async ({ body: { sql, file, format } }) => {
      if (!isAbsolute(file))
        throw new AttuneError("bad-request", "The file must be an absolute path.", { path: "file" });
      return instance.jobs.start("query", "files", async ({ onProgress }) => {
        onProgress(0, 1);
        await instance.engine.stores.analytics.writeSelected(sql, format, file, { timeoutMs: fileTimeoutMs });
        onProgress(1, 1);
        return { file };
      });
    },
  );
}
