import { AttuneError } from "@attune/model/errors";
import { nearestWord } from "@attune/rules/nearest-word";
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
      const problem = findProblem(schema, value, validator.Errors(value));
      const path = problem.path === "" ? (httpPart ?? "body") : problem.path;
      return { error: new AttuneError("bad-request", `\`${path}\` ${problem.message}.`, { path }) };
    };
  });
  app.setSerializerCompiler(() => JSON.stringify);
  refuseUnknownParameters(app);
}

/**
 * A name in the query string that a route does not know is refused, as one in a body is: a slip of the pen would otherwise answer another question than was asked.
 * Of routes that people and programs ask with a right of their own; those for browsers, pictures and links of mails get what others hang on to addresses.
 */
function refuseUnknownParameters(app: FastifyInstance): void {
  app.addHook("preValidation", ({ query, routeOptions }, _reply, done) => {
    if (routeOptions.url !== undefined && routeOptions.config.access === undefined)
      requireKnown(Object.keys(query as object), parametersOf(routeOptions.schema?.querystring));
    done();
  });
}

function requireKnown(names: string[], known: ReadonlySet<string>): void {
  for (const name of names) {
    if (known.has(name)) continue;
    const close = nearestWord(name, [...known]);
    const hint =
      close !== null
        ? `did you mean ${close}?`
        : known.size === 0
          ? "this route takes none."
          : `known are ${[...known].join(", ")}.`;
    throw new AttuneError("bad-request", `\`${name}\` is no parameter of this route; ${hint}`, { path: name });
  }
}

const parameters = new WeakMap<object, ReadonlySet<string>>();
const none: ReadonlySet<string> = new Set();

/** The names that a schema of a query string has, in all its parts. */
function parametersOf(schema: unknown): ReadonlySet<string> {
  if (typeof schema !== "object" || schema === null) return none;
  let names = parameters.get(schema);
  if (names === undefined) {
    const {
      properties = {},
      allOf = [],
      anyOf = [],
    } = schema as { properties?: object; allOf?: object[]; anyOf?: object[] };
    names = new Set([...Object.keys(properties), ...[...allOf, ...anyOf].flatMap((part) => [...parametersOf(part)])]);
    parameters.set(schema, names);
  }
  return names;
}
