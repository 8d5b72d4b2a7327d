import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { epochMs, only, text } from "../schema/parts.ts";
import { idParams } from "../schema/words.ts";

const stopBody = Type.Object(
  {
    by: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  },
  { additionalProperties: false },
);
const tacticStop = only({ tacticId: text, at: epochMs, by: text, reason: text });

/** Tactics that are not shown although they are declared: stopped by hand, or by a guardrail. */
export function tacticStopRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["decide"];

  app.get(
    "/v1/tactics/stops",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "The tactics that are stopped, and why",
        response: { 200: only({ stops: Type.Array(tacticStop) }) },
      },
    },
    async () => ({ stops: instance.engine.tacticStops.list() }),
  );

  app.post<{ Params: { id: string }; Body: Type.Static<typeof stopBody> }>(
    "/v1/tactics/:id/stop",
    {
      config: { needs: "edit", names: "by" },
      schema: {
        tags,
        summary: "Stop a tactic: nobody is shown it",
        params: idParams,
        body: stopBody,
        response: { 200: tacticStop },
      },
    },
    ({ params, body }) =>
      instance.engine.tacticStops.stop(params.id, body.by ?? "api", body.reason ?? "stopped by hand"),
  );

  app.post<{ Params: { id: string } }>(
    "/v1/tactics/:id/resume",
    {
      config: { needs: "edit" },
      schema: { tags, summary: "Show a stopped tactic again", params: idParams, response: { 200: tacticStop } },
    },
    ({ params }) => instance.engine.tacticStops.resume(params.id),
  );
}
