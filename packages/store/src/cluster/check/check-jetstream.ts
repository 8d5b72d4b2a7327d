import { setTimeout as pause } from "node:timers/promises";
import { jetstreamManager, type StreamInfo } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { JetStreamAddress } from "../jetstream-link.ts";
import { type ClusterFinding, findingsOf, isOlder, megabytes, well } from "./cluster-finding.ts";

/** Streams of several subjects, message deletion with overwriting, publish expectations: all there and settled since. */
const oldest = "2.9";
/** The writer puts a group's write set into one message where it can. */
const wantedPayloadBytes = 1024 ** 2;
/** Beyond this share of its limit a stream or an account is told as filling up. */
const fillingUp = 0.85;

export interface JetStreamFacts {
  servers: Array<
    | { address: string; failure: string }
    | {
        address: string;
        failure: null;
        version: string;
        jetstream: boolean;
        cluster: string | null;
        maxPayload: number;
      }
  >;
  /** Null where nobody could be asked. */
  account: { usedBytes: number; limitBytes: number } | null;
  /** Those of the instance; empty before its first start. */
  streams: Array<{
    name: string;
    replicas: number;
    onDisk: boolean;
    leader: string | null;
    /** Replicas that do not follow now. */
    behind: string[];
    bytes: number;
    /** Null: no limit. */
    limitBytes: number | null;
  }>;
}

export async function gatherJetStream(
  { servers, options }: JetStreamAddress,
  instance: string,
  timeoutMs: number,
): Promise<JetStreamFacts> {
  const asked = await Promise.all(servers.map((address) => greet(address, options, timeoutMs)));
  const facts: JetStreamFacts = { servers: asked.map(({ told }) => told), account: null, streams: [] };
  const connection = asked.find(({ told }) => told.failure === null && told.jetstream)?.connection;
  if (connection !== undefined) await askStreams(connection, instance, timeoutMs, facts);
  // Nobody waits for a farewell: a server that is busy electing may not answer it.
  for (const { connection: open } of asked) open?.close().catch(() => {});
  return facts;
}

async function greet(
  address: string,
  options: JetStreamAddress["options"],
  timeoutMs: number,
): Promise<{ told: JetStreamFacts["servers"][number]; connection?: NatsConnection }> {
  try {
    const connection = await connect({
      ...options,
      servers: [address],
      timeout: timeoutMs,
      reconnect: false,
      ignoreClusterUpdates: true,
    });
    const { info } = connection;
    const told = {
      address,
      failure: null,
      version: info?.version ?? "unknown",
      jetstream: info?.jetstream ?? false,
      cluster: info?.cluster ?? null,
      maxPayload: info?.max_payload ?? 0,
    };
    return { told, connection };
  } catch (error) {
    return { told: { address, failure: (error as Error).message } };
  }
}

async function askStreams(
  connection: NatsConnection,
  instance: string,
  timeoutMs: number,
  facts: JetStreamFacts,
): Promise<void> {
  async function ask(): Promise<void> {
    const manager = await jetstreamManager(connection, { timeout: timeoutMs });
    const { storage, limits } = await manager.getAccountInfo();
    facts.account = { usedBytes: storage, limitBytes: limits.max_storage };
    for await (const stream of manager.streams.list())
      if (stream.config.name.startsWith(`${instance}-`)) facts.streams.push(streamFacts(stream));
  }
  const tooLate = new AbortController();
  try {
    // Each request has its time limit; the whole has one, too, or a node would wait for it with its start.
    await Promise.race([
      ask(),
      pause(timeoutMs * 3, undefined, { signal: tooLate.signal }).then(() => {
        throw new Error(`no whole answer within ${timeoutMs * 3} ms`);
      }),
    ]);
  } catch (error) {
    // It answers, and JetStream behind it does not: told as the failure of the cluster's quorum.
    facts.account = null;
    facts.servers.push({ address: "its quorum", failure: (error as Error).message });
  } finally {
    tooLate.abort();
  }
}

