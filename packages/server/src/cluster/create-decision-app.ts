import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import type { DecisionNode } from "@attune/engine/runtime/decision-node";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import { type ErrorCode, errorCatalogue } from "@attune/model/errors";
import Fastify, { type FastifyBaseLogger, LogController } from "fastify";
import type { Logger } from "pino";
import type { FollowedAccounts } from "../accounts/followed-accounts.ts";
import { createSessionCookie } from "../accounts/session-cookie.ts";
import { answerDecisions } from "../http/answer-decisions.ts";
import { answerErrors } from "../http/answer-errors.ts";
import { createAuthenticate } from "../http/authenticate.ts";
import { authorize } from "../http/authorize.ts";
import { allowCrossOrigin } from "../http/cross-origin.ts";
import { parseAnyContent } from "../http/parse-any-content.ts";
import { createBodyReader } from "../http/read-json.ts";
import { setSecurityHeaders } from "../http/security-headers.ts";
import { validateRequests } from "../http/validate-requests.ts";
import type { Keys } from "../instance/keys.ts";
import { boundDecisions, decideRoutes } from "../routes/decide.ts";
import { fallbackFor } from "./fallback-decision.ts";
import { forwardRequest } from "./forward-request.ts";

interface DecisionAppParts {
  node: Pick<DecisionNode, "decide">;
  accounts: FollowedAccounts;
  keys: Keys;
  publicUrl: string | null;
  trustedProxies?: string[];
  /** The node that writes; null: nobody knows one. */
  writerUrl: () => string | null;
  log: Logger;
  clock: () => number;
}

export interface DecisionApp {
  answer: RequestListener;
  close(): Promise<void>;
}

/** The part of the HTTP API that a node answers which decides and does not write: `POST /v1/decide`, as the whole API would. */
export async function createDecisionApp(parts: DecisionAppParts): Promise<DecisionApp> {
  const { node, accounts, keys, publicUrl, log, clock } = parts;
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    childLoggerFactory: (logger) => logger,
    routerOptions: { ignoreTrailingSlash: true },
    forceCloseConnections: "idle",
    trustProxy: parts.trustedProxies ?? false,
  });
  answerErrors(app, clock);
  allowCrossOrigin(app);
  const bodies = createBodyReader();
  parseAnyContent(app, bodies);
  validateRequests(app);
  setSecurityHeaders(app, publicUrl);
  authorize(app, {
    accounts,
    cookie: createSessionCookie(keys.secretKey),
    publicUrl,
    trusted: new WeakSet(),
    log,
    clock,
  });
  // What its receiver confirms is held back by the node that hears the confirmation.
  const isToConfirm = ({ confirm }: DecideRequest) => confirm === true;
  app.addHook("preHandler", async (request, reply) => {
    const asked = request.body as DecideRequest;
    if (!isToConfirm(asked)) return;
    reply.hijack();
    const body = Buffer.from(JSON.stringify(asked));
    const { "transfer-encoding": _, ...headers } = request.raw.headers;
    request.raw.headers = { ...headers, "content-type": "application/json", "content-length": String(body.length) };
    forwardRequest(request.raw, reply.raw, parts.writerUrl(), { body, mostTimes: 2 });
  });
  const decide = boundDecisions((request) => decideOrFallBack(node, request));
  decideRoutes(app, { decide, confirm: () => 0 });
  await app.ready();
  const authenticate = createAuthenticate(accounts.keys);
  const answer = answerDecisions(app.routing, {
    ...{ bodies, authenticate, decide, publicUrl },
    instance: { state: "serving" },
    leaves: isToConfirm,
  });
  return { answer, close: () => app.close() };
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
