import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { count, epochMs, only, orNull, text } from "../schema/parts.ts";
import { audiencePushOf } from "../segment/push-audiences.ts";

const answer = only({
  audiences: Type.Array(
    only({
      audienceId: text,
      segmentId: text,
      url: text,
      identifier: text,
      hashed: Type.Boolean(),
      withoutBoughtDays: count,
      day: orNull(text),
      pushedAt: orNull(epochMs),
      people: count,
      leftOut: only({ noConsent: count, noIdentifier: count, boughtLately: count }),
      trouble: orNull(text),
    }),
  ),
});

/** Audiences that other systems are told, and how far. */
export function audienceRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get(
    "/v1/audiences",
    {
      config: { needs: "read" },
      schema: {
        tags: ["segment"],
        summary: "Audiences that other systems are told once a day",
        response: { 200: answer },
      },
    },
    async () => {
      const { engine } = instance;
      const audiences = (engine.playbook.audiences ?? []).map(async ({ namespace, ...audience }) => ({
        ...audience,
        identifier: namespace,
        ...(await audiencePushOf(engine.stores.definitions, audience.audienceId)),
      }));
      return { audiences: await Promise.all(audiences) };
    },
  );
}
