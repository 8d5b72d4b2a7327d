import type { Json } from "@attune/model/json";
import type { Offer } from "@attune/model/offer";
import { emptyBook, hasRoom, mostHeld } from "../decide/offer-book.ts";
import type { KeptBooks } from "./kept-offer-books.ts";
import type { OfferBooks } from "./offer-books.ts";

/** The budgets of offers as another node counts them: what this one promises is held where all nodes hold it. */
export interface FollowedOffers extends Pick<OfferBooks, "hasRoom" | "hold" | "roomOf" | "use"> {
  /** The books as they were kept last. */
  take(document: Json | undefined): void;
}

export function createFollowedOffers(clock: () => number): FollowedOffers {
  let kept: KeptBooks | null = null;
  let byId = new Map<string, Offer>();

  const bookOf = (offerId: string) =>
    kept !== null && Object.hasOwn(kept.books, offerId) ? kept.books[offerId]! : emptyBook;

  return {
    take(document) {
      kept = (document ?? null) as unknown as KeptBooks | null;
    },
    use(offers) {
      byId = new Map(offers.map((offer) => [offer.offerId, offer]));
    },
    hasRoom(offerId) {
      const offer = byId.get(offerId);
      return offer?.budget === undefined || hasRoom(offer, bookOf(offerId), 0, clock());
    },
    roomOf(offerId) {
      const offer = byId.get(offerId);
      if (offer?.budget === undefined) return null;
      return { offerId, mostHeld: mostHeld(offer, bookOf(offerId), clock()), countedTo: kept?.offset ?? 0 };
    },
    hold() {},
  };
}
