import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { count, only } from "../schema/parts.ts";

const progressAnswer = only({
  schema: Type.Literal("attune.measure.progress/1"),
  questions: Type.Array(only({ elapsedMs: count, rowsRead: count, rowsTotal: count })),
});

/** How far analytics is with what it is asked now, whoever asked. */
export function progressRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get(
    "/v1/measure/progress",
    {
      config: { needs: "read" },
      schema: {
        tags: ["measure"],
        summary: "How many rows the questions under way have read, of how many that they will read",
        response: { 200: progressAnswer },
      },
    },
    async () => ({
      schema: "attune.measure.progress/1" as const,
      questions: await instance.engine.stores.analytics.progress(),
    }),
  );
}
