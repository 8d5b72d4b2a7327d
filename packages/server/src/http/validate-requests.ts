import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";
import { findProblem } from "../schema/find-problem.ts";

/**
 * Requests are checked against their route's schemas; query and path values, which arrive as text, are converted first. Response schemas
 * document and are not applied: an answer leaves exactly as the route made it.
 */
export function validateRequests(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
    const validator = Compile(schema);
    return (received: unknown) => {
      const value = httpPart === "body" ? received : Value.Convert(schema, received ?? {});
      if (validator.Check(value)) return { value };
      const problem = findProblem(schema, validator.Errors(value));
      const path = problem.path === "" ? (httpPart ?? "body") : problem.path;
      return { error: new AttuneError("bad-request", `\`${path}\` ${problem.message}.`, { path }) };
    };
  });
  app.setSerializerCompiler(() => JSON.stringify);
}
