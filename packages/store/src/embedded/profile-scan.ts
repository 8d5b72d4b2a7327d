import { join } from "node:path";
import type { Profile } from "@attune/model/profile";
import type { Scores } from "@attune/model/score";
import type { FoundMemberships } from "@attune/model/segment";
import { type Key, open } from "lmdb";
import { decode } from "../encode.ts";
import type { Databases } from "./databases.ts";
import { entriesLackedBy, type FoldOnto } from "./profile-snapshots.ts";

/** A profile with what is kept beside it. */
export interface ScannedPerson {
  profile: Profile;
  scores: Scores;
  memberships: FoundMemberships | undefined;
}

/** Reads everybody of a data directory while another process runs on it. Writes nothing. */
export interface ProfileScan {
  profileCount(): number;
  /**
   * People ascending by profile id, after `after`, at most `limit`: as they are on disk at the time of the call. No view of the disk is held
   * between calls, so that a long scan keeps no old pages alive.
   */
  page(after: string | null, limit: number): ScannedPerson[];
  /** One of them, as it is on disk at the time of the call. */
  profile(profileId: string): Profile | undefined;
  close(): Promise<void>;
}

export function openProfileScan(directory: string, foldOnto: FoldOnto): ProfileScan {
  const root = open<Buffer, Key>(join(directory, "state"), { readOnly: true, maxDbs: 32, encoding: "binary" });
  const json = { encoding: "binary" } as const;
  const log: Databases["log"] = root.openDB("log", json);
  const profiles: Databases["profiles"] = root.openDB("profiles", json);
  const scores: Databases["scores"] = root.openDB("scores", json);
  const memberships: Databases["memberships"] = root.openDB("memberships", json);
  const entriesByProfile: Databases["entriesByProfile"] = root.openDB("entriesByProfile", {
    dupSort: true,
    encoding: "ordered-binary",
  });
  return {
    profileCount: () => (profiles.getStats() as { entryCount: number }).entryCount,
    page(after, limit) {
      root.resetReadTxn();
      const start = after === null ? {} : { start: after, exclusiveStart: true };
      return [...profiles.getRange({ ...start, limit })].map(({ key, value }) => ({
        profile: wholeProfile({ log, entriesByProfile }, decode<Profile>(value), foldOnto),
        scores: decoded<Scores>(scores.getBinaryFast(key)) ?? {},
        memberships: decoded<FoundMemberships>(memberships.getBinaryFast(key)),
      }));
    },
    profile(profileId) {
      root.resetReadTxn();
      const snapshot = decoded<Profile>(profiles.getBinaryFast(profileId));
      return snapshot === undefined ? undefined : wholeProfile({ log, entriesByProfile }, snapshot, foldOnto);
    },
    close: () => root.close(),
  };
}

function wholeProfile(
  databases: Pick<Databases, "log" | "entriesByProfile">,
  snapshot: Profile,
  foldOnto: FoldOnto,
): Profile {
  const entries = entriesLackedBy(databases, snapshot);
  return entries.length === 0 ? snapshot : foldOnto(snapshot, entries);
}

function decoded<T>(bytes: Buffer | undefined): T | undefined {
  return bytes === undefined ? undefined : decode<T>(bytes);
}
