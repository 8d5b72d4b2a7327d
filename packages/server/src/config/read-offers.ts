import { comparableCode, type Offer, type OfferBudget, type OfferEntry } from "@attune/model/offer";
import { playbookFault } from "./playbook-fault.ts";

const dayMs = 24 * 3_600_000;
const defaultValidDays = 7;

/** `offers:`. No two of them have the same code: an order must tell which it redeems. */
export function readOffers(entries: Readonly<Record<string, OfferEntry>>): Offer[] {
  const offers = Object.entries(entries).map(([id, entry]) => readOffer(id, entry));
  const byCode = new Map<string, string>();
  for (const { offerId, code } of offers) {
    const other = byCode.get(code);
    if (other !== undefined)
      throw playbookFault(`offers.${offerId}.code`, `is ${JSON.stringify(code)}, the code of ${other} already`);
    byCode.set(code, offerId);
  }
  return offers;
}

function readOffer(offerId: string, entry: OfferEntry): Offer {
  const { name = offerId, code = offerId, validDays = defaultValidDays } = entry;
  const offer: Offer = {
    offerId,
    name,
    code: comparableCode(code),
    discount: readDiscount(offerId, entry),
    validMs: validDays * dayMs,
  };
  if (entry.perPerson !== undefined) offer.perPerson = entry.perPerson;
  if (entry.budget !== undefined) offer.budget = readBudget(offerId, entry.budget, offer);
  return offer;
}

function readDiscount(offerId: string, { discount: { percent, amount, atMost } }: OfferEntry): Offer["discount"] {
  const path = `offers.${offerId}.discount`;
  if (percent !== undefined && amount !== undefined)
    throw playbookFault(path, "is a percentage or an amount, not both");
  if (percent !== undefined) return atMost === undefined ? { percent } : { percent, atMostMicros: micros(atMost) };
  if (amount === undefined) throw playbookFault(path, "needs `percent` or `amount`");
  if (atMost !== undefined) throw playbookFault(`${path}.atMost`, "belongs to a percentage; an amount is its own most");
  return { amountMicros: micros(amount) };
}

function readBudget(offerId: string, entry: NonNullable<OfferEntry["budget"]>, { discount }: Offer): OfferBudget {
  const { people, amount } = entry;
  if (amount !== undefined && "percent" in discount && discount.atMostMicros === undefined)
    throw playbookFault(
      `offers.${offerId}.budget.amount`,
      "holds only where one order has a most: add `atMost` to the discount, or set `people`",
    );
  return {
    ...(people === undefined ? {} : { people }),
    ...(amount === undefined ? {} : { amountMicros: micros(amount) }),
  };
}

function micros(amount: number): number {
  return Math.round(amount * 1e6);
}
