import { AttuneError } from "@attune/model/errors";
import type { DeliveryRecord, PendingDelivery, WaitingMessage, WaitingMessages } from "@attune/model/journey";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { idParams } from "../schema/words.ts";

const limit = Type.Integer({ minimum: 1, maximum: 1_000, default: 50 });
const usualLimit = 50;

const ofWhom = Type.Object({
  namespace: Type.Optional(Type.String({ description: "of `id`; user_id unless said" })),
  id: Type.Optional(Type.String({ description: "whose; absent: of all" })),
  limit: Type.Optional(limit),
});
type OfWhom = Type.Static<typeof ofWhom>;

/** Messages: what became of those that went out or failed, and what keeps those that wait. */
export function deliveryRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["deliver"];

  /** Whose messages are asked for; null: everybody's. */
  async function askedFor({ namespace, id }: OfWhom): Promise<string | null> {
    if (id === undefined) {
      if (namespace === undefined) return null;
      throw new AttuneError("bad-request", "`namespace` says of which kind `id` is, which is missing.", { path: "id" });
    }
    const profile = await instance.engine.findProfile({ namespace: namespace ?? "user_id", value: id });
    if (profile === undefined)
      throw new AttuneError("not-found", `Nobody is known by ${namespace ?? "user_id"} ${id}.`, { path: "id" });
    return profile.profileId;
  }

  app.get<{ Querystring: OfWhom }>(
    "/v1/deliveries",
    {
      config: { needs: "read", shows: "people" },
      schema: { tags, summary: "What became of messages, newest first, of one person or of all", querystring: ofWhom },
    },
    async ({ query }) => {
      const records = await instance.engine.stores.journeys.deliveries(
        await askedFor(query),
        query.limit ?? usualLimit,
      );
      return { deliveries: records.map(told) };
    },
  );

  app.get<{ Querystring: OfWhom }>(
    "/v1/deliveries/waiting",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags,
        summary:
          "Messages that have not gone out yet, and what keeps them, the next to go first; of one person or of all",
        querystring: ofWhom,
      },
    },
    async ({ query }): Promise<WaitingMessages> => {
      const { journeys } = instance.engine.stores;
      const profileId = await askedFor(query);
      const asked = query.limit ?? usualLimit;
      if (profileId === null) {
        const next = await journeys.dueDeliveries(Number.MAX_SAFE_INTEGER, asked);
        return { waiting: next.map(waitingView), total: await journeys.pendingCount() };
      }
      const own: PendingDelivery[] = [];
      for await (const page of journeys.pendingDeliveries(profileId)) own.push(...page);
      own.sort((a, b) => a.dueAt - b.dueAt);
      return { waiting: own.slice(0, asked).map(waitingView), total: own.length };
    },
  );

  app.post<{ Params: { id: string } }>(
    "/v1/deliveries/:id/resend",
    {
      config: { needs: "edit" },
      schema: {
        tags,
        summary: "Sends a message that failed once more, under the same id and idempotency key",
        params: idParams,
      },
    },
    async ({ params }) => {
      const { journeys } = instance.engine;
      if (journeys === null) throw new AttuneError("conflict", "Nothing is sent here: this needs a running server.");
      const { deliveryId, templateId, channel, dueAt } = await journeys.resend(params.id);
      return { deliveryId, templateId, channel, dueAt };
    },
  );
}

/** What it would say stays here; that it can be sent again is told. */
function told({ again, ...record }: DeliveryRecord) {
  return again === undefined ? record : { ...record, canResend: true };
}

function waitingView({ values: _, to: __, putOff, dueAt, createdAt, ...message }: PendingDelivery): WaitingMessage {
  const { by, why } = putOff ?? { by: "turn" as const, why: "it is about to go out" };
  return { ...message, queuedAt: createdAt, untilAt: dueAt, waitsFor: by, why };
}
