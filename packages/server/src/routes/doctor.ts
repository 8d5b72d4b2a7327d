import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../http/app-options.ts";
import { examine } from "../instance/examine.ts";
import { doctorAnswer } from "../schema/instance-answers.ts";

/** How the instance is, and what to do about it. */
export function doctorRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get(
    "/v1/doctor",
    {
      config: { needs: "read" },
      schema: {
        tags: ["admin"],
        summary: "Versions, disk, stores, lag, and findings with their remedies",
        response: { 200: doctorAnswer },
      },
    },
    () => examine(instance),
  );
}
