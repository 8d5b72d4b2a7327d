import Type from "typebox";
import type { Micros } from "./money.ts";

/** One size, colour or the like of an item that can be bought by itself. */
export interface ItemVariant {
  variantId: string;
  name?: string;
  priceMicros?: Micros;
  salePriceMicros?: Micros;
  /** Pieces at hand; absent: nobody counts them. */
  stock?: number;
  available: boolean;
}

/** A thing of the catalogue that can be shown and bought. */
export interface Item {
  itemId: string;
  name: string;
  /** The main one; conditions, rules and lists of one category look at it, and at `categories`. */
  category?: string;
  /** All of them, the main one included or not. */
  categories?: string[];
  brand?: string;
  /** The usual price. */
  priceMicros?: Micros;
  /** What it costs now, where that is less. */
  salePriceMicros?: Micros;
  costMicros?: Micros;
  /** Pieces at hand; absent: nobody counts them. An item of which there are 0 is not shown, whatever `available` says. */
  stock?: number;
  /** Items of one group are one thing in several forms: a list shows one of them. */
  groupId?: string;
  variants?: ItemVariant[];
  tags?: string[];
  url?: string;
  imageUrl?: string;
  /** When it first came into the catalogue; epoch milliseconds, set where it is not told. */
  listedAt?: number;
  available: boolean;
}

const micros = Type.Integer({ minimum: 0, description: "Millionths of a unit of the reporting currency." });
const stock = Type.Integer({ minimum: 0, description: "Pieces at hand; 0: not shown." });
const word = Type.String({ maxLength: 500 });
const id = Type.String({ minLength: 1, maxLength: 500 });
const closed = { additionalProperties: false };

const variantSchema = Type.Object(
  {
    variantId: id,
    name: Type.Optional(word),
    priceMicros: Type.Optional(micros),
    salePriceMicros: Type.Optional(micros),
    stock: Type.Optional(stock),
    available: Type.Boolean(),
  },
  closed,
);

const details = {
  category: Type.Optional(word),
  categories: Type.Optional(Type.Array(word, { maxItems: 50 })),
  brand: Type.Optional(word),
  priceMicros: Type.Optional(micros),
  salePriceMicros: Type.Optional(micros),
  costMicros: Type.Optional(micros),
  stock: Type.Optional(stock),
  groupId: Type.Optional(id),
  variants: Type.Optional(Type.Array(variantSchema, { maxItems: 500 })),
  tags: Type.Optional(Type.Array(word, { maxItems: 100 })),
  url: Type.Optional(Type.String({ maxLength: 2_000 })),
  imageUrl: Type.Optional(Type.String({ maxLength: 2_000 })),
  listedAt: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: "When it first came into the catalogue, epoch milliseconds; set where absent.",
    }),
  ),
};

/** An item, as it is sent whole. */
export const itemSchema = Type.Object(
  { itemId: id, name: Type.String({ maxLength: 1_000 }), ...details, available: Type.Boolean() },
  closed,
);

/** What has changed of an item that is there already. */
export const itemChangeSchema = Type.Object(
  {
    itemId: id,
    name: Type.Optional(Type.String({ maxLength: 1_000 })),
    ...details,
    available: Type.Optional(Type.Boolean()),
  },
  closed,
);

export type ItemChange = Partial<Item> & { itemId: string };