function streamFacts({ config, state, cluster }: StreamInfo): JetStreamFacts["streams"][number] {
  const behind = (cluster?.replicas ?? []).filter(({ current, offline }) => !current || offline === true);
  return {
    name: config.name,
    replicas: config.num_replicas,
    onDisk: config.storage === "file",
    leader: cluster === undefined ? "the only server" : (cluster.leader ?? null),
    behind: behind.map(({ name }) => name),
    bytes: state.bytes,
    limitBytes: config.max_bytes > 0 ? config.max_bytes : null,
  };
}

/** @param replicas how many copies of each stream the cluster file asks for */
export function judgeJetStream({ servers, account, streams }: JetStreamFacts, replicas: number): ClusterFinding[] {
  const { found, refuse, error, warn } = findingsOf("jetstream");
  const there = servers.flatMap((server) => (server.failure === null ? [server] : []));
  for (const { address, failure } of servers)
    if (failure !== null)
      error(
        `NATS at ${address} does not answer: ${failure}.`,
        "Start it, or mend its address, its password or its certificate in the cluster file.",
      );
  for (const { address, version, jetstream, maxPayload } of there) {
    if (isOlder(version, oldest))
      refuse(`NATS at ${address} is ${version}.`, `Upgrade it: ${oldest} or newer is needed.`);
    if (!jetstream)
      refuse(`NATS at ${address} runs without JetStream.`, "Give it a `jetstream { store_dir: … }` block.");
    if (maxPayload < wantedPayloadBytes)
      warn(
        `NATS at ${address} takes messages up to ${maxPayload} bytes only.`,
        "Set max_payload to 8MB: groups of events are split less.",
      );
  }
  if (there.length === 0)
    refuse("No NATS server answers.", "Without the log nothing is acknowledged: start most of its servers.");
  if (replicas > 1 && there.some(({ cluster }) => cluster === null))
    refuse(
      "A NATS server is in no cluster, and streams want replicas.",
      "Give each a `cluster { name, listen, routes }` block, or set `replicas: 1` for a trial.",
    );
  const clusters = new Set(there.flatMap(({ cluster }) => cluster ?? []));
  if (clusters.size > 1)
    refuse(
      `The NATS servers are of different clusters: ${[...clusters].join(", ")}.`,
      "Name servers of one cluster only.",
    );
  for (const stream of streams) judgeStream(stream, replicas, { refuse, error, warn });
  if (account !== null && account.limitBytes > 0 && account.usedBytes > fillingUp * account.limitBytes)
    error(
      `JetStream has used ${megabytes(account.usedBytes)} of its ${megabytes(account.limitBytes)}.`,
      "Raise max_file_store or the account's limit: at the end events are refused with 503.",
    );
  const versions = [...new Set(there.map(({ version }) => version))].join(", ");
  if (found.length === 0)
    found.push(
      well(
        "jetstream",
        `NATS ${versions}: ${there.length} servers, ${streams.length === 0 ? "no streams yet" : `${streams.length} streams on ${replicas} replicas`}.`,
      ),
    );
  return found;
}

function judgeStream(
  { name, replicas: actual, onDisk, leader, behind, bytes, limitBytes }: JetStreamFacts["streams"][number],
  replicas: number,
  { refuse, error, warn }: Pick<ReturnType<typeof findingsOf>, "refuse" | "error" | "warn">,
): void {
  if (actual < replicas)
    refuse(
      `Stream ${name} has ${actual} replica${actual === 1 ? "" : "s"}, not ${replicas}.`,
      `nats stream edit ${name} --replicas ${replicas}`,
    );
  if (!onDisk) refuse(`Stream ${name} lies in memory.`, "It was not made by attune; take another `instance`.");
  if (leader === null)
    refuse(
      `Stream ${name} has no leader: most of its servers are away.`,
      "Start them; nothing is acknowledged meanwhile.",
    );
  if (behind.length > 0)
    warn(
      `Stream ${name}: ${behind.join(", ")} ${behind.length === 1 ? "does" : "do"} not follow.`,
      "Start or mend the server; another loss would stop collecting.",
    );
  if (limitBytes !== null && bytes > fillingUp * limitBytes)
    error(
      `Stream ${name} has ${megabytes(bytes)} of its ${megabytes(limitBytes)}.`,
      "Raise its max_bytes: a full stream refuses events.",
    );
}
