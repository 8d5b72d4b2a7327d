import Type from "typebox";
import type { Micros } from "./money.ts";

/** Something promised to one person, once: the same promise, with the same end, in every channel. */
export interface Offer {
  offerId: string;
  name: string;
  discount: { percent: number } | { amountMicros: Micros };
  /** What an order names to redeem it; absent: the offer's id. */
  code: string;
  /** It ends so long after it was first given. */
  validMs: number;
}

/** What holds of an offer for one person now. */
export interface OfferStanding {
  offerId: string;
  state: "open" | "redeemed" | "expired";
  code: string;
  discount: Offer["discount"];
  /** Epoch milliseconds. */
  givenAt: number;
  endsAt: number;
}

const closed = { additionalProperties: false };

/** An entry of `offers:` in attune.yaml. */
export const offerEntrySchema = Type.Object(
  {
    name: Type.Optional(Type.String()),
    discount: Type.Object(
      {
        percent: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100 })),
        amount: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e9 })),
      },
      { ...closed, minProperties: 1, maxProperties: 1 },
    ),
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    validDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 365 })),
  },
  closed,
);

export type OfferEntry = Type.Static<typeof offerEntrySchema>;
