import type { IncomingMessage } from "node:http";
import type { PresentNode } from "@attune/store/cluster/node-presence";
import type { NodeRole } from "./cluster-file.ts";
import { isDecideRequest, timesHandedOn } from "./forward-request.ts";

/** Where a request is to be answered. */
export type Answering =
  | { by: "decider" }
  | { by: "writer" }
  /** `mostTimes`: handed on so often it goes no further. */
  | { by: "other"; url: string | null; mostTimes: number };

export interface NodeStanding {
  nodeId: string;
  roles: readonly string[];
  /** This node writes. */
  writes: boolean;
  /** This node decides without writing. */
  decides: boolean;
  /** The node that writes, if it is another. */
  writerUrl: string | null;
  present: readonly PresentNode[];
  /** In [0, 1). */
  draw: () => number;
}

const collectPaths =
  /^\/(v1\/(batch|import|track|identify|page|screen|group|alias|[btipsga])|beacon\/v1\/batch|pixel\/v1\/(track|page)|api\/s\/[^/?]+)\/?(\?|$)/;

/**
 * Who answers a request that came to a node: the node itself as far as its roles go, else one that has the role, else the one that writes. What another node has
 * handed on for a role's sake goes to the writer at most.
 */
export function chooseNode(request: IncomingMessage, standing: NodeStanding): Answering {
  const role = roleFor(request);
  const isFirst = timesHandedOn(request) === 0;
  const mayDoIt = role === null || standing.roles.includes(role) || (standing.writes && !isFirst);
  if (!mayDoIt && isFirst) return { by: "other", url: someoneElse(role, standing), mostTimes: 1 };
  if (standing.writes) return { by: "writer" };
  if (role === "decide" && mayDoIt && standing.decides) return { by: "decider" };
  return { by: "other", url: standing.writerUrl, mostTimes: role !== null && mayDoIt ? 2 : 1 };
}

/** Null: what any node may do. */
function roleFor(request: IncomingMessage): NodeRole | null {
  if (isDecideRequest(request)) return "decide";
  return collectPaths.test(request.url ?? "") ? "collect" : null;
}

function someoneElse(role: NodeRole | null, { nodeId, present, draw }: NodeStanding): string | null {
  const able = present.filter((node) => node.nodeId !== nodeId && role !== null && node.roles.includes(role));
  return able[Math.floor(draw() * able.length)]?.url ?? null;
}
