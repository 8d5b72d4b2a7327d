import { AttuneError } from "@attune/model/errors";
import type { Item } from "@attune/model/item";
import type { Json } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { storedAnswer } from "../schema/instance-answers.ts";
import { idParams } from "../schema/words.ts";

const micros = Type.Integer({ minimum: 0, description: "Millionths of a unit of the reporting currency." });

const item = Type.Object(
  {
    itemId: Type.String({ minLength: 1, maxLength: 500 }),
    name: Type.String(),
    category: Type.Optional(Type.String()),
    brand: Type.Optional(Type.String()),
    priceMicros: Type.Optional(micros),
    costMicros: Type.Optional(micros),
    url: Type.Optional(Type.String()),
    imageUrl: Type.Optional(Type.String()),
    available: Type.Boolean(),
  },
  { additionalProperties: false },
);

const itemList = Type.Object({ items: Type.Array(item, { maxItems: 5000 }) }, { additionalProperties: false });

const itemPage = Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) });

const listQuery = Type.Object({
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});

/** The things that can be shown and bought. */
export function catalogRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["catalog"];
  const kind = "item";

  app.get<{ Querystring: Type.Static<typeof listQuery> }>(
    "/v1/catalog/items",
    { schema: { tags, summary: "Items by id", querystring: listQuery, response: { 200: itemPage } } },
    async (request) => {
      const { after = null, limit = 100 } = request.query;
      const found = await instance.engine.stores.definitions.list(kind, after, limit);
      return { items: found.map((entry) => entry.document), next: found.length === limit ? found.at(-1)!.id : null };
    },
  );

  app.put<{ Body: { items: Item[] } }>(
    "/v1/catalog/items",
    { schema: { tags, summary: "Add or replace items", body: itemList, response: { 200: storedAnswer } } },
    async (request) => {
      const { items } = request.body;
      await instance.engine.stores.definitions.put(
        kind,
        items.map((each) => [each.itemId, each as unknown as Json] as const),
      );
      return { stored: items.length };
    },
  );

  app.get<{ Params: { id: string } }>(
    "/v1/catalog/items/:id",
    { schema: { tags, summary: "One item", params: idParams, response: { 200: item } } },
    async (request) => {
      const found = await instance.engine.stores.definitions.get(kind, request.params.id);
      if (found === undefined) throw new AttuneError("not-found", `There is no item ${request.params.id}.`);
      return found;
    },
  );
}
