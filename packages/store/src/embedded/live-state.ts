import { setImmediate as nextTurn } from "node:timers/promises";
import type { LiveState } from "@attune/engine/ports/live-state";
import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { LiveView, WriteSet } from "@attune/model/write-set";
import { requireConsecutive } from "../require-consecutive.ts";
import type { Databases, Operation } from "./databases.ts";
import { createDecodedCache, type DecodedCache } from "./decoded-cache.ts";
import { decode, encode, hashKey } from "./encode.ts";
import type { Environment } from "./environment.ts";
import { headOf } from "./event-log.ts";
import { inKeyOrder } from "./in-key-order.ts";
import type { LogTail } from "./log-tail.ts";
import { quarantineOperations, readCounters } from "./quarantine-counters.ts";
import { type ForgetStep, forgetStep, seenOperations } from "./seen-by-expiry.ts";

/** Documents encoded between two turns of the event loop: about a millisecond of profiles. */
const encodedPerTurn = 100;

/** @param cacheBytes how much of the decoded profiles and identities stays in memory, counted by their encoded size (about a third of the heap they take). */
export function createEmbeddedLiveState(environment: Environment, cacheBytes: number, tail: LogTail): LiveState {
  const profileCache = createDecodedCache<Profile>(cacheBytes * 0.8);
  const identityCache = createDecodedCache<IdentityRecord>(cacheBytes * 0.2);

  const profileOf = ({ profiles }: Databases, id: string) => cached(profileCache, id, () => profiles.getBinaryFast(id));
  const identityOf = ({ identities }: Databases, key: IdentifierKey) =>
    cached(identityCache, key, () => identities.getBinaryFast(hashKey(key)));

  return {
    async load(identifiers, messageKeys) {
      const databases = await environment.databases();
      const view: LiveView = {
        nextOffset: headOf(databases) + 1,
        identities: new Map(),
        profiles: new Map(),
        seen: new Set(),
        nextQuarantineId: readCounters(databases).nextId,
      };
      for (const key of identifiers) {
        const identity = identityOf(databases, key);
        if (identity === undefined) continue;
        view.identities.set(key, identity);
        if (view.profiles.has(identity.profileId)) continue;
        const profile = profileOf(databases, identity.profileId);
        if (profile !== undefined) view.profiles.set(identity.profileId, profile);
      }
      for (const key of messageKeys) if (databases.seen.doesExist(hashKey(key))) view.seen.add(key);
      return view;
    },

    async commit(writes) {
      const profiles = await encoded(writes.profiles);
      const identities = await encoded(writes.identities);
      const entries = writes.entries.map(encode);
      await environment.write((databases) => {
        requireConsecutive(writes, headOf(databases) + 1);
        return [
          ...logOperations(databases, writes, entries),
          ...stateOperations("profiles", profiles, (id) => id),
          ...stateOperations("identities", identities, hashKey),
          ...seenOperations(databases, writes.seen),
          ...quarantineOperations(databases, writes.quarantined, writes.released),
        ];
      });
      if (writes.rewritten.length > 0) tail.forget();
      else
        tail.add(
          writes.entries,
          entries.map(({ length }) => length),
        );
      refresh(profileCache, writes.profiles, profiles);
      refresh(identityCache, writes.identities, identities);
    },

    async profile(profileId) {
      return profileOf(await environment.databases(), profileId);
    },
    async find(identifiers) {
      const databases = await environment.databases();
      for (const key of identifiers) {
        const identity = identityOf(databases, key);
        const profile = identity === undefined ? undefined : profileOf(databases, identity.profileId);
        if (profile !== undefined) return profile;
      }
      return undefined;
    },
    async identity(key) {
      return identityOf(await environment.databases(), key);
    },
    async profileCount() {
      const { profiles } = await environment.databases();
      return (profiles.getStats() as { entryCount: number }).entryCount;
    },
    async profileIds(after, limit) {
      if (limit <= 0) return [];
      const { profiles } = await environment.databases();
      const start = after === null ? {} : { start: after, exclusiveStart: true };
      return [...profiles.getKeys({ ...start, limit })];
    },

    async forgetSeen(now) {
      let forgotten = 0;
      let step: ForgetStep = { operations: [], forgotten: 0, after: undefined };
      do {
        // Looked at in the writer's turn: no commit can bring a key anew between the look and its removal.
        await environment.write((databases) => {
          step = forgetStep(databases, now, step.after);
          return step.operations;
        });
        forgotten += step.forgotten;
        await nextTurn();
      } while (step.after !== undefined);
      return forgotten;
    },

    async clearProjections() {
      await environment.write(() => [{ clear: "profiles" }, { clear: "identities" }]);
      profileCache.clear();
      identityCache.clear();
    },
  };
}

function cached<V>(cache: DecodedCache<V>, key: string, read: () => Buffer | undefined): V | undefined {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const bytes = read();
  if (bytes === undefined) return undefined;
  const size = bytes.length;
  const value = decode<V>(bytes);
  cache.set(key, value, size);
  return value;
}

/** In short turns: a decision that comes meanwhile does not wait for all of them. */
async function encoded<V>(changes: Map<string, V | null>): Promise<Map<string, Buffer | null>> {
  const result = new Map<string, Buffer | null>();
  for (const [key, value] of changes) {
    result.set(key, value === null ? null : encode(value));
    if (result.size % encodedPerTurn === 0) await nextTurn();
  }
  return result;
}

function refresh<V>(cache: DecodedCache<V>, changes: Map<string, V | null>, sizes: Map<string, Buffer | null>): void {
  for (const [key, value] of changes) {
    if (value === null) cache.delete(key);
    else cache.set(key, value, sizes.get(key)?.length ?? 0);
  }
}

/** @param encodedEntries those of `writes.entries`, in their order */
function logOperations(databases: Databases, writes: WriteSet, encodedEntries: readonly Buffer[]): Operation[] {
  const operations: Operation[] = [];
  for (const [index, value] of encodedEntries.entries())
    operations.push({ put: "log", key: writes.entries[index]!.offset, value, append: true });
  for (const entry of writes.rewritten) {
    const before = databases.log.getBinaryFast(entry.offset);
    if (before !== undefined) operations.push(...ownership(decode<LogEntry>(before), "remove"));
    operations.push({ put: "log", key: entry.offset, value: encode(entry) });
  }
  return [...operations, ...[...writes.entries, ...writes.rewritten].flatMap((entry) => ownership(entry, "put"))];
}

function ownership(entry: LogEntry, change: "put" | "remove"): Operation[] {
  if (entry.kind !== "event" && entry.kind !== "decision") return [];
  const place = { key: entry.profileId, value: entry.offset };
  return [change === "put" ? { put: "entriesByProfile", ...place } : { remove: "entriesByProfile", ...place }];
}

function stateOperations(
  name: "profiles" | "identities",
  changes: Map<string, Buffer | null>,
  keyOf: (key: string) => string,
): Operation[] {
  return inKeyOrder(changes, keyOf).map(([key, value]) =>
    value === null ? { remove: name, key } : { put: name, key, value },
  );
}
