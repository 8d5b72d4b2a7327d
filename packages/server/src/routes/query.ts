import { isAbsolute } from "node:path";
import type { TableFormat } from "@attune/engine/ports/analytics";
import { AttuneError } from "@attune/model/errors";
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

/** Questions of analysts, in SQL, that can read analytics and do nothing else. */
export function queryRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["measure"];

  app.post<{ Body: { sql: string; maxRows?: number; timeoutMs?: number } }>(
    "/v1/query",
    {
      config: { needs: "administer" },
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
