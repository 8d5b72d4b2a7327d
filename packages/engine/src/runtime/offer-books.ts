import type { Event } from "@attune/model/event";
import { identifierKey } from "@attune/model/identity";
import type { Json } from "@attune/model/json";
import type { LogEntry } from "@attune/model/log-entry";
import type { Micros } from "@attune/model/money";
import type { Offer, OfferAccount } from "@attune/model/offer";
import type { Profile } from "@attune/model/profile";
import { parseAmount } from "../collect/parse-amount.ts";
import {
  accountOf,
  costOf,
  emptyBook,
  hasRoom,
  mostHeld,
  type OfferBook,
  withGrant,
  withRedemption,
} from "../decide/offer-book.ts";
import { grantOf, redeemsPromise } from "../decide/offer-standing.ts";
import type { OfferToHold } from "../ports/promises.ts";
import type { Stores } from "../ports/stores.ts";
import type { FoldResult } from "../profile/fold-group.ts";
import { codesOf } from "../profile/offers.ts";
import { type KeptBooks, offerBooksId, offerBooksKind } from "./kept-offer-books.ts";
import { repeat } from "./repeat.ts";
import { takeTurns } from "./take-turns.ts";

/** The budgets of offers: counted from the log, and held between a decision and its record. */
export interface OfferBooks {
  /** Whether somebody new may be given it. Decides nothing by itself: `hold` must follow in the same turn of the event loop. */
  hasRoom(offerId: string): boolean;
  /** What an offer with a budget may be held by, where other nodes give it too; null: it has none. */
  roomOf(offerId: string): Omit<OfferToHold, "isTaken"> | null;
  /** Counts promises until the log holds them; those of a record that is never written are given back. */
  hold(offerIds: readonly string[], written: Promise<readonly FoldResult[]>): void;
  /** Takes the offers of another playbook. */
  use(offers: readonly Offer[]): void;
  /** As of everything written before the call. */
  accounts(): Promise<OfferAccount[]>;
  close(): Promise<void>;
}

export interface OfferBooksParts {
  stores: Stores;
  offers: readonly Offer[];
  clock: () => number;
  onTrouble: (error: unknown) => void;
}

/** A promise that the books do not hold yet. */
interface Held {
  offerId: string;
  /** Where the log keeps it; null while it is not written. */
  offset: number | null;
}

const batch = 500;
const followMs = 500;
/** Without anything to count, the place in the log is written down this often. */
const keepEvery = 20_000;

