import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import type { Session } from "chdb";

/**
 * ClickHouse's HTTP interface as far as a client needs it, in front of chDB, which is the same engine: statements in the body or (with rows behind) in
 * the address, `param_…` bound by the engine, `KILL QUERY` by query id, errors with their codes. What it does not know it refuses, so that nothing
 * that a real server would heed is passed over. Started by `start-clickhouse.ts` in a directory whose config.xml the engine reads.
 */
async function main(directory: string, host: string): Promise<void> {
  const { Session } = await import("chdb");
  const sessions = createSessions(() => new Session(directory), 3);
  for (const database of ["attune", "distributed", "replicated"])
    await sessions.use((session) => session.queryAsync(`CREATE DATABASE IF NOT EXISTS ${database}`));
  const server = createServer((request, response) => {
    answer(sessions, request).then(
      (body) => respond(response, 200, {}, body),
      (error: Error) => refuse(response, error),
    );
  });
  server.listen(0, host, () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
}

/** One call at a time for each session. */
interface Sessions {
  use<T>(act: (session: Session) => Promise<T>): Promise<T>;
}

function createSessions(open: () => Session, count: number): Sessions {
  const idle = Array.from({ length: count }, open);
  const waiting: Array<(session: Session) => void> = [];
  return {
    async use(act) {
      const session = idle.pop() ?? (await new Promise<Session>((resolve) => waiting.push(resolve)));
      try {
        return await act(session);
      } finally {
        const next = waiting.shift();
        if (next === undefined) idle.push(session);
        else next(session);
      }
    },
  };
}

/** What an address may hold besides parameters; of settings only the one that this server fulfils by its nature. */
const known = new Set(["query", "query_id", "database", "wait_end_of_query"]);

async function answer(sessions: Sessions, request: IncomingMessage): Promise<Buffer> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (pathname === "/ping") return Buffer.from("Ok.\n");
  const unknown = [...searchParams.keys()].filter((name) => !known.has(name) && !name.startsWith("param_"));
  if (unknown.length > 0) throw failure(115, `Unknown setting '${unknown.join(", ")}'`, "UNKNOWN_SETTING");
  requirePassword(request);
  const body = await bodyOf(request);
  const inAddress = searchParams.get("query");
  const sql = inAddress === null ? body.toString() : `${inAddress}\n${body}`;
  const parameters = [...searchParams].filter(([name]) => name.startsWith("param_"));
  return await sessions.use(async (session) => {
    await session.queryAsync(`USE ${searchParams.get("database") ?? "default"}`);
    for (const [name, value] of parameters) await session.queryAsync(`SET ${name} = '${escaped(value)}'`);
    const result = await session.queryAsync(marked(sql, searchParams.get("query_id") ?? ""), {
      format: "TabSeparated",
    });
    return Buffer.from(result.bytes());
  });
}

/** chDB chooses query ids itself: ours stands in a comment before the statement, and KILL looks there. */
function marked(sql: string, queryId: string): string {
  const byMark = sql.replace(/^(KILL QUERY) WHERE query_id = '([\w-]+)'/, "$1 WHERE startsWith(query, '/* $2 */')");
  return `/* ${queryId} */ ${byMark}`;
}

function requirePassword({ headers }: IncomingMessage): void {
  const expected = `Basic ${Buffer.from("attune:secret").toString("base64")}`;
  if (headers.authorization !== expected)
    throw failure(516, "default: Authentication failed: password is incorrect", "AUTHENTICATION_FAILED");
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return await buffer(request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : request);
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}

function failure(code: number, message: string, name: string): Error {
  return new Error(`Code: ${code}. DB::Exception: ${message}. (${name}) (version chDB)`);
}

function refuse(response: ServerResponse, { message }: Error): void {
  const code = /Code: (\d+)/.exec(message)?.[1] ?? "1002";
  respond(response, code === "516" ? 403 : 500, { "x-clickhouse-exception-code": code }, Buffer.from(`${message}\n`));
}

function respond(response: ServerResponse, status: number, headers: Record<string, string>, body: Buffer): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=UTF-8",
    "x-clickhouse-server": "chdb",
    ...headers,
  });
  response.end(body);
}

await main(process.argv[2] ?? "", process.argv[3] ?? "127.0.0.1");
