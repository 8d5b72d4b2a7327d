import type { DecideResponse, DecisionRecord } from "@attune/model/decision";
import { AttuneError } from "@attune/model/errors";
import type { Profile } from "@attune/model/profile";
import type { HeldPromise, NamedPromises, OfferToHold, Promised, PromiseNames, Promises } from "../ports/promises.ts";

/** What a decision goes by of what was promised before. */
export interface KnownPromises {
  profile: Profile | undefined;
  reserved: Promised;
  /** Whether the budget of an offer may have room for one more person. */
  offerHasRoom: (offerId: string) => boolean;
}

interface Decided {
  response: DecideResponse;
  record: DecisionRecord | null;
}

export interface PromiseFirstParts<D extends Decided> extends PromiseNames {
  decisionId: string;
  /** As this node knows the person: perhaps no longer as they are. */
  profile: Profile | undefined;
  /** Reads a profile, as it is now. */
  profileOf: (profileId: string) => Promise<Profile | undefined>;
  decideBy: (known: KnownPromises) => D;
  /** Offers with a budget that come to somebody for the first time with the decision. */
  offersToHold: (decided: D) => OfferToHold[];
}

/** A person's promises as a decision left them. */
interface Standing {
  profile: Profile | undefined;
  names: ReadonlyMap<string, NamedPromises>;
}

const nothingPromised: Promised = { showings: [], offers: [] };
const mostTurns = 20;

/**
 * Decides, and holds what the decision shows before anybody sees it; again by what others promised meanwhile, where they did. Costs nothing where
 * nothing is restrained. Decisions of this process under one name take turns. Rejects `overloaded` where other nodes decide on one person so often at once that no
 * turn came.
 */
export function createPromiseKeeper(promises: Promises) {
  /** How the last decision under a name, while one is under way, leaves what is promised; null: that is not known. */
  const lastUnder = new Map<string, Promise<Standing | null>>();

  async function holdInTurn<D extends Decided>(parts: PromiseFirstParts<D>, before: Standing) {
    const { decisionId, profileId, identifierKeys } = parts;
    const over = new Set<string>();
    // Whether it has, and whether the person has it already, is found out where it is held.
    const offerHasRoom = (offerId: string) => !over.has(offerId);
    const known = new Map(before.names);
    let profile = newer(before.profile, parts.profile);
    for (let turn = 0; turn < mostTurns; turn++) {
      const counting = countingOf(known, profileId);
      const decided = parts.decideBy({ profile, reserved: allOf(counting), offerHasRoom });
      if (decided.record === null || !isPromised(decided.record))
        return { decided, standing: { profile, names: known } };
      const promised = promisedBy(decided.record);
      const offers = parts.offersToHold(decided);
      const holding = await promises.hold({ decisionId, profileId, identifierKeys, promised, known, counting, offers });
      if (holding.kind === "held")
        return { decided, standing: { profile, names: withOne(counting, parts, { profileId, promised }) } };
      for (const [name, present] of holding.names) known.set(name, present);
      if (holding.kind === "over") over.add(holding.offerId);
      else profile = newer(holding.profile, profile) ?? (await profileOfAnother(holding.names, parts));
    }
    throw new AttuneError("overloaded", "too many decisions at once on one person", { retryAfterSeconds: 1 });
  }

  return async function promiseFirst<D extends Decided>(parts: PromiseFirstParts<D>): Promise<D> {
    const names = namesOf(parts);
    const before = names.flatMap((name) => lastUnder.get(name) ?? []);
    if (before.length === 0) {
      const decided = parts.decideBy({ profile: parts.profile, reserved: nothingPromised, offerHasRoom: () => true });
      if (decided.record === null || !isPromised(decided.record)) return decided;
    }
    const mine = Promise.all(names.map((name) => lastUnder.get(name) ?? null)).then((standings) =>
      holdInTurn(parts, joined(names, standings)),
    );
    const left = mine.then(
      ({ standing }) => standing,
      () => null,
    );
    for (const name of names) lastUnder.set(name, left);
    void left.then(() => {
      for (const name of names) if (lastUnder.get(name) === left) lastUnder.delete(name);
    });
    return (await mine).decided;
  };
}

/**
 * Somebody who is not known yet may be about to become one with somebody who is: then what was promised under their name was promised to that person, and what
 * that person was shown counts.
 */
async function profileOfAnother(
  names: ReadonlyMap<string, NamedPromises>,
  { profileId, profileOf }: Pick<PromiseFirstParts<Decided>, "profileId" | "profileOf">,
): Promise<Profile | undefined> {
  for (const { promises } of names.values())
    for (const held of promises.values()) if (held.profileId !== profileId) return profileOf(held.profileId);
  return undefined;
}

const namesOf = ({ profileId, identifierKeys }: PromiseNames): string[] => [profileId, ...identifierKeys];

/** What the decisions before left under each name. */
function joined(names: readonly string[], standings: ReadonlyArray<Standing | null>): Standing {
  const all = new Map<string, NamedPromises>();
  let profile: Profile | undefined;
  for (const [index, standing] of standings.entries()) {
    const present = standing?.names.get(names[index]!);
    if (present !== undefined) all.set(names[index]!, present);
    profile = newer(standing?.profile, profile);
  }
  return { profile, names: all };
}

/** Of the same person, or of nobody. */
function newer(a: Profile | undefined, b: Profile | undefined): Profile | undefined {
  return (a?.lastOffset ?? 0) > (b?.lastOffset ?? 0) ? a : b;
}

/**
 * Each decision once, under however many names it is promised. What was promised under this very profile, and is not under its name any more, the profile
 * holds.
 */
function countingOf(known: ReadonlyMap<string, NamedPromises>, profileId: string): Map<string, HeldPromise> {
  const counting = new Map<string, HeldPromise>();
  for (const { promises } of known.values())
    for (const [decisionId, held] of promises)
      if (held.profileId !== profileId || known.get(profileId)?.promises.has(decisionId))
        counting.set(decisionId, held);
  return counting;
}

function allOf(counting: ReadonlyMap<string, HeldPromise>): Promised {
  const all: Promised = { showings: [], offers: [] };
  for (const { promised } of counting.values()) {
    all.showings.push(...promised.showings);
    all.offers.push(...promised.offers);
  }
  return all;
}

/** As `hold` leaves it: what counts is promised under all names. */
function withOne(
  counting: ReadonlyMap<string, HeldPromise>,
  parts: PromiseNames & { decisionId: string },
  mine: HeldPromise,
): ReadonlyMap<string, NamedPromises> {
  const promises = new Map([...counting, [parts.decisionId, mine]]);
  return new Map(namesOf(parts).map((name) => [name, { version: parts.decisionId, promises }]));
}

/** Whether a decision shows anything that later ones must heed. */
export function isPromised({ opportunities }: DecisionRecord): boolean {
  return opportunities.some(({ countsIn, offerId }) => countsIn !== undefined || offerId !== undefined);
}

/** What of a decision later ones must heed. */
export function promisedBy({ at, opportunities }: DecisionRecord): Promised {
  const promised: Promised = { showings: [], offers: [] };
  for (const { tacticId, placementId, countsIn: channel, offerId, arm } of opportunities) {
    if (channel !== undefined) promised.showings.push({ at, offset: 0, tacticId, placementId, channel });
    if (offerId !== undefined) promised.offers.push({ offerId, at, given: arm === "exposed" });
  }
  return promised;
}