/** Where an offer has a budget the log is counted to its end first; without one nothing is read. */
export async function createOfferBooks({ stores, clock, onTrouble, ...parts }: OfferBooksParts): Promise<OfferBooks> {
  const kept = (await stores.definitions.get(offerBooksKind, offerBooksId)) as unknown as KeptBooks | undefined;
  let { offset, books }: KeptBooks = kept ?? { offset: 0, books: {} };
  let keptOffset = offset;
  let byId = new Map<string, Offer>();
  let byCode = new Map<string, Offer>();
  let isCounting = false;
  /** The log has been counted to its end once since budgets are heeded. */
  let isReady = false;
  const held = new Set<Held>();
  const heldCounts = new Map<string, number>();
  let inTurn: Promise<void> = Promise.resolve();

  function use(offers: readonly Offer[]): void {
    byId = new Map(offers.map((offer) => [offer.offerId, offer]));
    byCode = new Map(offers.map((offer) => [offer.code, offer]));
    isCounting = offers.some(({ budget }) => budget !== undefined);
    if (!isCounting) isReady = false;
  }

  const bookOf = (offerId: string): OfferBook => (Object.hasOwn(books, offerId) ? books[offerId]! : emptyBook);

  const heldOf = (offerId: string): number => heldCounts.get(offerId) ?? 0;

  function letGo(one: Held): void {
    if (held.delete(one)) heldCounts.set(one.offerId, heldOf(one.offerId) - 1);
  }

  /** One at a time. */
  function follow(): Promise<void> {
    inTurn = inTurn.catch(() => {}).then(count);
    return inTurn;
  }

  async function count(): Promise<void> {
    if (!isCounting) return;
    const pause = takeTurns();
    const from = offset;
    for (;;) {
      const entries = await stores.log.read(offset + 1, batch);
      let hasChanged = false;
      for (const entry of entries) {
        hasChanged = (await countEntry(entry)) || hasChanged;
        offset = entry.offset;
        await pause();
      }
      for (const one of held) if (one.offset !== null && one.offset <= offset) letGo(one);
      if (hasChanged || offset - keptOffset >= keepEvery) await keep();
      if (entries.length < batch) break;
    }
    if (offset > from || !isReady) await stores.promises?.counted(budgeted(), offset, keptOffset);
    isReady = true;
  }

  const budgeted = () => [...byId.values()].flatMap(({ offerId, budget }) => (budget === undefined ? [] : offerId));

  async function keep(): Promise<void> {
    keptOffset = offset;
    await stores.definitions.put(offerBooksKind, [[offerBooksId, { offset, books } as unknown as Json]]);
  }

  /** Also where the profile has become part of another since. */
  async function personOf(profileId: string): Promise<Profile | undefined> {
    const own = await stores.state.profile(profileId);
    return own ?? stores.state.find([identifierKey({ namespace: "profile_id", value: profileId })]);
  }

  async function countEntry(entry: LogEntry): Promise<boolean> {
    if (entry.kind === "decision") return countGrants(entry);
    if (entry.kind === "event" && entry.event.name === "Order Completed") return countOrder(entry);
    return false;
  }

  async function countGrants({ decision, offset: at, profileId }: LogEntry & { kind: "decision" }): Promise<boolean> {
    const given = decision.opportunities.filter(({ offerId, arm }) => offerId !== undefined && arm === "exposed");
    const ids = new Set(given.map(({ offerId }) => offerId!));
    if (ids.size === 0) return false;
    const profile = await personOf(profileId);
    let hasChanged = false;
    for (const offerId of ids) {
      const offer = byId.get(offerId);
      // Given before: the promise is the same.
      const first = grantOf(offerId, profile)?.given ?? null;
      if (offer === undefined || (first !== null && first.offset !== at)) continue;
      books[offerId] = withGrant(bookOf(offerId), offer, decision.at);
      hasChanged = true;
    }
    return hasChanged;
  }

  async function countOrder({ event, offset: at, profileId }: LogEntry & { kind: "event" }): Promise<boolean> {
    const named = new Set(codesOf(event).flatMap((code) => byCode.get(code) ?? []));
    if (named.size === 0) return false;
    const profile = await personOf(profileId);
    for (const offer of named) {
      const cost = costOf(offer, { discountMicros: discountOf(event), paidMicros: event.money?.amountMicros ?? 0 });
      const redeems = redeemsPromise(offer, profile, { at: event.at, offset: at });
      books[offer.offerId] = withRedemption(
        bookOf(offer.offerId),
        offer,
        cost,
        redeems ? givenAt(offer, profile) : null,
      );
    }
    return true;
  }

  use(parts.offers);
  await follow();
  const following = repeat(followMs, follow, onTrouble);

  return {
    hasRoom(offerId) {
      const offer = byId.get(offerId);
      if (offer?.budget === undefined) return true;
      return isReady && hasRoom(offer, bookOf(offerId), heldOf(offerId), clock());
    },
    roomOf(offerId) {
      const offer = byId.get(offerId);
      if (offer?.budget === undefined) return null;
      return { offerId, mostHeld: mostHeld(offer, bookOf(offerId), clock()), countedTo: offset };
    },
    hold(offerIds, written) {
      const mine = offerIds.map((offerId): Held => ({ offerId, offset: null }));
      for (const one of mine) {
        held.add(one);
        heldCounts.set(one.offerId, heldOf(one.offerId) + 1);
      }
      written.then(
        ([result]) => {
          for (const one of mine) {
            // Where nothing is counted yet, the log has it when counting begins.
            if (isCounting && result?.kind === "kept" && result.offset > offset) one.offset = result.offset;
            else letGo(one);
          }
        },
        // The promise was made, whatever became of its record.
        () => {},
      );
    },
    use,
    async accounts() {
      await follow();
      return [...byId.values()].map((offer) => accountOf(offer, bookOf(offer.offerId), heldOf(offer.offerId), clock()));
    },
    async close() {
      await following.stop();
      await inTurn.catch(() => {});
      if (offset > keptOffset) await keep();
    },
  };
}

function givenAt(offer: Offer, profile: Profile | undefined): number | null {
  return grantOf(offer.offerId, profile)?.given?.at ?? null;
}

/** What the order states as taken off, in the reporting currency; null where it states nothing that can be read. */
function discountOf({ properties, money }: Event): Micros | null {
  const stated = properties.discount == null ? undefined : parseAmount(properties.discount);
  if (stated === undefined) return null;
  if (money === undefined || money.originalAmountMicros === 0) return stated;
  return Math.round((stated * money.amountMicros) / money.originalAmountMicros);
}
