import { createHmac } from "node:crypto";
import type { Json } from "@attune/model/json";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { maskPeople } from "../accounts/mask-people.ts";
import { permissionsOfPrincipal } from "../accounts/principal.ts";

const pseudonymLength = 10;

/** Masks the answers that tell of people, for whoever may not `care` for them. Which answers do, each route says. */
export function showPeople(app: FastifyInstance, secretKey: string): void {
  const pseudonymOf = (value: string) =>
    createHmac("sha256", `pseudonyms ${secretKey}`).update(value).digest("hex").slice(0, pseudonymLength);
  app.addHook("preSerialization", (request, reply, payload: unknown, done) => {
    // What is not JSON yet, such as a Date or an undefined field, becomes what would have been sent.
    done(
      null,
      isMasked(request, reply) ? maskPeople(JSON.parse(JSON.stringify(payload)) as Json, pseudonymOf) : payload,
    );
  });
}

function isMasked({ principal, routeOptions }: FastifyRequest, { statusCode }: FastifyReply): boolean {
  if (routeOptions.config?.shows !== "people" || principal === null || statusCode >= 400) return false;
  return !permissionsOfPrincipal(principal).includes("care");
}
