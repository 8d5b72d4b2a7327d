import type { Offset } from "@attune/model/log-entry";
import type { Profile, Showing } from "@attune/model/profile";

/** What a decision shows of all that later ones heed: what counts in caps, and offers. */
export interface Promised {
  showings: Showing[];
  /** `given`: to somebody not held out. */
  offers: Array<{ offerId: string; at: number; given: boolean }>;
}

/** Whom a decision is about: the profile that its record goes to, or will found, and all that the request named. Each is a name to hold a promise under. */
export interface PromiseNames {
  profileId: string;
  identifierKeys: readonly string[];
}

/** A promise, and under which profile it was made: there it ends in the moment in which the profile holds it, under its other names a little later. */
export interface HeldPromise {
  profileId: string;
  promised: Promised;
}

/** What is promised under one name. */
export interface NamedPromises {
  /** Changes with every promise that is held or settled; empty where nothing was for some minutes. */
  version: string;
  /** By decision. */
  promises: ReadonlyMap<string, HeldPromise>;
}

/** What is to be held of one decision before anybody sees it. */
export interface PromiseToHold extends PromiseNames {
  decisionId: string;
  promised: Promised;
  /** What is known to be promised under each name, by the name. */
  known: ReadonlyMap<string, NamedPromises>;
  /** What of it counts, and is promised to the same person under all of these names from now on. By decision. */
  counting: ReadonlyMap<string, HeldPromise>;
  /** Offers with a budget that come to the person for the first time. */
  offers: readonly OfferToHold[];
}

export interface OfferToHold {
  offerId: string;
  /** False for somebody held out: it is only asked whether there is room, so that a budget that is used up keeps both arms out alike. */
  isTaken: boolean;
  /** So many may be held in all, by the budget as it is counted up to `countedTo`. */
  mostHeld: number;
  countedTo: Offset;
}

export type Holding =
  | { kind: "held" }
  /** Other promises have been made under these names, or settled, than are known: decide again, by this. The profile, where it was looked at too. */
  | { kind: "changed"; names: ReadonlyMap<string, NamedPromises>; profile: Profile | undefined }
  /** The budget of an offer holds no more, or was counted further meanwhile. */
  | { kind: "over"; offerId: string; names: ReadonlyMap<string, NamedPromises> };

/** What became of a promise. */
export interface SettledPromise extends PromiseNames {
  decisionId: string;
  offerIds: readonly string[];
  /** Where the log holds the decision; null: nobody was shown it, or it was settled before. */
  offset: Offset | null;
}

/**
 * What is decided on and not in profiles yet, of people whom several nodes decide for at once: held in one place, so that caps and budgets hold whoever
 * decides. What is never settled counts for a day; an offer's place in its budget for ever.
 */
export interface Promises {
  /** Holds all of it or nothing. The same decision is held once, however often it is asked for. */
  hold(promise: PromiseToHold): Promise<Holding>;
  /** The profiles hold them now, or nobody ever will. */
  settle(settled: readonly SettledPromise[]): Promise<void>;
  /** The books of these offers are counted up to `offset`; others read them as of `bookOffset`, after which nothing changed them. */
  counted(offerIds: readonly string[], offset: Offset, bookOffset: Offset): Promise<void>;
}
