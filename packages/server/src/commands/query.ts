import { resolve } from "node:path";
import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import type { Command } from "commander";
import { followJob } from "../client/follow-job.ts";
import type { Environment } from "../environment.ts";
import { clientCommand } from "./client-command.ts";
import { UsageError } from "./usage-error.ts";

interface QueryOptions {
  maxRows?: string;
  file?: string;
  format: string;
}

const formats = ["csv", "parquet", "jsonl"];

export function queryCommand(environment: Environment): Command {
  return clientCommand<QueryOptions>(environment, {
    name: "query",
    description:
      "Ask analytics in SQL: one SELECT over events, exposures, people and assignments. Nothing can be written.",
    arguments: "<sql>",
    example: 'query "SELECT name, count() AS n FROM events GROUP BY name ORDER BY n DESC"',
    async act(connection, { maxRows, file, format }, [sql = ""]) {
      if (file === undefined) {
        const rows = maxRows === undefined ? {} : { maxRows: Number(maxRows) };
        return connection.request("POST", "/v1/query", { sql, ...rows });
      }
      if (!formats.includes(format)) throw new UsageError(`--format ${format}: one of ${formats.join(", ")}`);
      const body = { sql, format, file: resolve(environment.workingDirectory, file) };
      const job = (await connection.request("POST", "/v1/query/file", body)) as unknown as Job;
      return followJob(connection, job, environment);
    },
    print: (answer) => answerText(answer as { rows?: Array<Record<string, Json>>; file?: string }),
  })
    .option("--max-rows <n>", "refuse an answer of more rows (default 1000, at most 100000)")
    .option("--file <file>", "write all rows into a new file instead")
    .option("--format <format>", "of the file: csv, parquet or jsonl", "csv");
}

/** Columns side by side, as wide as their widest value. */
function answerText({ rows, file }: { rows?: Array<Record<string, Json>>; file?: string }): string {
  if (rows === undefined) return `Written to ${file}.`;
  if (rows.length === 0) return "No rows.";
  const columns = Object.keys(rows[0]!);
  const cells = rows.map((row) => columns.map((column) => told(row[column])));
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((line) => line[i]!.length)));
  const lineOf = (line: string[]) =>
    line
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd();
  return [columns, ...cells].map(lineOf).join("\n");
}

function told(value: Json | undefined): string {
  return value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}
