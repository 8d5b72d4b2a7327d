import { type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { LiveView, WriteSet } from "@attune/model/write-set";
import type { FoldSettings } from "./fold-group.ts";
import { createFoldState, type FoldState } from "./fold-state.ts";
import { joinProfiles, pointOldId, profileIdKey } from "./join-profiles.ts";
import { linkIdentifiers, noteNamed } from "./link-identifiers.ts";
import { identifiersOf, isOwned, joinedOf, type OwnedEntry, stampOf, subjectOf } from "./owned-entry.ts";
import type { ProfileDraft } from "./profile-draft.ts";
import { applyOwned } from "./profile-state.ts";
import { addSeparations, keysOfUnmerge, separationsOf } from "./separations.ts";

/**
 * Folds entries that the log already holds, in order, into profiles and identities: `writes` without entries.
 *
 * Why this arrives at the live state. Resolution is not run again: each entry says whose it is (`profileId`) and which of its
 * identifiers stayed apart, and each merge has its own entry just before the one that caused it. Live folding writes down exactly these
 * and then does exactly what is done here, so over an untouched log the two are the same computation. Where the log was changed in
 * place, it was changed to say what holds now: an unmerge gives each entry to its side and takes back the merges between the sides, an
 * erasure leaves tombstones and takes the person's identifiers out of other people's entries; and both set the live state to what
 * folding the changed entries gives. Limits that were changed meanwhile, or better rules, do not reach back: who is who was settled
 * when the entry came.
 *
 * The view must hold what `replayReads` names, as far as it exists, and then what `furtherReplayKeys` names.
 */
export function foldReplay(view: LiveView, entries: readonly LogEntry[], settings: FoldSettings): WriteSet {
  const state = createFoldState(view, settings.timeZone);
  for (const entry of entries) {
    if (isOwned(entry)) replayOwned(entry, state, settings.timeZone);
    else if (entry.kind === "merge") replayMerge(entry, state, settings.timeZone);
    else if (entry.kind === "unmerge") replayUnmerge(entry, state);
  }
  return { ...state.finish(), entries: [], derivable: new Set() };
}

/** What replaying these entries reads first. Profiles that do not exist yet are begun by their entries. */
export function replayReads(entries: readonly LogEntry[]): {
  identifierKeys: Set<IdentifierKey>;
  profileIds: Set<string>;
} {
  const identifierKeys = new Set<IdentifierKey>();
  const profileIds = new Set<string>();
  for (const entry of entries) {
    if (isOwned(entry)) {
      profileIds.add(entry.profileId);
      for (const identifier of identifiersOf(subjectOf(entry))) identifierKeys.add(identifierKey(identifier));
    } else if (entry.kind === "merge") {
      for (const profileId of [entry.profileId, ...entry.from]) profileIds.add(profileId);
    } else if (entry.kind === "unmerge") {
      for (const { profileId } of entry.people) profileIds.add(profileId);
      for (const { profileId } of entry.separations) profileIds.add(profileId);
      for (const key of keysOfUnmerge(entry)) identifierKeys.add(key);
    }
  }
  for (const profileId of profileIds) identifierKeys.add(profileIdKey(profileId));
  return { identifierKeys, profileIds };
}

/** The identities that merges among these entries move, once the view holds the profiles. */
export function furtherReplayKeys(view: LiveView, entries: readonly LogEntry[]): Set<IdentifierKey> {
  const keys = new Set<IdentifierKey>();
  for (const entry of entries) {
    if (entry.kind !== "merge") continue;
    for (const profileId of entry.from)
      for (const link of view.profiles.get(profileId)?.identities ?? []) keys.add(identifierKey(link));
  }
  for (const key of view.identities.keys()) keys.delete(key);
  return keys;
}

function replayOwned(entry: OwnedEntry, state: FoldState, timeZone: string): void {
  const owner = standing(entry.profileId, state);
  const apart = entry.apart ?? [];
  linkIdentifiers(owner, joinedOf(entry), apart, stampOf(entry), state);
  applyOwned(owner, entry, timeZone);
}

function standing(profileId: string, state: FoldState): ProfileDraft {
  return state.profile(profileId) === undefined ? state.create(profileId) : state.draft(profileId);
}

/** Every profile in `from` that stands becomes one with the survivor; ids that were absorbed before lead to it too. */
function replayMerge(entry: Extract<LogEntry, { kind: "merge" }>, state: FoldState, timeZone: string): void {
  // The person was erased.
  if (state.profile(entry.profileId) === undefined) return;
  for (const profileId of entry.from) {
    if (state.profile(profileId) === undefined) pointOldId(profileId, entry.profileId, state);
    else joinProfiles(entry.profileId, profileId, entry.via, entry, state, timeZone);
  }
}

function replayUnmerge(entry: Extract<LogEntry, { kind: "unmerge" }>, state: FoldState): void {
  for (const profileId of new Set(entry.separations.map((separation) => separation.profileId))) {
    // One that was split off again later may begin after this entry.
    const { profile } = standing(profileId, state);
    profile.separations = addSeparations(profile.separations, separationsOf(entry, profileId));
  }
  for (const profileId of entry.restored)
    if (state.profile(profileId) !== undefined) pointOldId(profileId, profileId, state);
  for (const key of keysOfUnmerge(entry))
    for (const { profileId } of entry.separations) noteNamed(key, profileId, state);
}
