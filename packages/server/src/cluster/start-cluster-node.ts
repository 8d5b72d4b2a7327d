import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Stores } from "@attune/engine/ports/stores";
import { AttuneError, hasCode } from "@attune/model/errors";
import type { PartitionLease } from "@attune/store/cluster/partition-lease";
import type { Address } from "../instance/require-free-port.ts";
import { type RunningServer, type ServerOptions, startServer } from "../instance/start-server.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import { forwardRequest } from "./forward-request.ts";

export interface ClusterNodeOptions extends Omit<ServerOptions, "openStores" | "listen" | "cluster"> {
  listen: Address;
  settings: ClusterSettings;
  /** Where other nodes reach this one; null: at the address that it listens on. */
  advertisedUrl: string | null;
  /** This node may not go on: another writes in its place. To be started again, it stands by. */
  onReplaced: (reason: string) => void;
}

/** A node of a cluster: the one that writes, or one that stands by and hands requests on to it. */
export interface ClusterNode {
  url: string;
  state(): "writing" | "starting" | "standing by";
  close(): Promise<void>;
}

/** A writer that says nothing for so long is replaced. */
const leaseMs = 4_000;
const retryMs = 500;
const json = "application/json; charset=utf-8";
/** All of the log so far lies in one partition. */
const partition = 0;

/**
 * Listens at once; serves by itself as soon as it holds the lease, and hands every request on to the writer until then. The engines' clients are loaded
 * only here, so that an embedded server never has them in memory.
 */
export async function startClusterNode(options: ClusterNodeOptions): Promise<ClusterNode> {
  const { settings, environment, log } = options;
  if (environment.writeKey === undefined || environment.secretKey === undefined)
    throw new AttuneError(
      "bad-request",
      "The nodes of a cluster share their keys: name them in the cluster file, or set ATTUNE_WRITE_KEY and ATTUNE_SECRET_KEY for each.",
    );
  const { openJetStream } = await import("@attune/store/cluster/jetstream-link");
  const { openPartitionLease } = await import("@attune/store/cluster/partition-lease");
  // Loaded before it is this node's turn: taking over is waited for.
  const { openClusterStores } = await import("@attune/store/cluster/stores");
  const { createClusterAnalytics } = await import("@attune/store/cluster/analytics");
  let serving: RunningServer | null = null;
  let starting: Promise<void> | null = null;
  let lease: PartitionLease | null = null;
  let closed = false;

  const front = createServer({ requestTimeout: 0 }, (request: IncomingMessage, response: ServerResponse) => {
    if (serving !== null) serving.answer(request, response);
    // Whoever starts nodes again must not end one that waits for its turn.
    else if (request.url === "/health/live") response.setHeader("content-type", json).end('{"live":true}');
    else forwardRequest(request, response, writerElsewhere());
  });
  const nodeId = randomUUID();

  function writerElsewhere(): string | null {
    const holder = lease?.holder() ?? null;
    return holder === null || holder.nodeId === nodeId ? null : holder.url;
  }

  async function openStores(): Promise<Stores> {
    return openClusterStores({
      namespace: settings.instance,
      jetstream: settings.jetstream,
      redis: settings.redis,
      replicas: settings.replicas,
      ...(settings.shardCount === undefined ? {} : { shardCount: settings.shardCount }),
      ...(settings.logBytes === undefined ? {} : { logBytes: settings.logBytes }),
      analytics: createClusterAnalytics(settings.clickhouse),
      onReplaced: () => options.onReplaced("the log refuses this node: another writes in its place"),
    });
  }

  async function serve(): Promise<void> {
    log.info({ partition }, "this node writes now");
    while (!closed) {
      try {
        const server = await startServer({ ...options, listen: null, openStores, cluster: settings });
        if (closed) await server.close();
        else serving = server;
        return;
      } catch (error) {
        log.error({ err: error }, "this node could not begin to write");
        // Engines that are choosing leaders have done so in a moment; what else is wrong stays wrong here.
        if (!hasCode(error, "storage-unavailable")) return options.onReplaced("it could not begin to write");
        await pause(retryMs);
      }
    }
  }

  const link = await openJetStream(settings.jetstream);
  const url = await listening(front, options.listen);
  lease = await openPartitionLease({
    link,
    namespace: settings.instance,
    partition,
    replicas: settings.replicas,
    me: { nodeId, url: options.advertisedUrl ?? url },
    leaseMs,
    onChange(isMine) {
      if (isMine) starting = serve();
      else if (!closed) options.onReplaced("another node holds the lease");
    },
  });
  return {
    url,
    state: () => (serving !== null ? "writing" : starting !== null ? "starting" : "standing by"),
    async close() {
      closed = true;
      await starting;
      await serving?.close();
      await lease?.close();
      front.closeIdleConnections();
      const gone = new Promise((resolve) => front.close(resolve));
      front.closeAllConnections();
      await gone;
      await link.close();
    },
  };
}

async function listening(server: Server, { host, port }: Address): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${taken}`;
}
