import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Stores } from "@attune/engine/ports/stores";
import type { DecisionElsewhere } from "@attune/engine/runtime/record-decisions";
import { AttuneError, hasCode } from "@attune/model/errors";
import type { NodePresence } from "@attune/store/cluster/node-presence";
import type { PartitionLease } from "@attune/store/cluster/partition-lease";
import type { Address } from "../instance/require-free-port.ts";
import { type RunningServer, type ServerOptions, startServer } from "../instance/start-server.ts";
import { chooseNode } from "./choose-node.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import { forwardRequest } from "./forward-request.ts";
import type { HeldPartitions } from "./hold-partitions.ts";
import { judgeHandingOn } from "./judge-readiness.ts";
import type { Decider } from "./open-decider.ts";

export interface ClusterNodeOptions extends Omit<ServerOptions, "openStores" | "listen" | "cluster"> {
  listen: Address;
  settings: ClusterSettings;
  /** Where other nodes reach this one; null: at the address that it listens on. */
  advertisedUrl: string | null;
  /** This node may not go on: another writes in its place. To be started again, it stands by. */
  onReplaced: (reason: string) => void;
}

/** A node of a cluster: the one that writes, or one that decides and hands everything else on to it. */
export interface ClusterNode {
  url: string;
  state(): "writing" | "starting" | "standing by";
  /** Where there are several: the partitions that it writes. */
  partitions(): number[];
  /** It decides by itself, whether or not it writes. */
  decides(): boolean;
  close(): Promise<void>;
}

/** A writer that says nothing for so long is replaced. */
const leaseMs = 4_000;
const retryMs = 500;
const json = "application/json; charset=utf-8";
/** Where all of the log lies, unless the instance has several; whoever writes it runs the engine. */
const partition = 0;

/**
 * Listens at once; decides by itself where it has that role; serves everything as soon as it holds the lease, which it takes only with the role `process`, and
 * hands on to the writer until then. The engines' clients are loaded only here, so that an embedded server never has them in memory.
 */
