import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../http/app-options.ts";
import { checkReadiness } from "../instance/check-readiness.ts";

/** Liveness says that the process answers; readiness says whether it should be sent traffic. */
export function healthRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get("/health/live", { config: { access: "open", whileNotServing: true } }, async () => ({ live: true }));

  app.get("/health/ready", { config: { access: "open", whileNotServing: true } }, async (_request, reply) => {
    const readiness = await checkReadiness(instance);
    return reply
      .code(readiness.ready ? 200 : 503)
      .header("cache-control", "no-store")
      .send(readiness);
  });
}
