import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection, type NodeConnectionOptions } from "@nats-io/transport-node";
import { asUnavailable } from "./engine-trouble.ts";

/** How to reach JetStream; authentication and TLS as the client's options have them. */
export interface JetStreamAddress {
  /** `host:port`, as many as there are. */
  servers: string[];
  options?: Omit<NodeConnectionOptions, "servers">;
}

export interface JetStreamLink {
  connection: NatsConnection;
  client: JetStreamClient;
  manager: JetStreamManager;
  /** The largest message that the servers take, in bytes. */
  maxPayloadBytes: number;
  close(): Promise<void>;
}

/** A leader that is gone is noticed by silence; it is elected anew within about five seconds, and what was published is sent again until then. */
const acknowledgedWithinMs = 2_000;
const answeredWithinMs = 5_000;
/** A server that is cut off closes no connection: after so long without its answer another is asked. */
const silentServerMs = 4_500;

/** Connects, and stays so: a lost server is replaced by another for as long as the link is open. */
export async function openJetStream({ servers, options }: JetStreamAddress): Promise<JetStreamLink> {
  const connection = await asUnavailable("JetStream", () =>
    connect({
      timeout: 5_000,
      pingInterval: silentServerMs / 3,
      maxPingOut: 2,
      reconnectTimeWait: 250,
      ...options,
      servers,
      maxReconnectAttempts: -1,
    }),
  );
  const manager = await asUnavailable("JetStream", () =>
    jetstreamManager(connection, { timeout: answeredWithinMs, checkAPI: false }),
  );
  return {
    connection,
    client: jetstream(connection, { timeout: acknowledgedWithinMs }),
    manager,
    maxPayloadBytes: connection.info?.max_payload ?? 1024 ** 2,
    async close() {
      await connection.close();
    },
  };
}
