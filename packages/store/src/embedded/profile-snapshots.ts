import { setImmediate as nextTurn } from "node:timers/promises";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { WriteSet } from "@attune/model/write-set";
import { decode, encode } from "../encode.ts";
import type { Databases } from "./databases.ts";
import { createDecodedCache } from "./decoded-cache.ts";

/** Folds further entries of its own onto a profile. */
export type FoldOnto = (profile: Profile, entries: LogEntry[]) => Profile;

/** Which profiles a commit writes, encoded, and which it leaves behind the log; `landed` is to be called when it is on disk. */
export interface PreparedProfiles {
  written: Map<string, Buffer | null>;
  landed(): void;
}

/**
 * Profiles on disk are snapshots: each is written when it comes into being, when anything but its own entries changes it, and else every
 * few entries. What it lacks is in the log, under `entriesByProfile`, beyond its `lastOffset`, and is folded onto it when it is read and
 * not in memory.
 */
export interface ProfileSnapshots {
  get(databases: Databases, profileId: string): Profile | undefined;
  prepare(writes: WriteSet): Promise<PreparedProfiles>;
  /** While the log is replayed it runs ahead of the profiles: what is stored is what was committed, neither more nor less. */
  follow(log: "behind" | "ahead"): void;
}

/** A decoded profile. */
interface Held {
  profile: Profile;
  /** Entries of its own that its snapshot lacks. */
  lacking: number;
  /** Encoded size of the snapshot, and roughly of what it lacks. */
  bytes: number;
}

/** Entries that a snapshot may lack: reading them costs about what encoding the profile once saves. */
const mayLack = 8;

/** What an entry adds to an encoded profile, roughly. */
const bytesPerEntry = 200;

/** Documents encoded between two turns of the event loop: a quarter of a millisecond of profiles. */
const encodedPerTurn = 25;

export function createProfileSnapshots(cacheBytes: number, foldOnto: FoldOnto): ProfileSnapshots {
  const cache = createDecodedCache<Held>(cacheBytes);
  let logIsAhead = false;

  function caughtUp(databases: Databases, snapshot: Profile, bytes: number): Held {
    const entries = logIsAhead ? [] : entriesLackedBy(databases, snapshot);
    if (entries.length === 0) return { profile: snapshot, lacking: 0, bytes };
    return {
      profile: foldOnto(snapshot, entries),
      lacking: entries.length,
      bytes: bytes + entries.length * bytesPerEntry,
    };
  }

  /** The profile as it may stay behind on disk; undefined where it is to be written. */
  function leftBehind(profileId: string, profile: Profile, more: number): Held | undefined {
    const held = cache.get(profileId);
    if (held === undefined || more === 0 || held.lacking + more > mayLack) return undefined;
    return { profile, lacking: held.lacking + more, bytes: held.bytes + more * bytesPerEntry };
  }

  return {
    get(databases, profileId) {
      const known = cache.get(profileId);
      if (known !== undefined) return known.profile;
      const bytes = databases.profiles.getBinaryFast(profileId);
      if (bytes === undefined) return undefined;
      const size = bytes.length;
      const held = caughtUp(databases, decode<Profile>(bytes), size);
      cache.set(profileId, held, held.bytes);
      return held.profile;
    },

    async prepare({ entries, profiles, derivable }) {
      const written = new Map<string, Buffer | null>();
      const kept = new Map<string, Held>();
      const own = derivable.size === 0 ? new Map<string, number>() : ownedBy(entries);
      for (const [profileId, profile] of profiles) {
        const behind =
          profile === null || !derivable.has(profileId)
            ? undefined
            : leftBehind(profileId, profile, own.get(profileId) ?? 0);
        if (behind !== undefined) {
          kept.set(profileId, behind);
          continue;
        }
        const bytes = profile === null ? null : encode(profile);
        written.set(profileId, bytes);
        if (profile !== null) kept.set(profileId, { profile, lacking: 0, bytes: bytes!.length });
        // In short turns: a decision that comes meanwhile does not wait for all of them.
        if (written.size % encodedPerTurn === 0) await nextTurn();
      }
      return {
        written,
        landed() {
          for (const [profileId, held] of kept) cache.set(profileId, held, held.bytes);
          for (const [profileId, bytes] of written) if (bytes === null) cache.delete(profileId);
        },
      };
    },

    follow(log) {
      logIsAhead = log === "ahead";
      cache.clear();
    },
  };
}

/** The entries of its own that a snapshot lacks. */
export function entriesLackedBy(
  { log, entriesByProfile }: Pick<Databases, "log" | "entriesByProfile">,
  { profileId, lastOffset }: Profile,
): LogEntry[] {
  const lacking = [...entriesByProfile.getValues(profileId, { start: lastOffset + 1 })];
  return lacking.map((offset) => decode<LogEntry>(log.getBinaryFast(offset)!));
}

/** How many of the entries each profile owns. */
function ownedBy(entries: readonly LogEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries)
    if (entry.kind === "event" || entry.kind === "decision")
      counts.set(entry.profileId, (counts.get(entry.profileId) ?? 0) + 1);
  return counts;
}
