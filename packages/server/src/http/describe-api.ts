import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { errorAnswer } from "../schema/answers.ts";
import { apiPage } from "./api-page.ts";

/** Describes every route from its own schema: OpenAPI 3.1 at `/openapi.json`, for people at `/docs`. Register before the routes. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Attune",
        version,
        description:
          "Collect events, decide what to show, measure what it caused. Errors: `{error:{code,message,path?,requestId}}`.",
        license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
      },
      components: {
        securitySchemes: {
          basic: { type: "http", scheme: "basic", description: "The key as user name, no password." },
          bearer: { type: "http", scheme: "bearer", description: "The key." },
          session: {
            type: "apiKey",
            in: "cookie",
            name: "attune-session-…",
            description: "Of somebody who signed in. `x-needs` of each route says what their role must permit.",
          },
        },
      },
      security: [{ basic: [] }, { bearer: [] }, { session: [] }],
    },
  });

  app.addHook("onRoute", (route) => {
    const { access, needs } = route.config ?? {};
    route.schema = {
      ...route.schema,
      ...(access === "open" ? { security: [] } : {}),
      ...(access === undefined && needs === undefined ? {} : { "x-needs": access ?? needs }),
      response: { default: errorAnswer, ...(route.schema?.response as object) },
    };
  });

  app.get("/openapi.json", { config: { access: "open" }, schema: { hide: true } }, async () => app.swagger());
  app.get("/docs", { config: { access: "open" }, schema: { hide: true } }, async (_request, reply) =>
    reply.type("text/html; charset=utf-8").send(apiPage(app.swagger())),
  );
}
