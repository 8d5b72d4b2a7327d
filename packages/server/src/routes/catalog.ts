import { AttuneError } from "@attune/model/errors";
import { type Item, type ItemChange, itemChangeSchema, itemSchema } from "@attune/model/item";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { searchCatalogue, summarizeCatalogue } from "../catalogue/search-catalogue.ts";
import { usualStaleAfterHours } from "../catalogue/stale-feed.ts";
import type { AppOptions } from "../http/app-options.ts";
import { storedAnswer } from "../schema/instance-answers.ts";
import { idParams } from "../schema/words.ts";

const mostItems = 5_000;
const itemList = Type.Object(
  { items: Type.Array(itemSchema, { maxItems: mostItems }) },
  { additionalProperties: false },
);
const changeList = Type.Object(
  { items: Type.Array(itemChangeSchema, { maxItems: mostItems }) },
  { additionalProperties: false },
);
const idList = Type.Object(
  { itemIds: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: mostItems }) },
  { additionalProperties: false },
);
const itemPage = Type.Object({ items: Type.Array(itemSchema), next: Type.Union([Type.String(), Type.Null()]) });
const changedAnswer = Type.Object({
  changed: Type.Integer(),
  missing: Type.Array(Type.String(), { description: "Ids of items that are not there; nothing was done about them." }),
});
const removedAnswer = Type.Object({ removed: Type.Integer() });

const listQuery = Type.Object({
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});

const searchQuery = Type.Object({
  text: Type.Optional(
    Type.String({ maxLength: 200, description: "Words that stand in its id, name, brand or categories." }),
  ),
  category: Type.Optional(Type.String({ maxLength: 500 })),
  shown: Type.Optional(Type.Boolean({ description: "true: only what can be shown now; false: only what cannot." })),
  after: Type.Optional(Type.String({ description: "`next` of the page before." })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});
const foundPage = Type.Object({
  items: Type.Array(itemSchema),
  found: Type.Integer({ description: "How many there are in all." }),
  next: Type.Union([Type.String(), Type.Null()]),
});
const summaryAnswer = Type.Object({
  items: Type.Integer(),
  shown: Type.Integer({ description: "Of them, those that can be shown now." }),
  categories: Type.Array(Type.Object({ name: Type.String(), items: Type.Integer() })),
  changedAt: Type.Union([Type.Integer(), Type.Null()], { description: "Epoch milliseconds; null: never." }),
  staleAfterHours: Type.Number(),
});

/** The things that can be shown and bought. What is answered is on disk, and seen by the next decision. */
export function catalogRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["catalog"];
  const kind = "item";

  app.get<{ Querystring: Type.Static<typeof listQuery> }>(
    "/v1/catalog/items",
    {
      config: { needs: "read" },
      schema: { tags, summary: "Items by id", querystring: listQuery, response: { 200: itemPage } },
    },
    async (request) => {
      const { after = null, limit = 100 } = request.query;
      const found = await instance.engine.stores.definitions.list(kind, after, limit);
      return { items: found.map((entry) => entry.document), next: found.length === limit ? found.at(-1)!.id : null };
    },
  );

  app.get(
    "/v1/catalog",
    {
      config: { needs: "read" },
      schema: { tags, summary: "How many items, of which categories, how fresh", response: { 200: summaryAnswer } },
    },
    async () => {
      const { catalogue, playbook } = instance.engine;
      return {
        ...(await summarizeCatalogue(catalogue.view())),
        changedAt: catalogue.changedAt(),
        staleAfterHours: playbook.catalogue?.staleAfterHours ?? usualStaleAfterHours,
      };
    },
  );

  app.get<{ Querystring: Type.Static<typeof searchQuery> }>(
    "/v1/catalog/search",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Items by words, category and whether they can be shown, in the order in which they came",
        querystring: searchQuery,
        response: { 200: foundPage },
      },
    },
    async ({ query: { text = "", category = null, shown = null, after = null, limit = 50 } }) => {
      const { catalogue, stores } = instance.engine;
      const asked = { text, category, shown, after, limit };
      const { itemIds, found, next } = await searchCatalogue(catalogue.view(), asked);
      const documents = await Promise.all(itemIds.map((itemId) => stores.definitions.get(kind, itemId)));
      return { items: documents.filter((document) => document !== undefined), found, next };
    },
  );

  app.put<{ Body: { items: Item[] } }>(
    "/v1/catalog/items",
    {
      config: { needs: "edit" },
      schema: { tags, summary: "Add or replace items", body: itemList, response: { 200: storedAnswer } },
    },
    async (request) => {
      const { items } = request.body;
      await instance.engine.catalogue.put(items);
      return { stored: items.length };
    },
  );

  app.patch<{ Body: { items: ItemChange[] } }>(
    "/v1/catalog/items",
    {
      config: { needs: "edit" },
      schema: {
        tags,
        summary: "Change fields of items, as stock and price, and leave the others",
        body: changeList,
        response: { 200: changedAnswer },
      },
    },
    async (request) => instance.engine.catalogue.change(request.body.items),
  );

  app.delete<{ Body: { itemIds: string[] } }>(
    "/v1/catalog/items",
    {
      config: { needs: "edit" },
      schema: { tags, summary: "Take items out", body: idList, response: { 200: removedAnswer } },
    },
    async (request) => ({ removed: await instance.engine.catalogue.remove(request.body.itemIds) }),
  );

  app.get<{ Params: { id: string } }>(
    "/v1/catalog/items/:id",
    {
      config: { needs: "read" },
      schema: { tags, summary: "One item", params: idParams, response: { 200: itemSchema } },
    },
    async (request) => {
      const found = await instance.engine.stores.definitions.get(kind, request.params.id);
      if (found === undefined) throw new AttuneError("not-found", `There is no item ${request.params.id}.`);
      return found;
    },
  );
}
