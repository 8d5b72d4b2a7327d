import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import { isOwned, type OwnedEntry } from "./owned-entry.ts";

/** A profile with what the log holds of it: what it owns, under its own id and those it absorbed, and its merges and unmerges. */
export interface ProfileWithLog {
  profile: Profile;
  /** Events and decisions that it owns, and the entries at `merges[].offset` and `separations[].offset`. */
  entries: readonly LogEntry[];
}

/** The ids that a profile has or had: its own and those it absorbed. */
export function idsOf(profile: Profile): string[] {
  return [profile.profileId, ...profile.merges.map((merge) => merge.profileId)];
}

/** The events and decisions among entries, in the order of the log. */
export function ownedOf(entries: readonly LogEntry[]): OwnedEntry[] {
  return entries.filter(isOwned).sort((a, b) => a.offset - b.offset);
}