export async function startClusterNode(options: ClusterNodeOptions): Promise<ClusterNode> {
  const { settings, environment, log } = options;
  const { writeKey, secretKey, trustedProxies } = environment;
  if (writeKey === undefined || secretKey === undefined)
    throw new AttuneError(
      "bad-request",
      "The nodes of a cluster share their keys: name them in the cluster file, or set ATTUNE_WRITE_KEY and ATTUNE_SECRET_KEY for each.",
    );
  const { openJetStream } = await import("@attune/store/cluster/jetstream-link");
  const { openPartitionLease } = await import("@attune/store/cluster/partition-lease");
  const { openNodePresence } = await import("@attune/store/cluster/node-presence");
  const { followDecisions } = await import("@attune/store/cluster/decision-stream");
  const { openDecider, mayBeTriedAgain } = await import("./open-decider.ts");
  // Loaded before it is this node's turn: taking over is waited for.
  const { openClusterStores } = await import("@attune/store/cluster/stores");
  const { requireFittingInstance } = await import("@attune/store/cluster/require-fitting-instance");
  const { createClusterAnalytics } = await import("@attune/store/cluster/analytics");
  const { roles, instance: namespace, replicas } = settings;
  const nodeId = randomUUID();
  let serving: RunningServer | null = null;
  let starting: Promise<void> | null = null;
  let deciding: Decider | null = null;
  let stopRecording = async () => {};
  let lease: PartitionLease | null = null;
  let presence: NodePresence | null = null;
  let partitions: HeldPartitions | null = null;
  let closed = false;

  const front = createServer({ requestTimeout: 0 }, (request: IncomingMessage, response: ServerResponse) => {
    // Whoever starts nodes again must not end one that waits for its turn.
    if (serving === null && request.url === "/health/live")
      return void response.setHeader("content-type", json).end('{"live":true}');
    if (serving === null && isReadinessRequest(request)) return void sayReadiness(response);
    const answering = chooseNode(request, {
      nodeId,
      roles,
      writes: serving !== null,
      decides: deciding !== null,
      writerUrl: writerElsewhere(),
      present: presence?.present() ?? [],
      draw: Math.random,
    });
    if (answering.by === "writer") serving?.answer(request, response);
    else if (answering.by === "decider") deciding?.answer(request, response);
    else forwardRequest(request, response, answering.url, { mostTimes: answering.mostTimes });
  });

  /** Of this node: whoever shares requests out among nodes does so by what each says of itself. */
  async function sayReadiness(response: ServerResponse): Promise<void> {
    const judged =
      (await deciding?.readiness().catch(() => null)) ??
      judgeHandingOn({ decides: roles.includes("decide"), writerUrl: writerElsewhere() });
    response
      .writeHead(judged.ready ? 200 : 503, { "content-type": json, "cache-control": "no-store" })
      .end(JSON.stringify(judged));
  }

  function writerElsewhere(): string | null {
    const holder = lease?.holder() ?? null;
    return holder === null || holder.nodeId === nodeId ? null : holder.url;
  }

  async function openStores(): Promise<Stores> {
    if (partitions !== null) return openOverPartitions(partitions);
    return openClusterStores({
      namespace,
      jetstream: settings.jetstream,
      redis: settings.redis,
      replicas,
      ...(settings.shardCount === undefined ? {} : { shardCount: settings.shardCount }),
      ...(settings.logBytes === undefined ? {} : { logBytes: settings.logBytes }),
      analytics: createClusterAnalytics(settings.clickhouse),
      onReplaced: () => options.onReplaced("the log refuses this node: another writes in its place"),
    });
  }

  async function openOverPartitions(held: HeldPartitions): Promise<Stores> {
    const { openPartitionedStores } = await import("@attune/store/cluster/partitioned-stores");
    return openPartitionedStores({
      link,
      namespace,
      replicas,
      redis: settings.redis,
      ...(settings.shardCount === undefined ? {} : { shardCount: settings.shardCount }),
      analytics: createClusterAnalytics(settings.clickhouse),
      zero: await held.openZero(),
      partitions: held.post,
    });
  }

  async function serve(): Promise<void> {
    log.info({ partition }, "this node writes now");
    while (!closed) {
      try {
        const server = await startServer({
          ...options,
          listen: null,
          openStores,
          cluster: settings,
          keepsSchedules: roles.includes("jobs"),
        });
        if (closed) return await server.close();
        serving = server;
        const { engine } = server.instance;
        const record = (made: DecisionElsewhere[]) => engine.recordDecisions(made);
        stopRecording = await followDecisions({ link, namespace, replicas }, record);
        await deciding?.close();
        deciding = null;
        return;
      } catch (error) {
        log.error({ err: error }, "this node could not begin to write");
        // Engines that are choosing leaders have done so in a moment; what else is wrong stays wrong here.
        if (!hasCode(error, "storage-unavailable")) return options.onReplaced("it could not begin to write");
        await pause(retryMs);
      }
    }
  }

  /** Until it writes itself: nobody may have begun to write the instance yet, and engines may be choosing leaders. */
  async function decide(keys: { writeKey: string; secretKey: string }): Promise<void> {
    while (!closed && serving === null) {
      try {
        const decider = await openDecider({
          link,
          settings,
          keys,
          nodeId,
          publicUrl: options.publicUrl,
          ...(trustedProxies === undefined ? {} : { trustedProxies }),
          writerUrl: writerElsewhere,
          log,
        });
        if (closed || serving !== null) return await decider.close();
        deciding = decider;
        log.info("this node decides now");
        return;
      } catch (error) {
        if (!mayBeTriedAgain(error)) log.error({ err: error }, "this node cannot decide yet");
        await pause(retryMs);
      }
    }
  }

  const link = await openJetStream(settings.jetstream);
  const { partitions: count = 1 } = settings;
  await requireFittingInstance(link, { namespace, replicas, partitions: count }).catch(async (error) => {
    await link.close();
    throw error;
  });
  const url = await listening(front, options.listen);
  const me = { nodeId, url: options.advertisedUrl ?? url };
  const writer = roles.includes("process") ? me : null;
  if (count > 1) {
    const { holdPartitions } = await import("./hold-partitions.ts");
    const { onReplaced } = options;
    // As long as none has been heard of, this one keeps what it has.
    const writers = () => (presence?.present() ?? []).filter((node) => node.roles.includes("process")).length;
    partitions = await holdPartitions({ link, settings, count, me: writer, leaseMs, writers, log, onReplaced });
  }
  presence = openNodePresence(link, namespace, () => ({ ...me, roles, writes: serving !== null }));
  lease = await openPartitionLease({
    link,
    namespace,
    partition,
    replicas,
    me: writer,
    leaseMs,
    onChange(isMine) {
      if (isMine) starting = serve();
      else if (!closed) options.onReplaced("another node holds the lease");
    },
  });
  const beginningToDecide = roles.includes("decide") ? decide({ writeKey, secretKey }) : Promise.resolve();
  return {
    url,
    state: () => (serving !== null ? "writing" : starting !== null ? "starting" : "standing by"),
    partitions: () => partitions?.held() ?? [],
    decides: () => roles.includes("decide") && (serving !== null || deciding !== null),
    async close() {
      closed = true;
      await Promise.all([starting, beginningToDecide]);
      await presence?.close();
      await stopRecording();
      await Promise.all([deciding?.close(), serving?.close()]);
      await partitions?.close();
      await lease?.close();
      front.closeIdleConnections();
      const gone = new Promise((resolve) => front.close(resolve));
      front.closeAllConnections();
      await gone;
      await link.close();
    },
  };
}

const isReadinessRequest = ({ method, url }: IncomingMessage): boolean =>
  method === "GET" && /^\/health\/ready\/?(\?|$)/.test(url ?? "");

async function listening(server: Server, { host, port }: Address): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${taken}`;
}
