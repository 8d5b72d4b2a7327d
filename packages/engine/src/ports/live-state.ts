import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import type { LiveView, WriteSet } from "@attune/model/write-set";

/**
 * Profiles, identities and the message ids seen so far. One writer; any number of readers.
 * Reads see every commit that was resolved before them. Values handed out must not be changed.
 */
export interface LiveState {
  /** @param readSince by `performance.now()`: what the store has read since then for its caller it need not read again. Absent: it decides itself. */
  load(identifiers: Iterable<IdentifierKey>, messageKeys: Iterable<string>, readSince?: number): Promise<LiveView>;
  /** Atomic, and durable when it resolves. Rejects with `storage-full` when nothing was written. */
  commit(writes: WriteSet): Promise<void>;
  profile(profileId: string): Promise<Profile | undefined>;
  /** Follows identities in the order given and returns the profile of the first that is known. */
  find(identifiers: readonly IdentifierKey[]): Promise<Profile | undefined>;
  identity(key: IdentifierKey): Promise<IdentityRecord | undefined>;
  profileCount(): Promise<number>;
  /** All profile ids, ascending, after `after`, at most `limit`: for rebuilds and back-fills. */
  profileIds(after: string | null, limit: number): Promise<string[]>;
  /**
   * Forgets message keys whose time is over; returns how many. May run beside commits: one that comes anew meanwhile stays. Works in short
   * turns, and its cost follows the keys that expire, not those that are remembered.
   */
  forgetSeen(now: number): Promise<number>;
  /**
   * Empties everything but the log and what replay cannot bring back (quarantine, message ids), and has it filled again by `fill`, which
   * loads and commits. Where `fill` fails the state is not whole, and this is to be called again before anything else.
   */
  rebuild(fill: () => Promise<void>): Promise<void>;
}
