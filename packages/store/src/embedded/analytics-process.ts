import { mkdirSync } from "node:fs";
import { setPriority } from "node:os";
import { feedOf, makeRollup, rollupNames } from "../sql/rollups.ts";
import { addColumns, createTable, embeddedEngine, tableNames } from "../sql/schema.ts";
import type { AnalyticsRequest, FromProcess, RowsOfInsert, ToProcess } from "./analytics-protocol.ts";
import { createSessionPool, type SessionPool, toFailure } from "./session-pool.ts";

/**
 * The process that owns chDB. Started by `analytics-supervisor.ts` with the directory as its only argument; speaks `analytics-protocol.ts`
 * over its IPC channel, and ends when that closes, so that it never outlives its server.
 */
async function main(directory: string): Promise<void> {
  // Collecting and deciding come first where cores are few.
  setPriority(5);
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
  const pool = await openPool(directory);
  if (pool === undefined) return;
  const arriving = new Map<number, Uint8Array[]>();
  process.on("message", (message: ToProcess) => {
    if ("rows" in message) keep(arriving, message);
    else void answer(message, () => carryOut(pool, message.request, takeRows(arriving, message.id)));
  });
  say({ kind: "ready" });
}

async function openPool(directory: string): Promise<SessionPool | undefined> {
  const chdb = await import("chdb").catch((error: Error) => {
    say({ kind: "unsupported", reason: error.message });
    return undefined;
  });
  if (chdb === undefined) return undefined;
  mkdirSync(directory, { recursive: true });
  const pool = createSessionPool(() => new chdb.Session(directory));
  await pool.run("write", "CREATE DATABASE IF NOT EXISTS attune", startTimeoutMs);
  await pool.use("attune");
  for (const name of tableNames) {
    await pool.run("write", createTable(name, embeddedEngine), startTimeoutMs);
    // A table of an earlier release lacks columns; the format's migration has its rows made anew.
    await pool.run("write", addColumns(name), startTimeoutMs);
  }
  await makeRollups(pool);
  return pool;
}

const startTimeoutMs = 60_000;
/** At the first start of a release that has them: seconds for ten million events. */
const rollupTimeoutMs = 600_000;

async function makeRollups(pool: SessionPool): Promise<void> {
  for (const name of rollupNames) {
    if ((await pool.run("write", `EXISTS TABLE ${feedOf(name)}`, startTimeoutMs)).includes("1")) continue;
    for (const sql of makeRollup(name)) await pool.run("write", sql, rollupTimeoutMs);
  }
}

/** Rows come in parts, each gone from the server when it has been sent. */
function keep(arriving: Map<number, Uint8Array[]>, { id, rows }: RowsOfInsert): void {
  const parts = arriving.get(id);
  if (rows === null) arriving.delete(id);
  else if (parts === undefined) arriving.set(id, [rows]);
  else parts.push(rows);
}

function takeRows(arriving: Map<number, Uint8Array[]>, id: number): readonly Uint8Array[] {
  const parts = arriving.get(id) ?? [];
  arriving.delete(id);
  return parts;
}

async function answer({ id }: { id: number }, work: () => Promise<string>): Promise<void> {
  try {
    say({ kind: "answer", id, rows: await work() });
  } catch (error) {
    say({ kind: "failure", id, ...toFailure(error) });
  }
}

async function carryOut(pool: SessionPool, request: AnalyticsRequest, rows: readonly Uint8Array[]): Promise<string> {
  switch (request.kind) {
    case "insert":
      await pool.insert(request.table, Buffer.concat(rows), request.token);
      return "";
    case "query":
      return await pool.run(request.lane, request.sql, request.timeoutMs);
    case "close":
      await pool.close();
      process.disconnect();
      return "";
  }
}

function say(message: FromProcess): void {
  if (process.connected) process.send?.(message);
}

await main(process.argv[2] ?? "");
