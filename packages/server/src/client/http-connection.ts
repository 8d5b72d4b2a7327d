import { Readable } from "node:stream";
import type { ErrorBody } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { Agent, type Dispatcher } from "undici";
import type { Connection } from "./connection.ts";

interface Target {
  /** Without a trailing slash. */
  url: string;
  /** A Unix socket to reach it by. */
  socketPath?: string;
  secretKey?: string;
}

/** An import may take long until its answer comes; the server tells of its progress elsewhere. */
const noTimeout = 0;

export function createHttpConnection({ url, socketPath, secretKey }: Target): Connection {
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/$/, "");
  const dispatcher = new Agent({
    headersTimeout: noTimeout,
    bodyTimeout: noTimeout,
    ...(socketPath === undefined ? {} : { connect: { socketPath } }),
  });
  return {
    async request(method, path, body) {
      const headers: Record<string, string> = {};
      if (secretKey !== undefined) headers.authorization = `Bearer ${secretKey}`;
      const isStream = body instanceof Readable;
      if (body !== undefined) headers["content-type"] = isStream ? "application/octet-stream" : "application/json";
      // Not by URL: that would resolve the segments `.` and `..`, which may be somebody's id, even where they are encoded.
      const answer = await dispatcher.request({
        origin,
        path: `${base}${path}`,
        method,
        headers,
        body: body === undefined ? null : isStream ? body : JSON.stringify(body),
      });
      return readAnswer(answer);
    },
    close: () => dispatcher.close(),
  };
}

async function readAnswer(answer: Dispatcher.ResponseData): Promise<Json> {
  const text = await answer.body.text();
  const parsed = parseJson(text);
  if (answer.statusCode >= 200 && answer.statusCode < 300 && parsed !== undefined) return parsed;
  const error = (parsed as ErrorBody | undefined)?.error;
  if (error === undefined) throw new Error(`The server answered ${answer.statusCode}: ${text.slice(0, 200)}`);
  const where = error.path === undefined ? "" : ` (${error.path})`;
  throw Object.assign(new Error(`${error.message}${where}`), { code: error.code });
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
