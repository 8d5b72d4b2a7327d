import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { ConnectionOptions } from "node:tls";
import { AttuneError } from "@attune/model/errors";
import { Cluster, type Redis } from "ioredis";

export interface RedisAccess {
  /** `host:port` of some of the cluster's nodes; the others are learnt from them. */
  addresses: readonly string[];
  username?: string;
  password?: string;
  /** Present: TLS to every node. */
  tls?: ConnectionOptions;
  /**
   * How long a command is tried again while nodes do not answer: the cluster's node timeout, its election, and some seconds more.
   * Default 10,000. Afterwards it is refused with `storage-unavailable`.
   */
  patienceMs?: number;
}

type Argument = string | number;

/**
 * A client of Redis Cluster that carries a command through a failover. Commands do not wait for each other. **A command
 * may be carried out twice**, when its answer was lost: all that change state must bear that.
 */
export interface RedisClient {
  /** The first argument that is a key says which node. */
  call<T>(command: string, ...args: Argument[]): Promise<T>;
  /** Runs a Lua script on the node of `key`, its only declared key; others in the script share its hash tag. */
  script<T>(lua: string, key: string, args: readonly Argument[]): Promise<T>;
  /** Every master, for what concerns no key. */
  onMasters<T>(work: (master: Redis) => Promise<T>): Promise<T[]>;
  close(): Promise<void>;
}

const firstRetryMs = 20;
const longestRetryMs = 400;
/** Longer than any script of ours runs; a node that says nothing for so long is looked for elsewhere. */
const commandTimeoutMs = 1_500;

/** Connects when first used, and says what is wrong then. */
export function createRedisClient(access: RedisAccess): RedisClient {
  const { addresses, patienceMs = 10_000 } = access;
  const cluster = new Cluster(addresses.map(nodeOf), {
    lazyConnect: true,
    // Measured (bench/cluster/state): its own pipelines cost two to three times the processor time of plain commands, which leave together all the same.
    enableAutoPipelining: false,
    // What ioredis does not carry through itself, `persist` does, by the clock and not by a number of tries.
    maxRedirections: 16,
    retryDelayOnFailover: 50,
    retryDelayOnClusterDown: 50,
    clusterRetryStrategy: (times) => Math.min(50 * times, longestRetryMs),
    slotsRefreshTimeout: commandTimeoutMs,
    redisOptions: {
      // Version 3 of the protocol nests scores in pairs, and only where a command is written in small letters.
      protocol: 2,
      connectTimeout: commandTimeoutMs,
      commandTimeout: commandTimeoutMs,
      maxRetriesPerRequest: 1,
      ...(access.username === undefined ? {} : { username: access.username }),
      ...(access.password === undefined ? {} : { password: access.password }),
      ...(access.tls === undefined ? {} : { tls: access.tls }),
    },
  });
  /** What a node said last when it could not be talked to: a wrong password, a certificate that nobody knows. */
  let lastWords = "";
  // Every command says for itself what became of it.
  cluster.on("error", () => {});
  cluster.on("node error", (error: Error) => {
    lastWords = error.message;
  });
  let closed = false;
  let refreshing: Promise<void> | undefined;

  function refreshSlots(): Promise<void> {
    refreshing ??= new Promise<void>((resolve) => cluster.refreshSlotsCache(() => resolve())).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function persist<T>(work: () => Promise<T>): Promise<T> {
    let expire = (_error: Error): void => {};
    const expired = new Promise<never>((_, reject) => {
      expire = reject;
    });
    const startedAt = performance.now();
    // While no node of the cluster can be reached at all, the client itself waits without an end.
    const timer = setTimeout(
      () => expire(new Error(`no answer within ${patienceMs} ms${lastWords && `, ${lastWords}`}`)),
      patienceMs,
    );
    try {
      for (let waitMs = firstRetryMs; ; waitMs = Math.min(waitMs * 2, longestRetryMs)) {
        try {
          if (closed) throw new AttuneError("stopping", "The connection to Redis is closed.");
          return await Promise.race([work(), expired]);
        } catch (error) {
          if (closed || performance.now() - startedAt + waitMs > patienceMs || !mayPass(error)) throw told(error);
          await pause(waitMs);
          await Promise.race([refreshSlots(), expired]).catch(() => {});
        }
      }
    } finally {
      clearTimeout(timer);
      expired.catch(() => {});
    }
  }

  return {
    call: <T>(command: string, ...args: Argument[]) => persist(() => cluster.call(command, ...args) as Promise<T>),
    script: <T>(lua: string, key: string, args: readonly Argument[]) =>
      persist(async () => {
        try {
          return (await cluster.call("EVALSHA", shaOf(lua), 1, key, ...args)) as T;
        } catch (error) {
          if (!messageOf(error).startsWith("NOSCRIPT")) throw error;
          return (await cluster.call("EVAL", lua, 1, key, ...args)) as T;
        }
      }),
    onMasters: (work) =>
      persist(async () => {
        // Before the first command nobody knows the masters.
        if (cluster.status !== "ready") await cluster.call("EXISTS", "any");
        return Promise.all(cluster.nodes("master").map(work));
      }),
    async close() {
      closed = true;
      cluster.disconnect();
    },
  };
}

const shas = new Map<string, string>();

function shaOf(lua: string): string {
  const known = shas.get(lua);
  if (known !== undefined) return known;
  const sha = createHash("sha1").update(lua).digest("hex");
  shas.set(lua, sha);
  return sha;
}

function nodeOf(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(":");
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

/** What a failover, a slot that moves or a lost connection may end with; a script's own error stays an error. */
function mayPass(error: unknown): boolean {
  if (error instanceof AttuneError) return false;
  const message = messageOf(error);
  return !/^(ERR|WRONGTYPE|NOAUTH|WRONGPASS|NOPERM|OOM|MISCONF|BUSYKEY|CROSSSLOT|user_script)/.test(message);
}

function told(error: unknown): AttuneError {
  if (error instanceof AttuneError) return error;
  const message = messageOf(error);
  if (/^(OOM|MISCONF)/.test(message))
    return new AttuneError("storage-full", `Redis takes no more: ${message}`, { cause: error, retryAfterSeconds: 10 });
  if (mayPass(error) || /^(NOAUTH|WRONGPASS|NOPERM)/.test(message))
    return new AttuneError("storage-unavailable", `Redis does not answer: ${message}`, {
      cause: error,
      retryAfterSeconds: 2,
    });
  return new AttuneError("internal", `Redis: ${message}`, { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
