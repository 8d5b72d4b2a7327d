import { lineageKinds } from "@attune/model/lineage";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { lineageOf } from "../lineage/lineage-of.ts";
import { count, epochMs, only, orNull, text, time } from "../schema/parts.ts";

const nameParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 500 }) });
const lineageAnswer = only({
  schema: Type.Literal("attune.lineage/1"),
  computedAt: time,
  revision: orNull(count),
  about: Type.Array(text),
  nodes: Type.Array(
    only({
      id: text,
      kind: Type.Enum([...lineageKinds]),
      name: text,
      version: orNull(only({ revision: count, at: epochMs, author: text })),
      side: Type.Enum(["itself", "upstream", "downstream"]),
    }),
  ),
  edges: Type.Array(only({ from: text, to: text, how: text })),
});

/** From source to event to trait to segment to decision to metric. */
export function lineageRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get<{ Params: Type.Static<typeof nameParams> }>(
    "/v1/lineage/:name",
    {
      config: { needs: "read" },
      schema: {
        tags: ["collect"],
        summary: "Where something comes from and what becomes of it, with versions",
        params: nameParams,
        response: { 200: lineageAnswer },
      },
    },
    ({ params }) => lineageOf(instance.engine, params.name, instance.clock()),
  );
}
