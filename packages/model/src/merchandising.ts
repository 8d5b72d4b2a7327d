import Type from "typebox";
import type { ItemFilter } from "./condition.ts";

/** A wish of the shop about what lists show, whatever models say: in a place, for a while. */
export interface MerchandisingRule {
  ruleId: string;
  name: string;
  /** Where it holds: all that is named must fit; a list of words fits where one of them does. Empty: in every list. */
  on: { placements?: string[]; categories?: string[]; searches?: string[] };
  /** Items for fixed places, from 1. One that is not available, or hidden, is passed over. */
  pins: { itemId: string; position: number }[];
  /** Relevance of such items is multiplied: above 1 lifts. Factors of several rules multiply. */
  boosts: { where: ItemFilter; factor: number }[];
  /** Such items are not shown. */
  hides: ItemFilter[];
  schedule?: { startsAt?: number; endsAt?: number };
}

/** What the playbook says of the catalogue. */
export interface CatalogueRules {
  /** A feed that brought nothing for so long is stale, and said to be. */
  staleAfterHours: number;
  rules: MerchandisingRule[];
}

const closed = { additionalProperties: false };
const words = Type.Union([
  Type.String({ minLength: 1, maxLength: 500 }),
  Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { minItems: 1, maxItems: 500 }),
]);
const filter = {
  item: Type.Optional(words),
  category: Type.Optional(words),
  brand: Type.Optional(words),
  priceAtLeast: Type.Optional(Type.Number({ minimum: 0 })),
  priceAtMost: Type.Optional(Type.Number({ minimum: 0 })),
};

/** Which items, as people write it; the noun is `ItemFilter`. */
export const itemFilterSchema = Type.Object(filter, { ...closed, minProperties: 1 });

const position = Type.Integer({ minimum: 1, maximum: 100 });
const itemId = Type.String({ minLength: 1, maxLength: 500 });

const ruleEntry = Type.Object(
  {
    name: Type.Optional(Type.String()),
    on: Type.Optional(
      Type.Object(
        { placement: Type.Optional(words), category: Type.Optional(words), search: Type.Optional(words) },
        closed,
      ),
    ),
    /** Item ids take the first places in this order; or each with its position. */
    pin: Type.Optional(
      Type.Array(Type.Union([itemId, Type.Object({ item: itemId, position }, closed)]), {
        minItems: 1,
        maxItems: 100,
      }),
    ),
    boost: Type.Optional(
      Type.Array(Type.Object({ ...filter, by: Type.Number({ exclusiveMinimum: 0, maximum: 1_000 }) }, closed), {
        minItems: 1,
        maxItems: 100,
      }),
    ),
    hide: Type.Optional(Type.Array(itemFilterSchema, { minItems: 1, maxItems: 100 })),
    schedule: Type.Optional(
      Type.Object({ from: Type.Optional(Type.String()), until: Type.Optional(Type.String()) }, closed),
    ),
  },
  closed,
);

/** The part `catalogue` of a playbook file. */
export const catalogueEntrySchema = Type.Object(
  {
    staleAfterHours: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 8_760 })),
    rules: Type.Optional(Type.Record(Type.String(), ruleEntry)),
  },
  closed,
);

export type CatalogueEntry = Type.Static<typeof catalogueEntrySchema>;
