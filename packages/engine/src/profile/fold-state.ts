import { emptyProfile } from "@attune/model/empty-profile";
import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { LiveView, WriteSet } from "@attune/model/write-set";
import { draftOf, type ProfileDraft } from "./profile-draft.ts";
import { finishDraft } from "./profile-state.ts";

/** The state that a fold sees: a view, and over it everything that the fold has changed so far. */
export interface FoldState {
  identity(key: IdentifierKey): IdentityRecord | undefined;
  setIdentity(key: IdentifierKey, record: IdentityRecord): void;
  /** Undefined where no such profile stands. */
  profile(profileId: string): Profile | undefined;
  /** The profile's private copy, made on first use. Throws where the view lacks the profile. */
  draft(profileId: string): ProfileDraft;
  /** A new profile with no entries yet. */
  create(profileId: string): ProfileDraft;
  replace(profile: Profile): void;
  remove(profileId: string): void;
  /** Adds an entry to the log; returns it. */
  append<E extends LogEntry>(entry: E): E;
  nextOffset(): Offset;
  /** All changes, with each changed profile finished. Ends the fold. */
  finish(): WriteSet;
}

export function createFoldState(view: LiveView, timeZone: string): FoldState {
  const identities = new Map<IdentifierKey, IdentityRecord>();
  const drafts = new Map<string, ProfileDraft | null>();
  const derivable = new Set<string>();
  const entries: LogEntry[] = [];
  let offset = view.nextOffset;

  function profile(profileId: string): Profile | undefined {
    const draft = drafts.get(profileId);
    return draft === undefined ? view.profiles.get(profileId) : draft?.profile;
  }

  function keep(draft: ProfileDraft, follows: "from-entries" | "from-more"): ProfileDraft {
    const { profileId } = draft.profile;
    drafts.set(profileId, draft);
    if (follows === "from-entries") derivable.add(profileId);
    else derivable.delete(profileId);
    return draft;
  }

  return {
    identity: (key) => identities.get(key) ?? view.identities.get(key),
    setIdentity: (key, record) => {
      identities.set(key, record);
    },
    profile,
    draft(profileId) {
      const draft = drafts.get(profileId);
      if (draft) return draft;
      const stored = profile(profileId);
      if (stored === undefined) throw new TypeError(`the view lacks profile ${profileId}, which an identity points to`);
      return keep(draftOf(stored, timeZone), "from-entries");
    },
    create: (profileId) => keep(draftOf(emptyProfile(profileId), timeZone), "from-more"),
    replace: (merged) => {
      keep(draftOf(merged, timeZone), "from-more");
    },
    remove: (profileId) => {
      drafts.set(profileId, null);
      derivable.delete(profileId);
    },
    append(entry) {
      entries.push(entry);
      offset += 1;
      return entry;
    },
    nextOffset: () => offset,
    finish() {
      const profiles = new Map<string, Profile | null>();
      for (const [profileId, draft] of drafts)
        profiles.set(profileId, draft === null ? null : finishDraft(draft, timeZone));
      return {
        entries,
        rewritten: [],
        profiles,
        derivable,
        identities,
        seen: new Map(),
        quarantined: [],
        released: [],
      };
    },
  };
}
