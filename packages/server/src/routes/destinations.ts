import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { forwardingOf } from "../destinations/forward-events.ts";
import type { AppOptions } from "../http/app-options.ts";
import { count, only, orNull, text } from "../schema/parts.ts";

const destinationsAnswer = only({
  destinations: Type.Array(
    only({
      destinationId: text,
      kind: text,
      url: text,
      needs: text,
      behind: count,
      sent: count,
      refused: count,
      trouble: orNull(text),
    }),
  ),
});

/** Where events are forwarded to, and how far each has come. */
export function destinationRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get(
    "/v1/destinations",
    {
      config: { needs: "read" },
      schema: {
        tags: ["deliver"],
        summary: "Other systems that get the events: how far behind each is, and what keeps it",
        response: { 200: destinationsAnswer },
      },
    },
    async () => {
      const { engine } = instance;
      const head = await engine.stores.log.head();
      const declared = engine.playbook.destinations ?? [];
      return {
        destinations: await Promise.all(
          declared.map(async (destination) => {
            const { done, sent, refused, trouble } = await forwardingOf(engine, destination);
            const { destinationId, kind, url, needs } = destination;
            return { destinationId, kind, url, needs, behind: Math.max(0, head - done), sent, refused, trouble };
          }),
        ),
      };
    },
  );
}
