import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance, FastifyRequest } from "fastify";

/**
 * Throws `not-allowed` where a user is asked about with the write key, which everybody can read: ids of users can be guessed, those of browsers cannot. Whoever knows
 * the user asks with a secret key.
 */
export function requireOwnBrowser(app: FastifyInstance, request: FastifyRequest, userId: string | undefined): void {
  if (userId === undefined || app.requireKey(request) !== "write") return;
  throw new AttuneError("not-allowed", "With the write key, a browser asks by its own anonymousId.", {
    path: "userId",
  });
}
