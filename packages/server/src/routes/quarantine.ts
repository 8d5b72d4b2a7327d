import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { pageQuery } from "../schema/words.ts";

const replayBody = Type.Optional(
  Type.Union([
    Type.Object(
      { ids: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 100_000 })) },
      { additionalProperties: false },
    ),
    Type.Null(),
  ]),
);

/** Events that could not be trusted, with their reasons, and the way back in. */
export function quarantineRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["collect"];

  app.get<{ Querystring: Type.Static<typeof pageQuery> }>(
    "/v1/collect/quarantine",
    {
      schema: {
        tags,
        summary: "Quarantined events, newest first, and how many of each reason",
        querystring: pageQuery,
      },
    },
    async (request) => {
      const { limit = 50, before = null } = request.query;
      const { quarantine } = instance.engine.stores;
      const [entries, counts] = await Promise.all([quarantine.list(before, limit), quarantine.countByCode()]);
      return { entries, next: entries.length === limit ? entries.at(-1)!.quarantineId : null, counts };
    },
  );

  app.post<{ Body: { ids?: number[] } | null | undefined }>(
    "/v1/collect/quarantine/replay",
    {
      schema: { tags, summary: "Send quarantined events through collect again; without `ids`, all", body: replayBody },
    },
    async (request) => {
      const ids = request.body?.ids ?? null;
      const { kept, dropped, quarantined } = await instance.engine.replayQuarantine(ids, () => {});
      return { replayed: kept + dropped + quarantined, kept, quarantined, dropped };
    },
  );
}
