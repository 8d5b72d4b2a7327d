import { errors } from "@nats-io/transport-node";
import { decode, encode } from "../encode.ts";
import type { JetStreamLink } from "./jetstream-link.ts";

/** A node of an instance, as it says itself. */
export interface PresentNode {
  nodeId: string;
  /** Where other nodes reach it. */
  url: string;
  roles: readonly string[];
  /** It holds the lease and writes. */
  writes: boolean;
}

export interface NodePresence {
  /** Nodes that were heard of within the last seconds, this one among them. */
  present(): PresentNode[];
  close(): Promise<void>;
}

const sayEveryMs = 1_000;
/** Silent for so long: gone. By this node's own clock. */
const goneAfterMs = 4_000;
const answersWithinMs = 600;

const aliveSubject = (namespace: string) => `${namespace}-nodes.alive`;
const whoSubject = (namespace: string) => `${namespace}-nodes.who`;

/** Says every second that this node is here, and hears the others. Nothing is kept: who is silent is forgotten. */
export function openNodePresence(
  { connection }: JetStreamLink,
  namespace: string,
  me: () => PresentNode,
): NodePresence {
  const heard = new Map<string, { node: PresentNode; at: number }>();
  const alive = connection.subscribe(aliveSubject(namespace), {
    callback(error, message) {
      if (error !== null) return;
      const node = decode<PresentNode>(Buffer.from(message.data));
      heard.set(node.nodeId, { node, at: performance.now() });
    },
  });
  const asked = connection.subscribe(whoSubject(namespace), {
    callback(error, message) {
      if (error === null) message.respond(encode(me()));
    },
  });
  const say = () => {
    if (!connection.isClosed()) connection.publish(aliveSubject(namespace), encode(me()));
  };
  say();
  const saying = setInterval(say, sayEveryMs);
  return {
    present() {
      const since = performance.now() - goneAfterMs;
      for (const [nodeId, { at }] of heard) if (at < since) heard.delete(nodeId);
      const mine = me();
      heard.delete(mine.nodeId);
      return [mine, ...[...heard.values()].map(({ node }) => node)];
    },
    async close() {
      clearInterval(saying);
      alive.unsubscribe();
      asked.unsubscribe();
    },
  };
}

/** Asks all nodes of an instance who they are: those that answer within a moment. */
export async function askWhoIsPresent({ connection }: JetStreamLink, namespace: string): Promise<PresentNode[]> {
  const found: PresentNode[] = [];
  const answers = await connection.requestMany(whoSubject(namespace), undefined, {
    strategy: "timer",
    maxWait: answersWithinMs,
  });
  try {
    for await (const answer of answers) found.push(decode<PresentNode>(Buffer.from(answer.data)));
  } catch (error) {
    if (!(error instanceof errors.NoRespondersError)) throw error;
  }
  return found;
}
