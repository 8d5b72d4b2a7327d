import type { Micros } from "@attune/model/money";
import type { Offer, OfferAccount } from "@attune/model/offer";

/** What has become of one offer over all people. */
export interface OfferBook {
  people: number;
  redemptions: number;
  spentMicros: Micros;
  /** Redemptions that are promised and can still be made, by the day on which they end (days since 1970, UTC). */
  openByDay: Record<string, number>;
}

export const emptyBook: OfferBook = { people: 0, redemptions: 0, spentMicros: 0, openByDay: {} };

const dayMs = 24 * 3_600_000;
/** An order that was made in time may be told later: so long its promise stays open. */
const graceDays = 1;

/** The offer was given to one more person. */
export function withGrant(book: OfferBook, offer: Offer, givenAt: number): OfferBook {
  const openByDay = { ...book.openByDay };
  const day = endDay(offer, givenAt);
  openByDay[day] = (openByDay[day] ?? 0) + perPersonOf(offer);
  return { ...book, people: book.people + 1, openByDay };
}

/**
 * An order named the offer's code.
 * @param givenAt when what it redeems was promised; null: it redeems no promise, somebody else's code was used or one's own once too often. It costs as much.
 */
export function withRedemption(book: OfferBook, offer: Offer, costMicros: Micros, givenAt: number | null): OfferBook {
  const openByDay = { ...book.openByDay };
  const day = givenAt === null ? null : endDay(offer, givenAt);
  if (day !== null && openByDay[day] !== undefined) {
    if (openByDay[day] > 1) openByDay[day] -= 1;
    else delete openByDay[day];
  }
  return { ...book, redemptions: book.redemptions + 1, spentMicros: book.spentMicros + costMicros, openByDay };
}

/** Redemptions that are promised and can still be made. */
export function openPromises({ openByDay }: OfferBook, now: number): number {
  const today = Math.floor(now / dayMs);
  let open = 0;
  for (const [day, count] of Object.entries(openByDay)) if (Number(day) + graceDays >= today) open += count;
  return open;
}

/**
 * Whether one more person can be given the offer without exceeding its budget, even if every open promise is redeemed in full.
 * @param held people to whom it was promised and of whom the book does not know yet.
 */
export function hasRoom(offer: Offer, book: OfferBook, held: number, now: number): boolean {
  return held < mostHeld(offer, book, now);
}

/** To how many people it may be promised of whom the book does not know yet; infinite without a budget. Not above zero where the budget is used up. */
export function mostHeld(offer: Offer, book: OfferBook, now: number): number {
  const { people = Number.POSITIVE_INFINITY, amountMicros } = offer.budget ?? {};
  const byPeople = people - book.people;
  if (amountMicros === undefined) return byPeople;
  const most = mostOff(offer);
  if (most === null) return 0;
  const leftMicros = amountMicros - book.spentMicros;
  if (most === 0) return leftMicros >= 0 ? byPeople : 0;
  const redemptions = Math.floor(leftMicros / most) - openPromises(book, now);
  return Math.min(byPeople, Math.floor(redemptions / perPersonOf(offer)));
}

/**
 * What an order took off by an offer: what it states, at most what the offer allows; where it states nothing, the most, or what the percentage makes
 * of what was paid.
 */
export function costOf(offer: Offer, order: { discountMicros: Micros | null; paidMicros: Micros }): Micros {
  const { discount } = offer;
  const most = mostOff(offer);
  if (order.discountMicros !== null) return Math.min(Math.abs(order.discountMicros), most ?? Number.POSITIVE_INFINITY);
  if (!("percent" in discount)) return discount.amountMicros;
  if (discount.percent >= 100) return most ?? 0;
  const taken = Math.round((Math.max(0, order.paidMicros) * discount.percent) / (100 - discount.percent));
  return Math.min(taken, most ?? taken);
}

/** How far the budget is used. */
export function accountOf(offer: Offer, book: OfferBook, held: number, now: number): OfferAccount {
  const open = openPromises(book, now) + held * perPersonOf(offer);
  const most = mostOff(offer);
  return {
    offerId: offer.offerId,
    name: offer.name,
    budget: offer.budget ?? null,
    people: book.people + held,
    open,
    redemptions: book.redemptions,
    spentMicros: book.spentMicros,
    promisedMicros: most === null ? null : open * most,
    isUsedUp: !hasRoom(offer, book, held, now),
  };
}

function perPersonOf({ perPerson = 1 }: Offer): number {
  return perPerson;
}

/** The most that one order takes off; null: there is none. */
function mostOff({ discount }: Offer): Micros | null {
  return "percent" in discount ? (discount.atMostMicros ?? null) : discount.amountMicros;
}

function endDay({ validMs }: Offer, givenAt: number): number {
  return Math.floor((givenAt + validMs) / dayMs);
}
