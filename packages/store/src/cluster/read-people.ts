import { hashKey } from "@attune/model/hash-key";
import type { IdentityRecord } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import type { FoundMemberships } from "@attune/model/segment";
import type { AgedCache } from "./aged-cache.ts";
import type { KeySpace } from "./key-space.ts";
import type { BesideProfile, PersonCache } from "./person-cache.ts";
import type { RedisClient } from "./redis-client.ts";
import { scoresFrom } from "./scores-from.ts";
import { readPersonScript } from "./scripts/read-person.ts";

/** One person, as a decision reads them: at most so old as was asked for, and what this node wrote as it wrote it. */
export interface PeopleReader {
  profile(profileId: string): Promise<Profile | undefined>;
  identity(key: string): Promise<IdentityRecord | undefined>;
  beside(profileId: string): Promise<BesideProfile>;
  /** The profile of the first identifier that is known. One round trip where this node has met the identifier before, else two; none where all is young enough. */
  find(identifiers: readonly string[]): Promise<Profile | undefined>;
}

interface Person {
  profile: Profile | null;
  beside: BesideProfile;
}

/** However old: what it says is asked for again before it counts. */
const anyAge = Number.POSITIVE_INFINITY;

/** While a failover lasts nothing is known anew. A decision does not wait for it where this node knew the person a short while ago. */
const awayStaleMs = 60_000;
/** Memberships and scores follow events by about as much. */
const besideStaleMs = 1_000;
/** Longer than a read takes on a busy machine. */
const patienceMs = 250;

/** @param staleMs how old a value may be; where Redis says nothing for a quarter of a second, up to a minute */
export function createPeopleReader(
  redis: RedisClient,
  keys: KeySpace,
  { cache, staleMs }: { cache: PersonCache; staleMs: number },
): PeopleReader {
  async function known<V>(values: AgedCache<V>, key: string, read: (key: string) => Promise<V>): Promise<V> {
    const young = values.get(key, staleMs);
    if (young !== undefined) return young;
    const old = values.get(key, awayStaleMs);
    return old === undefined ? read(key) : withinPatience(read(key), old);
  }

  async function profile(profileId: string): Promise<Profile | undefined> {
    return (await known(cache.profiles, profileId, readProfile)) ?? undefined;
  }

  async function readProfile(profileId: string): Promise<Profile | null> {
    const mark = cache.profiles.beginRead();
    const json = await redis.call<string | null>("GET", keys.inShard(keys.shardOf(profileId), `p:${profileId}`));
    const read = json === null ? null : (JSON.parse(json) as Profile);
    cache.profiles.keep(profileId, read, json?.length ?? 0, mark);
    return read;
  }

  async function identity(key: string): Promise<IdentityRecord | undefined> {
    return (await known(cache.identities, key, readIdentity)) ?? undefined;
  }

  async function readIdentity(key: string): Promise<IdentityRecord | null> {
    const mark = cache.identities.beginRead();
    const hash = hashKey(key);
    const json = await redis.call<string | null>("GET", keys.inShard(keys.shardOf(hash), `i:${hash}`));
    const read = json === null ? null : (JSON.parse(json) as IdentityRecord);
    cache.identities.keep(key, read, json?.length ?? 0, mark);
    return read;
  }

  async function beside(profileId: string): Promise<BesideProfile> {
    return cache.beside.get(profileId, besideStaleMs) ?? (await person(profileId)).beside;
  }

  async function person(profileId: string): Promise<Person> {
    const young = cachedPerson(profileId, staleMs);
    if (young !== undefined) return young;
    const old = cachedPerson(profileId, awayStaleMs);
    return old === undefined ? readPerson(profileId) : withinPatience(readPerson(profileId), old);
  }

  function cachedPerson(profileId: string, maximumAgeMs: number): Person | undefined {
    const found = cache.profiles.get(profileId, maximumAgeMs);
    const besides = cache.beside.get(profileId, maximumAgeMs);
    return found === undefined || besides === undefined ? undefined : { profile: found, beside: besides };
  }

  /** All of it lies on one node: one request brings it. */
  async function readPerson(profileId: string): Promise<Person> {
    const marks = { profile: cache.profiles.beginRead(), beside: cache.beside.beginRead() };
    const key = keys.inShard(keys.shardOf(profileId), `p:${profileId}`);
    const answer = await redis.script<[string | null, string | null, string[]]>(readPersonScript, key, [profileId]);
    const [profileJson, membershipsJson, fields] = answer;
    const read: Person = {
      profile: profileJson === null ? null : (JSON.parse(profileJson) as Profile),
      beside: {
        memberships: membershipsJson === null ? undefined : (JSON.parse(membershipsJson) as FoundMemberships),
        scores: scoresFrom(fields),
      },
    };
    const besideBytes = (membershipsJson?.length ?? 0) + fields.reduce((sum, { length }) => sum + length, 0);
    cache.profiles.keep(profileId, read.profile, profileJson?.length ?? 0, marks.profile);
    cache.beside.keep(profileId, read.beside, besideBytes, marks.beside);
    return read;
  }

  async function findOne(key: string): Promise<Profile | undefined> {
    const expected = cache.identities.get(key, anyAge)?.profileId;
    const [record, ahead] = await Promise.all([identity(key), expected === undefined ? undefined : person(expected)]);
    if (record === undefined) return undefined;
    const found = record.profileId === expected ? ahead : await person(record.profileId);
    return found?.profile ?? undefined;
  }

  return {
    profile,
    identity,
    beside,
    async find(identifiers) {
      // What two identifiers ask of Redis goes out together.
      for (const found of await Promise.all(identifiers.map(findOne))) if (found !== undefined) return found;
      return undefined;
    },
  };
}

/** What is read, or what was known before where the read takes too long or fails. */
function withinPatience<V>(read: Promise<V>, otherwise: V): Promise<V> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs, otherwise);
    timer.unref();
    const end = (value: V) => {
      clearTimeout(timer);
      resolve(value);
    };
    read.then(end, () => end(otherwise));
  });
}
