import { businessDay } from "@attune/math/business-day";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import { AttuneError } from "@attune/model/errors";
import { type Identifier, identifierKey } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import { actorOf, deviceOf } from "../collect/client-of.ts";
import { type ArrangedPlaybook, decide } from "../decide/decide.ts";
import type { ItemLists } from "../decide/item-lists.ts";
import type { LiveState } from "../ports/live-state.ts";
import { profileIdOf } from "../profile/profile-id.ts";
import type { Writer } from "./writer.ts";

export interface DeciderParts {
  state: LiveState;
  writer: Writer;
  playbook: ArrangedPlaybook;
  lists: () => ItemLists;
  salt: string;
  timeZone: string;
  clock: () => number;
  newId: () => string;
  /** A decision was given whose record could not be written. */
  onLostRecord: (error: unknown) => void;
}

const maximumPlacements = 50;

/** Answers decide requests: loads what the stage needs, decides, hands the record on without waiting for it. */
export function createDecider(parts: DeciderParts) {
  return async function decideFor(request: DecideRequest): Promise<DecideResponse> {
    const identifiers = identifiersOf(request);
    if (request.placements.length > maximumPlacements) {
      throw new AttuneError("bad-request", `at most ${maximumPlacements} placements in one request`, {
        path: "placements",
      });
    }
    const now = parts.clock();
    const profile = await profileFor(identifiers, parts.state);
    const decided = decide(request, {
      decisionId: parts.newId(),
      now,
      today: businessDay(now, parts.timeZone),
      identifiers,
      profile,
      profileId: profile?.profileId ?? profileIdOf(parts.salt, founding(identifiers)),
      actor: actorOf(request.context ?? {}),
      device: deviceOf(request.context ?? {}),
      personalizationAllowed: allowed(request, profile),
      playbook: parts.playbook,
      lists: parts.lists(),
    });
    if (decided.record !== null)
      parts.writer.submit([{ kind: "decision", decision: decided.record }]).catch(parts.onLostRecord);
    return decided.response;
  };
}

function identifiersOf(request: DecideRequest): Identifier[] {
  const identifiers: Identifier[] = [];
  if (request.userId !== undefined) identifiers.push({ namespace: "user_id", value: request.userId });
  if (request.anonymousId !== undefined) identifiers.push({ namespace: "anonymous_id", value: request.anonymousId });
  if (identifiers.length === 0) throw new AttuneError("bad-request", "needs userId or anonymousId", { path: "userId" });
  return identifiers;
}

/**
 * The user's profile; else that of the browser, unless it belongs to another user. The event that will join them has not come yet, and
 * the decision must not show one person what is another's.
 */
async function profileFor(identifiers: Identifier[], state: LiveState): Promise<Profile | undefined> {
  const [first, second] = identifiers;
  const profile = await state.find([identifierKey(first!)]);
  if (profile !== undefined || second === undefined) return profile;
  const browser = await state.find([identifierKey(second)]);
  return browser?.identities.some((identity) => identity.namespace === "user_id") ? undefined : browser;
}

function founding(identifiers: Identifier[]): Identifier {
  return identifiers.find((identifier) => identifier.namespace === "anonymous_id") ?? identifiers[0]!;
}

/** The person's stored choice, and what the request itself says of consent and of Global Privacy Control. */
function allowed(request: DecideRequest, profile: Profile | undefined): boolean {
  const consent = request.context?.consent;
  const stated =
    typeof consent === "object" && consent !== null && !Array.isArray(consent) ? consent.personalization : undefined;
  if (stated === false || request.context?.gpc === true) return false;
  return stated === true || profile?.consent.personalization?.value !== false;
}
