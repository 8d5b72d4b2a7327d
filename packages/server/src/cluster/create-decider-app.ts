import { randomUUID } from "node:crypto";
import type { DecisionNode } from "@attune/engine/runtime/decision-node";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import { type ErrorCode, errorCatalogue } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import { createDecisionApp, type DecisionAppParts } from "../http/create-decision-app.ts";
import { fallbackFor } from "./fallback-decision.ts";
import { forwardRequest } from "./forward-request.ts";

interface DeciderAppParts extends Omit<DecisionAppParts, "engine"> {
  node: Pick<DecisionNode, "decide">;
  /** The node that writes; null: nobody knows one. */
  writerUrl: () => string | null;
}

/** The part of the HTTP API that a node answers which decides and does not write. */
export async function createDeciderApp({ node, writerUrl, ...parts }: DeciderAppParts): Promise<FastifyInstance> {
  const engine = { decide: (request: DecideRequest) => decideOrFallBack(node, request), confirm: () => 0 };
  const app = createDecisionApp({ ...parts, engine });
  // What its receiver confirms is held back by the node that hears the confirmation.
  app.addHook("preHandler", async (request, reply) => {
    const asked = request.body as DecideRequest;
    if (asked.confirm !== true) return;
    reply.hijack();
    const body = Buffer.from(JSON.stringify(asked));
    const { "transfer-encoding": _, ...headers } = request.raw.headers;
    request.raw.headers = { ...headers, "content-type": "application/json", "content-length": String(body.length) };
    forwardRequest(request.raw, reply.raw, writerUrl(), { body, mostTimes: 2 });
  });
  await app.ready();
  return app;
}

/** A page gets an answer, also while the engines choose another leader. */
async function decideOrFallBack(node: Pick<DecisionNode, "decide">, request: DecideRequest): Promise<DecideResponse> {
  try {
    return await node.decide(request);
  } catch (error) {
    const code = (error as { code?: ErrorCode }).code;
    if (code === undefined || !(code in errorCatalogue) || errorCatalogue[code].status !== 503) throw error;
    return fallbackFor(request.placements, randomUUID());
  }
}
