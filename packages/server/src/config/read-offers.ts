import type { Offer, OfferEntry } from "@attune/model/offer";
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
  const { percent, amount = 0 } = entry.discount;
  return {
    offerId,
    name,
    code: code.trim().toLowerCase(),
    discount: percent === undefined ? { amountMicros: Math.round(amount * 1e6) } : { percent },
    validMs: validDays * dayMs,
  };
}
