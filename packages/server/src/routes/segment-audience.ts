import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { idParams } from "../schema/words.ts";
import { segmentAudience } from "../segment/segment-audience.ts";

const query = Type.Object({
  identifier: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: "email (default), phone, user_id, …" }),
  ),
  hashed: Type.Optional(Type.Boolean({ description: "SHA-256 of the identifiers." })),
  withoutBoughtDays: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 3_650, description: "30 unless said; 0: nobody is left out." }),
  ),
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_000 })),
});

const answer = Type.Object({
  people: Type.Array(Type.Object({ identifier: Type.String(), since: Type.Number() })),
  leftOut: Type.Object({ noConsent: Type.Integer(), noIdentifier: Type.Integer(), boughtLately: Type.Integer() }),
  next: Type.Union([Type.String(), Type.Null()]),
});

const defaultBoughtDays = 30;
const defaultLimit = 1_000;

/** A segment's people for ad platforms and other systems. */
export function segmentAudienceRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get<{ Params: { id: string }; Querystring: Type.Static<typeof query> }>(
    "/v1/segments/:id/audience",
    {
      config: { needs: "care", shows: "people" },
      schema: {
        tags: ["segment"],
        summary: "The people of a segment that may be shown to another system, page by page",
        params: idParams,
        querystring: query,
        response: { 200: answer },
      },
    },
    ({ params, query: asked }) =>
      segmentAudience(
        instance.engine,
        {
          segmentId: params.id,
          namespace: asked.identifier ?? "email",
          hashed: asked.hashed ?? false,
          withoutBoughtDays: asked.withoutBoughtDays ?? defaultBoughtDays,
          after: asked.after ?? null,
          limit: asked.limit ?? defaultLimit,
        },
        instance.clock(),
      ),
  );
}
