import type { InternalTrafficRule } from "@attune/model/business";
import type { DecideRequest, DecideResponse, DecisionRecord } from "@attune/model/decision";
import { AttuneError } from "@attune/model/errors";
import { type Identifier, identifierKey } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import { createCalendar } from "@attune/rules/calendar";
import { actorOf, deviceOf } from "../collect/client-of.ts";
import { readConsent } from "../collect/read-consent.ts";
import { identifierNamed } from "../collect/read-identifiers.ts";
import { channelOf } from "../collect/stated-channel.ts";
import type { ArrangedPlaybook } from "../decide/arrange-playbook.ts";
import type { VariantTable } from "../decide/arrange-variants.ts";
import type { Reserved } from "../decide/create-restrainer.ts";
import { decide } from "../decide/decide.ts";
import type { ItemLists } from "../decide/item-lists.ts";
import { grantOf, isGiven } from "../decide/offer-standing.ts";
import { personalizationAllowed } from "../decide/personalization-allowed.ts";
import { sensitiveAllowed } from "../decide/usable-profile.ts";
import type { LiveState } from "../ports/live-state.ts";
import type { MembershipStore } from "../ports/membership-store.ts";
import type { OfferToHold, Promises } from "../ports/promises.ts";
import type { ScoreStore } from "../ports/score-store.ts";
import type { FoldResult, FoldSettings } from "../profile/fold-group.ts";
import { foreseeOwner } from "../profile/foresee-owner.ts";
import type { HeldDecisions } from "./held-decisions.ts";
import { loadView } from "./load-view.ts";
import type { OfferBooks } from "./offer-books.ts";
import { createPromiseKeeper, isPromised, type KnownPromises } from "./promise-first.ts";
import { readBeyondProfile } from "./read-beyond-profile.ts";
import { type DecisionElsewhere, settledBy } from "./record-decisions.ts";
import { createShowingLedger } from "./showing-ledger.ts";

/** What finding a request's person needs. */
export interface IdentifyParts extends FoldSettings {
  state: Pick<LiveState, "find" | "load" | "profile">;
}

export interface DeciderParts extends IdentifyParts {
  scores: Pick<ScoreStore, "of">;
  memberships: Pick<MembershipStore, "of">;
  /** Writes the record of a decision, or hands it on to who does (null): then that one says what became of it. */
  write: (made: DecisionElsewhere) => Promise<readonly FoldResult[] | null>;
  /** Where records wait whose receivers confirm. */
  held: Pick<HeldDecisions, "hold">;
  offers: Pick<OfferBooks, "hasRoom" | "hold" | "roomOf">;
  /** Where other nodes decide too. Absent: only this process does. */
  promises?: Promises;
  playbook: ArrangedPlaybook;
  variants: () => VariantTable;
  /** Personalization is among the purposes that are asked for first. */
  personalizationNeedsYes: boolean;
  lists: () => ItemLists;
  internalTraffic: readonly InternalTrafficRule[];
  clock: () => number;
  newId: () => string;
  /** A decision was given whose record could not be written, or whose promise not settled. */
  onLostRecord: (error: unknown) => void;
}

const maximumPlacements = 50;

