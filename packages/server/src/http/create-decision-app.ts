import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerFactory,
  LogController,
} from "fastify";
import type { Logger } from "pino";
import type { Accounts } from "../accounts/accounts.ts";
import { createSessionCookie } from "../accounts/session-cookie.ts";
import { type DecidingEngine, decideRoutes } from "../routes/decide.ts";
import { createClientErrorAnswer } from "./answer-client-errors.ts";
import { answerErrors } from "./answer-errors.ts";
import { authorize } from "./authorize.ts";
import { allowCrossOrigin } from "./cross-origin.ts";
import { parseAnyContent } from "./parse-any-content.ts";
import { createRequestIds } from "./request-ids.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { validateRequests } from "./validate-requests.ts";

/** Between two requests on one connection. */
export const keepAliveMs = 65_000;

export interface DecisionAppParts {
  engine: DecidingEngine;
  accounts: Pick<Accounts, "keys" | "sessions">;
  /** Signs the session cookies. */
  secretKey: string;
  publicUrl: string | null;
  trustedProxies?: string[];
  /** Where it listens itself: what receives requests, and hands on those that are none of its own. */
  serverFactory?: FastifyServerFactory;
  log: Logger;
  clock: () => number;
}

/** The part of the HTTP API that decides, for where the rest is elsewhere: `POST /v1/decide`, as the whole API answers it. Not ready yet: hooks may be added. */
export function createDecisionApp(parts: DecisionAppParts): FastifyInstance {
  const { engine, accounts, secretKey, publicUrl, log, clock, serverFactory } = parts;
  const requestIds = createRequestIds();
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds,
    childLoggerFactory: (logger) => logger,
    clientErrorHandler: createClientErrorAnswer(requestIds),
    routerOptions: { ignoreTrailingSlash: true },
    return503OnClosing: false,
    forceCloseConnections: "idle",
    trustProxy: parts.trustedProxies ?? false,
    ...(serverFactory === undefined ? {} : { serverFactory }),
  });
  answerErrors(app, clock);
  allowCrossOrigin(app);
  parseAnyContent(app);
  validateRequests(app);
  setSecurityHeaders(app, publicUrl);
  const cookie = createSessionCookie(secretKey);
  authorize(app, { accounts, cookie, publicUrl, trusted: new WeakSet(), log, clock });
  decideRoutes(app, { instance: { engine } });
  return app;
}
