import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Agent } from "node:https";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { AttuneError, hasCode } from "@attune/model/errors";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { clickHouseFailure } from "./clickhouse-errors.ts";
import type { ClickHouseSettings } from "./clickhouse-settings.ts";

/** A statement whose `{name:Type}` placeholders the server itself fills in. */
export interface Statement {
  sql: string;
  parameters?: Record<string, unknown>;
  /** Beyond it the caller is told so, and the server is told to stop. */
  timeoutMs: number;
}

/** The servers of one cluster, over HTTP. All that is asked here may be carried out twice. */
export interface ClickHouseConnection {
  /** On a server that writes. */
  work(statement: Statement): Promise<string>;
  /** On a replica that answers questions; the answer is whole or there is none. */
  ask(statement: Statement): Promise<string>;
  /** The same into a new file. */
  askIntoFile(statement: Statement, path: string): Promise<void>;
  /** An INSERT and its rows, encoded as its FORMAT says. */
  insert(sql: string, rows: Uint8Array, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

interface Server {
  url: string;
  client: ClickHouseClient;
}

/** Servers that stand for each other, and which of them answered last. */
interface Circle {
  servers: Server[];
  at: number;
}

/** Every call has its own end; the client's is only a net below it. */
const longestCallMs = 900_000;

/** @param killOn follows KILL QUERY, such as ` ON CLUSTER name`: another server may carry the query out */
export function connectClickHouse(settings: ClickHouseSettings, killOn = ""): ClickHouseConnection {
  const open = (url: string): Server => ({ url, client: openClient(settings, url) });
  const writing: Circle = { servers: settings.urls.map(open), at: 0 };
  const reading: Circle = settings.readUrls.length === 0 ? writing : { servers: settings.readUrls.map(open), at: 0 };

  /** Asks the server that answered last; where it does not answer, the others in turn. One alone is asked twice: it may have closed an idle socket. */
  async function throughCircle<T>(circle: Circle, act: (server: Server) => Promise<T>): Promise<T> {
    let last: unknown;
    const tries = Math.max(2, circle.servers.length);
    for (let tried = 0; tried < tries; tried++) {
      const server = circle.servers[circle.at]!;
      try {
        return await act(server);
      } catch (error) {
        last = clickHouseFailure(error, server.url);
        if (!hasCode(last, "analytics-unavailable")) throw last;
        circle.at = (circle.at + 1) % circle.servers.length;
      }
    }
    throw last;
  }

  /** One statement on one server, whose answer `take` consumes; it is killed there when it takes too long. */
  async function carryOut<T>(
    { client }: Server,
    { sql, parameters = {}, timeoutMs }: Statement,
    take: (stream: Readable) => Promise<T>,
    rows?: Uint8Array,
  ): Promise<T> {
    const queryId = randomUUID();
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), timeoutMs);
    const ofAll = {
      query: sql,
      query_params: parameters,
      query_id: queryId,
      abort_signal: patience.signal,
      // A failure half-way comes as a failure, never as an answer that breaks off.
      clickhouse_settings: { wait_end_of_query: 1 as const },
    };
    try {
      const values = rows === undefined ? {} : { values: Readable.from([Buffer.from(rows)], { objectMode: false }) };
      const { stream } = await client.exec({ ...ofAll, ...values });
      return await take(stream);
    } catch (error) {
      if (!patience.signal.aborted) throw error;
      void kill(client, queryId);
      throw new AttuneError("overloaded", `The query took longer than ${timeoutMs} ms.`, { retryAfterSeconds: 5 });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Never SYNC: in-process engines do not return from it. */
  async function kill(client: ClickHouseClient, queryId: string): Promise<void> {
    const query = `KILL QUERY${killOn} WHERE query_id = '${queryId}' ASYNC`;
    await client.command({ query }).catch(() => {});
  }

  return {
    work: (statement) => throughCircle(writing, (server) => carryOut(server, statement, text)),
    ask: (statement) => throughCircle(reading, (server) => carryOut(server, statement, text)),
    async askIntoFile(statement, path) {
      const write = (stream: Readable) => pipeline(stream, createWriteStream(path));
      await throughCircle(reading, (server) => carryOut(server, statement, write));
    },
    async insert(sql, rows, timeoutMs) {
      await throughCircle(writing, (server) => carryOut(server, { sql, timeoutMs }, text, rows));
    },
    async close() {
      const servers = reading === writing ? writing.servers : [...writing.servers, ...reading.servers];
      await Promise.all(servers.map(({ client }) => client.close()));
    },
  };
}

function openClient({ database, username, password, tls }: ClickHouseSettings, url: string): ClickHouseClient {
  return createClient({
    url,
    database,
    username,
    password,
    application: "attune",
    request_timeout: longestCallMs,
    compression: { request: true },
    // What goes wrong is told as an error of ours.
    log: { level: ClickHouseLogLevel.OFF },
    ...(tls === undefined ? {} : transportOf(tls, password)),
  });
}

/**
 * The client takes a certificate for the way the user is known, and a password beside it is refused by the server. Where both are wanted the certificate
 * goes with the sockets alone.
 */
function transportOf({ ca, cert, key }: NonNullable<ClickHouseSettings["tls"]>, password: string) {
  if (cert === undefined || key === undefined) return { tls: { ca_cert: Buffer.from(ca) } };
  if (password !== "") return { http_agent: new Agent({ ca, cert, key, keepAlive: true, maxSockets: 10 }) };
  return { tls: { ca_cert: Buffer.from(ca), cert: Buffer.from(cert), key: Buffer.from(key) } };
}
