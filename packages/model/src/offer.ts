import Type from "typebox";
import type { Micros } from "./money.ts";

/** A code as it is compared: without regard to case and to space around it, as people type it. */
export const comparableCode = (code: string): string => code.trim().toLowerCase();

/** How many offers a playbook may have, and a profile remembers; of those of earlier playbooks, beyond it, those with the smallest ids are kept. */
export const mostOffers = 100;

/** How many uses of a code a profile remembers, so no offer promises one person more. */
export const mostUsesKept = 20;

/** Something promised to one person: the same promise, with the same end, in every channel. */
export interface Offer {
  offerId: string;
  name: string;
  discount: OfferDiscount;
  /** What an order names to redeem it; absent: the offer's id. */
  code: string;
  /** It ends so long after it was first given. */
  validMs: number;
  /** In how many orders one person may redeem it until it ends; absent: in one. 1 to `mostUsesKept`. */
  perPerson?: number;
  /** Absent: as much as it comes to. */
  budget?: OfferBudget;
}

/** `atMostMicros`: the most that one order takes off. */
export type OfferDiscount = { percent: number; atMostMicros?: Micros } | { amountMicros: Micros };

/** What an offer may come to over all people, channels and placements together; who has it already keeps it. */
export interface OfferBudget {
  /** People to whom it is given. */
  people?: number;
  /** What orders take off by it, and what open promises can still take off. */
  amountMicros?: Micros;
}

/** How far the budget of an offer is used. */
export interface OfferAccount {
  offerId: string;
  name: string;
  budget: OfferBudget | null;
  /** People to whom it was given. */
  people: number;
  /** Redemptions that are promised and can still be made: as many a person as the offer allows. */
  open: number;
  /** Orders that named its code. */
  redemptions: number;
  /** What those orders took off. */
  spentMicros: Micros;
  /** The most that open promises can still take off; null: a percentage without a most. */
  promisedMicros: Micros | null;
  /** Nobody new is given it. */
  isUsedUp: boolean;
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
  /** How many more orders may redeem it. Absent: the offer is for one order. */
  redemptionsLeft?: number;
}

const closed = { additionalProperties: false };
const amount = Type.Number({ exclusiveMinimum: 0, maximum: 1e9 });

/** An entry of `offers:` in attune.yaml. */
export const offerEntrySchema = Type.Object(
  {
    name: Type.Optional(Type.String()),
    discount: Type.Object(
      {
        percent: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100 })),
        amount: Type.Optional(amount),
        atMost: Type.Optional(amount),
      },
      { ...closed, minProperties: 1, maxProperties: 2 },
    ),
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    validDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 365 })),
    perPerson: Type.Optional(Type.Integer({ minimum: 1, maximum: mostUsesKept })),
    budget: Type.Optional(
      Type.Object(
        { people: Type.Optional(Type.Integer({ minimum: 1, maximum: 1e9 })), amount: Type.Optional(amount) },
        { ...closed, minProperties: 1 },
      ),
    ),
  },
  closed,
);

export type OfferEntry = Type.Static<typeof offerEntrySchema>;
