import type { DecisionRecord } from "@attune/model/decision";
import type { Event } from "@attune/model/event";
import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { LiveView, WriteSet } from "@attune/model/write-set";
import { isUnwelcome } from "./consent.ts";
import { createFoldState, type FoldState } from "./fold-state.ts";
import type { IdentityLimits } from "./identity-limits.ts";
import { joinProfiles } from "./join-profiles.ts";
import { linkIdentifiers } from "./link-identifiers.ts";
import { newProfileId } from "./new-profile-id.ts";
import { identifiersOf } from "./owned-entry.ts";
import type { ProfileDraft } from "./profile-draft.ts";
import { applyDecision, applyEvent } from "./profile-state.ts";
import { resolveIdentity } from "./resolve-identity.ts";

/** One thing to keep: a trustworthy event, a decision that was given, or what could not be trusted. */
export type FoldInput =
  | { kind: "event"; event: Event; messageKey: string; keepSeenUntil: number }
  /** `once`: it may come again, and is kept once. */
  | { kind: "decision"; decision: DecisionRecord; once?: { messageKey: string; keepSeenUntil: number } }
  | { kind: "quarantine"; entry: Omit<QuarantinedEvent, "quarantineId"> };

/** What became of one input. A duplicate leaves nothing, nor does what a person refused. */
export type FoldResult =
  | { kind: "kept"; offset: Offset; profileId: string }
  | { kind: "duplicate" }
  | { kind: "refused" }
  | { kind: "quarantined"; quarantineId: number };

export interface FoldSettings {
  /** The instance's own secret in profile ids. */
  salt: string;
  /** The business time zone. */
  timeZone: string;
  identityLimits?: IdentityLimits;
  /** Nobody is watched before they say yes. Absent: until they say no. */
  analyticsNeedsYes?: boolean;
}

/** A fold of a commit group, under way. */
export interface GroupFold {
  take(input: FoldInput): FoldResult;
  /** Ends it. */
  finish(): WriteSet;
}

/**
 * Folds a commit group over one view: resolves each entry's identity in order, merges profiles where it joins them, and applies it to
 * its owner. Each touched profile is copied once, whatever the number of its entries. The view is not changed. The inputs are taken one
 * by one, so that a large group need not be folded in one go; nobody else may change meanwhile what the view was loaded from.
 *
 * The view must hold the records of `identifierKeysOf` every input and of `furtherIdentifierKeys(view, inputs, settings)`, asked until
 * it names nothing new, and the profiles they point to; a gap throws `TypeError`.
 */
export function beginFold(view: LiveView, settings: FoldSettings): GroupFold {
  const state = createFoldState(view, settings.timeZone);
  const seen = new Map<string, number>();
  const quarantined: QuarantinedEvent[] = [];
  return {
    take(input) {
      if (input.kind === "quarantine") {
        const quarantineId = view.nextQuarantineId + quarantined.length;
        quarantined.push({ ...input.entry, quarantineId });
        return { kind: "quarantined", quarantineId };
      }
      if (input.kind === "decision") {
        const { decision, once } = input;
        if (once !== undefined && (view.seen.has(once.messageKey) || seen.has(once.messageKey)))
          return { kind: "duplicate" };
        if (once !== undefined) seen.set(once.messageKey, once.keepSeenUntil);
        return foldDecision(decision, state, settings);
      }
      if (view.seen.has(input.messageKey) || seen.has(input.messageKey)) return { kind: "duplicate" };
      const { analyticsNeedsYes = false } = settings;
      if (isUnwelcome(input.event, standingOwner(input.event, state), analyticsNeedsYes)) return { kind: "refused" };
      seen.set(input.messageKey, input.keepSeenUntil);
      return foldEvent(input.event, state, settings);
    },
    finish: () => ({ ...state.finish(), seen, quarantined }),
  };
}

/** Under which the same input coming again is known; undefined where it is kept however often it comes. */
export function messageKeyOf(input: FoldInput): string | undefined {
  if (input.kind === "event") return input.messageKey;
  return input.kind === "decision" ? input.once?.messageKey : undefined;
}

/** The identity records that folding this input reads. */
export function identifierKeysOf(input: FoldInput): IdentifierKey[] {
  if (input.kind === "quarantine") return [];
  return identifiersOf(input.kind === "event" ? input.event : input.decision).map(identifierKey);
}

/** Of the strongest identifier that leads to somebody. */
function standingOwner(event: Event, state: FoldState) {
  for (const identifier of event.identifiers) {
    const profileId = state.identity(identifierKey(identifier))?.profileId;
    if (profileId) return state.profile(profileId);
  }
  return undefined;
}

function foldEvent(event: Event, state: FoldState, settings: FoldSettings): FoldResult {
  const { owner, ...how } = ownerOf(event, state, settings);
  const stamp = { at: event.at, offset: state.nextOffset() };
  const { profileId } = owner.profile;
  linkIdentifiers(owner, how.joined, how.apart, stamp, state);
  applyEvent(owner, event, stamp, settings.timeZone);
  const entry: LogEntry = { kind: "event", offset: stamp.offset, profileId, event };
  if (how.apart.length > 0) entry.apart = how.apart;
  state.append(entry);
  return { kind: "kept", offset: stamp.offset, profileId };
}

function foldDecision(decision: DecisionRecord, state: FoldState, settings: FoldSettings): FoldResult {
  const { owner, ...how } = ownerOf(decision, state, settings);
  const stamp = { at: decision.at, offset: state.nextOffset() };
  const { profileId } = owner.profile;
  linkIdentifiers(owner, how.joined, how.apart, stamp, state);
  applyDecision(owner, decision, stamp);
  const entry: LogEntry = { kind: "decision", offset: stamp.offset, profileId, decision };
  if (how.apart.length > 0) entry.apart = how.apart;
  state.append(entry);
  return { kind: "kept", offset: stamp.offset, profileId };
}

interface Owner {
  owner: ProfileDraft;
  joined: Identifier[];
  apart: IdentifierKey[];
}

/** The profile that owns what is to be folded: joined with others, or founded, where the identifiers say so. */
function ownerOf(subject: Event | DecisionRecord, state: FoldState, settings: FoldSettings): Owner {
  const { salt, timeZone, identityLimits = {} } = settings;
  const { profileId, absorbed, joined, apart } = resolveIdentity(
    identifiersOf(subject),
    state,
    identityLimits,
    subject.at,
  );
  if (profileId === null) return { owner: state.create(newProfileId(joined, state, salt)), joined, apart };
  for (const { profileId: absorbedId, via } of absorbed) {
    const stamp = { at: subject.at, offset: state.nextOffset() };
    const from = [absorbedId, ...state.draft(absorbedId).profile.merges.map((merge) => merge.profileId)];
    state.append({ kind: "merge", offset: stamp.offset, profileId, from, via, at: subject.at });
    joinProfiles(profileId, absorbedId, via, stamp, state, timeZone);
  }
  return { owner: state.draft(profileId), joined, apart };
}