/** Answers decide requests: loads what the stage needs, decides, hands the record on without waiting for it. */
export function createDecider(parts: DeciderParts) {
  const calendar = createCalendar(parts.timeZone);
  const ledger = createShowingLedger(() => performance.now());
  const promiseFirst = parts.promises === undefined ? null : createPromiseKeeper(parts.promises);

  async function decideOn(request: DecideRequest): Promise<DecideResponse> {
    const now = parts.clock();
    const identifiers = identifiersOf(request);
    if (request.placements.length > maximumPlacements) {
      throw new AttuneError("bad-request", `at most ${maximumPlacements} placements in one request`, {
        path: "placements",
      });
    }
    const { profile, profileId } = await identify(identifiers, parts, now);
    const { playbook } = parts;
    const beyond = await readBeyondProfile(profile, playbook.asks, parts);
    const context = request.context ?? {};
    const consent = readConsent(context);
    const decisionId = parts.newId();
    const decideBy = (known: KnownPromises) =>
      decide(request, {
        decisionId,
        now,
        today: calendar.dayOf(now),
        calendar,
        identifiers,
        profile: known.profile,
        profileId,
        scores: beyond.scores,
        memberSince: beyond.memberSince,
        actor: actorOf(context, { identifiers, rules: parts.internalTraffic }),
        device: deviceOf(context),
        channel: channelOf({}, context),
        reserved: known.reserved,
        offerHasRoom: known.offerHasRoom,
        personalizationAllowed: personalizationAllowed(consent, known.profile?.consent, parts.personalizationNeedsYes),
        sensitiveAllowed: sensitiveAllowed(consent, known.profile?.consent),
        playbook,
        variants: parts.variants(),
        lists: parts.lists(),
      });
    const newlyGivenBy = (record: DecisionRecord | null, known: KnownPromises) =>
      record === null ? [] : newlyGiven(record, known.profile, known.reserved);
    const offerToHold = (offerId: string, isTaken: boolean): OfferToHold[] => {
      const room = parts.offers.roomOf(offerId);
      return room === null ? [] : [{ ...room, isTaken }];
    };
    const write = (record: DecisionRecord, offerIds: string[]) => {
      const made = { decision: record, profileId, offerIds };
      return request.confirm === true
        ? parts.held.hold(decisionId, async () => (await parts.write(made)) ?? [])
        : parts.write(made);
    };

    const { promises } = parts;
    if (promises === undefined || promiseFirst === null) {
      // After the last wait: from here to `reserve` nobody else decides.
      const reserved = ledger.missingFrom(profile, profileId, identifiers);
      const known = { profile, reserved, offerHasRoom: parts.offers.hasRoom };
      const { response, record } = decideBy(known);
      if (record !== null) {
        const promised = newlyGivenBy(record, known);
        const written = write(record, promised).then(resultsOf);
        ledger.reserve(record, profileId, written);
        if (promised.length > 0) parts.offers.hold(promised, written);
        written.catch(parts.onLostRecord);
      }
      return response;
    }

    const { response, record, offerIds } = await promiseFirst({
      decisionId,
      profileId,
      identifierKeys: identifiers.map(identifierKey),
      profileOf: parts.state.profile,
      profile,
      decideBy(known) {
        const decided = decideBy(known);
        const { record } = decided;
        const heldOutOf = record === null ? [] : newlyHeldOutOf(record, known.profile, known.reserved);
        return { ...decided, heldOutOf, offerIds: newlyGivenBy(record, known) };
      },
      offersToHold: ({ offerIds, heldOutOf }) => [
        ...offerIds.flatMap((offerId) => offerToHold(offerId, true)),
        ...heldOutOf.flatMap((offerId) => offerToHold(offerId, false)),
      ],
    });
    if (record !== null) {
      const written = write(record, offerIds);
      if (offerIds.length > 0) parts.offers.hold(offerIds, written.then(resultsOf));
      written
        .then((results) =>
          results === null || !isPromised(record)
            ? undefined
            : promises.settle([settledBy({ decision: record, profileId, offerIds }, results[0])]),
        )
        .catch(parts.onLostRecord);
    }
    return response;
  }

  return async function decideFor(request: DecideRequest): Promise<DecideResponse> {
    const entered = ledger.enter();
    try {
      return await decideOn(request);
    } finally {
      ledger.leave(entered);
    }
  };
}

/** None where another writes the record. Not made anew for each decision: it would hold on to all that the decision knew. */
const resultsOf = (results: readonly FoldResult[] | null): readonly FoldResult[] => results ?? [];

/** Offers that a decision gives to somebody for the first time. */
function newlyGiven({ opportunities }: DecisionRecord, profile: Profile | undefined, { offers }: Reserved): string[] {
  const given = opportunities.flatMap(({ offerId, arm }) =>
    offerId !== undefined && arm === "exposed" ? offerId : [],
  );
  return [...new Set(given)].filter((offerId) => !isGiven(offerId, profile, offers));
}

/** Offers that come for the first time to somebody held out of them: as with those who are given them, only while there is room. */
function newlyHeldOutOf(
  { opportunities }: DecisionRecord,
  profile: Profile | undefined,
  { offers }: Reserved,
): string[] {
  const heldOut = opportunities.flatMap(({ offerId, arm }) =>
    offerId !== undefined && arm !== "exposed" ? offerId : [],
  );
  const came = (offerId: string) =>
    grantOf(offerId, profile) !== undefined || offers.some((one) => one.offerId === offerId);
  return [...new Set(heldOut)].filter((offerId) => !came(offerId));
}

export function identifiersOf(request: DecideRequest): Identifier[] {
  const { userId, anonymousId } = request;
  const identifiers = [
    userId === undefined ? undefined : identifierNamed("user_id", userId),
    anonymousId === undefined ? undefined : identifierNamed("anonymous_id", anonymousId),
  ].filter((identifier) => identifier !== undefined);
  if (identifiers.length > 0) return identifiers;
  const told = "needs userId or anonymousId, and neither of them a blocked value";
  throw new AttuneError("bad-request", told, { path: userId === undefined ? "anonymousId" : "userId" });
}

/**
 * Whose the decision's own record will be, which joins the user and their browser where nothing forbids it: so an arm does not change at
 * the login. Where the strongest identifier's profile answers to all of them, as nearly always, that one look-up is enough.
 */
export async function identify(identifiers: Identifier[], parts: IdentifyParts, now: number) {
  const startedAt = performance.now();
  const profile = await parts.state.find([identifierKey(identifiers[0]!)]);
  if (profile !== undefined && identifiers.every((identifier) => answersTo(profile, identifier)))
    return { profile, profileId: profile.profileId };
  const nothingChosen = { decisionId: "", at: now, identifiers, opportunities: [] };
  const view = await loadView(parts.state, [{ kind: "decision", decision: nothingChosen }], parts, null, startedAt);
  return foreseeOwner(identifiers, view, parts, now);
}

/** Also where the browser was handed to another user since: asked for by its first user, it is theirs again. */
function answersTo(profile: Profile, { namespace, value }: Identifier): boolean {
  return profile.identities.some((link) => link.value === value && link.namespace === namespace);
}
