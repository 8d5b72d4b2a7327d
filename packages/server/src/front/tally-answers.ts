import type { FastifyInstance } from "fastify";
import type { AnswerTally, FromFront } from "./front-messages.ts";

const tellEveryMs = 250;

/** Tells now and then what has been answered, for the metrics, and with which keys. Returns what tells the rest at once. */
export function tallyAnswers(app: FastifyInstance, tell: (message: FromFront) => void): () => void {
  let tallies = new Map<string, AnswerTally>();
  let keyIds = new Set<string>();

  function tellAll(): void {
    if (tallies.size === 0) return;
    tell({ kind: "answered", tallies: [...tallies.values()], keyIds: [...keyIds] });
    tallies = new Map();
    keyIds = new Set();
  }

  app.addHook("onResponse", (request, reply, done) => {
    const { principal, method } = request;
    const route = request.routeOptions.url ?? "none";
    const status = reply.statusCode;
    const name = `${method} ${status} ${route}`;
    if (tallies.size === 0) setTimeout(tellAll, tellEveryMs).unref();
    const tally = tallies.get(name) ?? { method, route, status, seconds: [] };
    tallies.set(name, tally);
    tally.seconds.push(reply.elapsedTime / 1000);
    if (principal?.kind === "key") keyIds.add(principal.key.keyId);
    done();
  });
  return tellAll;
}
