import { identifierNamed } from "@attune/engine/collect/read-identifiers";
import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { requireOwnBrowser } from "../http/require-own-browser.ts";

/** How far back an inbox goes, in messages of all channels that are looked through. */
const lookedThrough = 200;
const keptMs = 30 * 24 * 3_600_000;

const query = Type.Object({
  userId: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  anonymousId: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
});

/** In-app messages: with the write key a browser asks for its own, by its anonymousId. */
export function inboxRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get<{ Querystring: { userId?: string; anonymousId?: string } }>(
    "/v1/inbox",
    {
      config: { access: "write" },
      schema: {
        tags: ["deliver"],
        summary: "A person's in-app messages of the last 30 days, newest first",
        querystring: query,
      },
    },
    async (request) => {
      const { userId, anonymousId } = request.query;
      requireOwnBrowser(app, request, userId);
      const [namespace, text] = userId === undefined ? ["anonymous_id", anonymousId] : ["user_id", userId];
      const identifier = text === undefined ? undefined : identifierNamed(namespace!, text);
      if (identifier === undefined)
        throw new AttuneError("bad-request", "needs userId or anonymousId", { path: "userId" });
      const profile = await instance.engine.findProfile(identifier);
      if (profile === undefined) return { messages: [] };
      const records = await instance.engine.stores.journeys.deliveries(profile.profileId, lookedThrough);
      const since = instance.clock() - keptMs;
      return {
        messages: records
          .filter(({ content, at }) => content !== undefined && at >= since)
          .map(({ deliveryId, at, templateId, content }) => ({
            deliveryId,
            sentAt: new Date(at).toISOString(),
            templateId,
            content,
          })),
      };
    },
  );
}
