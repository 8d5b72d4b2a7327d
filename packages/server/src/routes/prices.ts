import { testPrice } from "@attune/engine/decide/test-price";
import type { Engine } from "@attune/engine/runtime/engine";
import type { DecideResponse } from "@attune/model/decision";
import type { Item } from "@attune/model/item";
import type { JsonObject } from "@attune/model/json";
import type { PersonalPrice } from "@attune/model/price-test";
import type { Tactic } from "@attune/model/tactic";
import { itemFits } from "@attune/rules/item-fits";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { createGate } from "../http/gate.ts";
import { priceReport } from "../report/price-report.ts";
import { anyObject, count, only, orNull, text } from "../schema/parts.ts";
import { idParams } from "../schema/words.ts";

const id = Type.String({ minLength: 1, maxLength: 512 });
const maxInHand = 2_000;

const pricesBody = Type.Object(
  {
    userId: Type.Optional(id),
    anonymousId: Type.Optional(id),
    items: Type.Array(id, { minItems: 1, maxItems: 500 }),
    context: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: false },
);

const priceReportAnswer = only({
  schema: Type.Literal("attune.measure.prices/1"),
  tacticId: text,
  experimentId: text,
  computedAt: text,
  arms: Type.Array(anyObject),
  elasticity: anyObject,
  audit: Type.Array(anyObject),
});

const pricesAnswer = only(
  {
    profileId: orNull(text),
    prices: Type.Array(
      only({
        itemId: text,
        priceMicros: count,
        listPriceMicros: count,
        tacticId: orNull(text),
        variantId: orNull(text),
        isFloored: Type.Boolean(),
      }),
    ),
  },
  "Items without a price are left out.",
);

/** What items cost a person: the same in every channel and on every device that is known to be theirs. */
export function priceRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const gate = createGate(maxInHand);
  app.post<{ Body: Type.Static<typeof pricesBody> }>(
    "/v1/prices",
    {
      config: { access: "write" },
      schema: {
        tags: ["decide"],
        summary: "What items cost a person, price tests taken in",
        body: pricesBody,
        response: { 200: pricesAnswer },
      },
    },
    ({ body: { items, context, ...person } }) =>
      gate.pass(async (reserve) => {
        reserve(1);
        const { engine } = instance;
        const tests = engine.playbook.tactics.filter(({ price }) => price !== undefined);
        const placements = tests.map(({ placementId }) => placementId);
        const decided =
          tests.length === 0
            ? null
            : await engine.decide({
                ...person,
                placements,
                ...(context === undefined ? {} : { context: context as JsonObject }),
              });
        const prices = await Promise.all(items.map((itemId) => priceOf(itemId, engine, tests, decided)));
        return { profileId: decided?.profileId ?? null, prices: prices.filter((price) => price !== null) };
      }),
  );
}

/** What price tests have shown. */
export function priceReportRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get<{ Params: { id: string } }>(
    "/v1/measure/prices/:id",
    {
      config: { needs: "read" },
      schema: {
        tags: ["measure"],
        summary: "A price test: demand, elasticity and margin by price, and an audit by group",
        params: idParams,
        response: { 200: priceReportAnswer },
      },
    },
    ({ params }) => priceReport(instance.engine, params.id, instance.clock()),
  );
}

async function priceOf(
  itemId: string,
  engine: Engine,
  tests: readonly Tactic[],
  decided: DecideResponse | null,
): Promise<PersonalPrice | null> {
  const item = (await engine.stores.definitions.get("item", itemId)) as unknown as Item | undefined;
  const listPriceMicros = item?.salePriceMicros ?? item?.priceMicros;
  if (item === undefined || listPriceMicros === undefined) return null;
  const usual = { itemId, priceMicros: listPriceMicros, listPriceMicros };
  const test = tests.find(({ price }) => price?.where === undefined || itemFits(item, price.where) === 1);
  if (test?.price === undefined) return { ...usual, tacticId: null, variantId: null, isFloored: false };
  const { tacticId, placementId, price } = test;
  const decision = decided?.placements[placementId];
  const [first = ""] = Object.keys(price.changes);
  const variantId = decision?.tacticId === tacticId && !decision.holdout ? (decision.variantId ?? first) : first;
  const tested = testPrice(listPriceMicros, item.costMicros, price.changes[variantId] ?? 0, price.marginFloor);
  return { ...usual, ...tested, tacticId, variantId };
}
