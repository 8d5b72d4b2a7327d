import { existsSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { join, resolve } from "node:path";
import { UsageError } from "../commands/usage-error.ts";
import type { Environment } from "../environment.ts";
import { socketPath } from "../instance/socket-path.ts";
import type { Connection } from "./connection.ts";
import { createHttpConnection } from "./http-connection.ts";
import { whileWaiting } from "./while-waiting.ts";

export interface ConnectOptions {
  dataDir: string;
  url?: string;
  key?: string;
  config?: string;
}

/** Analytics may lag a little behind the log; a command that wrote waits this long for it, so that the next command sees its work. */
const settleTimeoutMs = 10 * 60_000;

/**
 * The server at `--url`; else the one that runs on the data directory; else the data directory itself, opened for this command.
 *
 * Only a command that brings data begins a directory: for others, one without data is a slip of the pen.
 */
export async function connect(
  options: ConnectOptions,
  environment: Environment,
  { bringsData }: { bringsData: boolean },
): Promise<Connection> {
  if (options.url !== undefined) return connectByUrl(options.url, options.key ?? environment.secretKey);
  const dataDirectory = resolve(environment.workingDirectory, options.dataDir);
  const server = await runningServer(dataDirectory);
  if (server !== null) return server;
  if (!bringsData && !existsSync(join(dataDirectory, "state"))) {
    throw new UsageError(
      `no data at ${dataDirectory}; name the directory that was served or imported to with --data-dir`,
    );
  }
  return openDirectory(dataDirectory, options, environment);
}

function connectByUrl(url: string, secretKey: string | undefined): Connection {
  if (!URL.canParse(url)) throw new UsageError(`--url ${url} is not a URL; an example: http://127.0.0.1:3000`);
  if (secretKey === undefined)
    throw new UsageError("--url needs the server's secret key: --key KEY or ATTUNE_SECRET_KEY");
  return createHttpConnection({ url: url.replace(/\/+$/, ""), secretKey });
}

async function openDirectory(
  dataDirectory: string,
  options: ConnectOptions,
  environment: Environment,
): Promise<Connection> {
  // A command that asks a running server need not load one.
  const [{ startServer }, { silentLog }] = await Promise.all([
    import("../instance/start-server.ts"),
    import("../instance/create-log.ts"),
  ]);
  const opening = startServer({
    dataDirectory,
    configFile: options.config === undefined ? null : resolve(environment.workingDirectory, options.config),
    listen: null,
    publicUrl: null,
    environment,
    log: silentLog(environment),
  });
  const server = await whileWaiting(environment, opening);
  const connection = bySocket(socketPath(dataDirectory));
  let hasWritten = false;
  return {
    request(method, path, body) {
      hasWritten ||= method !== "GET";
      return connection.request(method, path, body);
    },
    async close() {
      await connection.close();
      if (hasWritten) await server.instance.engine.settled(settleTimeoutMs);
      await server.close();
    },
  };
}

/** The server that runs on a data directory (an absolute path); null where none does. */
export async function runningServer(dataDirectory: string): Promise<Connection | null> {
  const path = socketPath(dataDirectory);
  return (await answers(path)) ? bySocket(path) : null;
}

const bySocket = (path: string) => createHttpConnection({ url: "http://attune.local", socketPath: path });

/** Whether a server accepts connections there. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolveAnswer) => {
    const socket = connectSocket(path);
    socket.once("connect", () => {
      socket.destroy();
      resolveAnswer(true);
    });
    socket.once("error", () => resolveAnswer(false));
  });
}
