import type { FastifyInstance, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The field of the body (of the query, where it is a GET) that says who asks. */
    names?: "author" | "by";
  }
}

/** Where a request says who asks, it is the account of whoever signed in, whatever the page sent. Programs speak for themselves. */
export function nameAuthor(app: FastifyInstance): void {
  app.addHook("preValidation", (request, _reply, done) => {
    const { principal, routeOptions } = request;
    const field = routeOptions.config?.names;
    if (field !== undefined && principal?.kind === "account")
      putInto(request, { [field]: principal.session.account.email });
    done();
  });
}

function putInto(request: FastifyRequest, named: Record<string, string>): void {
  if (request.method === "GET") request.query = { ...(request.query as object), ...named };
  else if (!Array.isArray(request.body)) request.body = { ...(request.body as object | null | undefined), ...named };
}
