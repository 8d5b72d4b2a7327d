import { alertSignals } from "@attune/model/alerts";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { acknowledgeAlert, listAlerts } from "../governance/alerts.ts";
import type { AppOptions } from "../http/app-options.ts";
import { epochMs, only, orNull, text } from "../schema/parts.ts";
import { idParams } from "../schema/words.ts";

const alert = only({
  alertId: text,
  signal: Type.Enum([...alertSignals]),
  subject: text,
  message: text,
  action: text,
  owner: orNull(text),
  openedAt: epochMs,
  lastSeenAt: epochMs,
  endedAt: orNull(epochMs),
  acknowledged: orNull(only({ at: epochMs, by: text })),
  toldAt: orNull(epochMs),
  escalatedAt: orNull(epochMs),
});
const acknowledgeBody = Type.Object(
  { by: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) },
  { additionalProperties: false },
);

/** What is wrong, since when, and who looks after it. */
export function alertRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["admin"];

  app.get(
    "/v1/alerts",
    {
      config: { needs: "read" },
      schema: { tags, summary: "What is wrong, then what was", response: { 200: only({ alerts: Type.Array(alert) }) } },
    },
    async () => ({ alerts: await listAlerts(instance.engine.stores.definitions) }),
  );

  app.post<{ Params: { id: string }; Body: Type.Static<typeof acknowledgeBody> }>(
    "/v1/alerts/:id/acknowledge",
    {
      config: { needs: "study", names: "by" },
      schema: {
        tags,
        summary: "Somebody looks after it: it is not escalated",
        params: idParams,
        body: acknowledgeBody,
        response: { 200: alert },
      },
    },
    ({ params, body }) =>
      acknowledgeAlert(instance.engine.stores.definitions, params.id, body.by ?? "api", instance.clock()),
  );
}
