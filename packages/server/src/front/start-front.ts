import { createServer, type IncomingMessage, type Server } from "node:http";
import type { MessagePort } from "node:worker_threads";
import type { Logger } from "pino";
import { type AccountBook, emptyBook } from "../accounts/account-book.ts";
import { followAccounts } from "../accounts/followed-accounts.ts";
import { createDecisionApp, keepAliveMs } from "../http/create-decision-app.ts";
import { createRequestIds } from "../http/request-ids.ts";
import type { Keys } from "../instance/keys.ts";
import type { Address } from "../instance/require-free-port.ts";
import { createAskDecisions } from "./ask-decisions.ts";
import type { FromFront, ToFront } from "./front-messages.ts";
import { createPassOn } from "./pass-on.ts";
import { tallyAnswers } from "./tally-answers.ts";

/** What a front needs to know from the start. */
export interface FrontSettings {
  listen: Address;
  /** Where what it does not answer itself is answered. */
  socketPath: string;
  keys: Keys;
  publicUrl: string | null;
  trustedProxies?: string[];
}

/**
 * Listens for the outside: receives decisions asked for with a key, checks them, has the thread at the other end of `behind` decide, and writes the answers.
 * All else it passes on, unread.
 */
export async function startFront(settings: FrontSettings, behind: MessagePort, log: Logger): Promise<void> {
  const { keys, publicUrl, trustedProxies } = settings;
  let book: AccountBook = emptyBook;
  const say = (message: FromFront) => behind.postMessage(message);
  const accounts = await followAccounts({ read: async () => book }, keys, Date.now);
  const asking = createAskDecisions((list) => say({ kind: "asked", list }));
  const passOn = createPassOn(settings.socketPath, createRequestIds());
  const servers: Server[] = [];
  const app = createDecisionApp({
    engine: { decide: asking.decide, confirm: () => 0 },
    accounts,
    secretKey: keys.secretKey,
    publicUrl,
    ...(trustedProxies === undefined ? {} : { trustedProxies }),
    serverFactory(answer) {
      const server = createServer({ requestTimeout: 0, keepAliveTimeout: keepAliveMs }, (request, response) =>
        isDecisionWithKey(request) ? answer(request, response) : passOn(request, response),
      );
      servers.push(server);
      return server;
    },
    log,
    clock: Date.now,
  });
  const tellAnswered = tallyAnswers(app, say);
  let isClosing = false;
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (isClosing) reply.header("connection", "close");
    done();
  });

  async function close(): Promise<void> {
    isClosing = true;
    await app.close();
    passOn.close();
    tellAnswered();
    say({ kind: "closed" });
  }

  behind.on("message", (message: ToFront) => {
    if (message.kind === "decided") asking.settle(message.list);
    else if (message.kind === "close") void close();
    else if (message.kind === "cut off") for (const server of servers) server.closeAllConnections();
    else {
      book = message.book;
      void accounts.reread();
    }
  });
  say({ kind: "listening", url: (await app.listen(settings.listen)).replace(/\/$/, "") });
}

/** The plain form in which programs and pages ask. Who comes with a session alone, or in an odd form, is answered behind. */
function isDecisionWithKey({ method, url, headers }: IncomingMessage): boolean {
  if (method !== "POST" || url === undefined) return false;
  if (url === "/v1/decide") return headers.authorization !== undefined || headers["x-write-key"] !== undefined;
  return url.startsWith("/v1/decide?writeKey=");
}
