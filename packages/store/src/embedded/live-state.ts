import { setImmediate as nextTurn } from "node:timers/promises";
import type { LiveState } from "@attune/engine/ports/live-state";
import { hashKey } from "@attune/model/hash-key";
import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { LiveView, WriteSet } from "@attune/model/write-set";
import { decode, encode } from "../encode.ts";
import { requireRising } from "../require-rising.ts";
import type { Databases, Operation } from "./databases.ts";
import { createDecodedCache } from "./decoded-cache.ts";
import type { Environment } from "./environment.ts";
import { headOf } from "./event-log.ts";
import { inKeyOrder } from "./in-key-order.ts";
import type { LogTail } from "./log-tail.ts";
import { membershipRemovals } from "./membership-store.ts";
import { createProfileSnapshots, type FoldOnto } from "./profile-snapshots.ts";
import { quarantineOperations, readCounters } from "./quarantine-counters.ts";
import { type ForgetStep, forgetStep, seenOperations } from "./seen-by-expiry.ts";

/** Identities, with their profiles, looked up between two turns of the event loop: a quarter of a millisecond where half are not in memory. */
const lookedUpPerTurn = 12;

/** Messages asked after, whether they came before, between two turns: a quarter of a millisecond. */
const askedAfterPerTurn = 80;

/** Entries of the log, encoded between two turns: a third of a millisecond. */
const encodedPerTurn = 32;

/** @param cacheBytes how much of the decoded profiles and identities stays in memory, counted by their encoded size (about a third of the heap they take). */
export function createEmbeddedLiveState(
  environment: Environment,
  { cacheBytes, tail, foldOnto }: { cacheBytes: number; tail: LogTail; foldOnto: FoldOnto },
): LiveState {
  const snapshots = createProfileSnapshots(cacheBytes * 0.8, foldOnto);
  const identityCache = createDecodedCache<IdentityRecord>(cacheBytes * 0.2);

  const profileOf = snapshots.get;

  function identityOf({ identities }: Databases, key: IdentifierKey): IdentityRecord | undefined {
    const known = identityCache.get(key);
    if (known !== undefined) return known;
    const bytes = identities.getBinaryFast(hashKey(key));
    if (bytes === undefined) return undefined;
    const size = bytes.length;
    const record = decode<IdentityRecord>(bytes);
    identityCache.set(key, record, size);
    return record;
  }

  return {
    async load(identifiers, messageKeys) {
      let databases = await environment.databases();
      const view: LiveView = {
        nextOffset: headOf(databases) + 1,
        identities: new Map(),
        profiles: new Map(),
        seen: new Set(),
        nextQuarantineId: readCounters(databases).nextId,
      };
      let lookedUp = 0;
      let askedAfter = 0;
      for (const key of identifiers) {
        // In short turns: a decision that comes meanwhile does not wait for all of a group's people.
        if (++lookedUp % lookedUpPerTurn === 0) {
          await nextTurn();
          databases = await environment.databases();
        }
        const identity = identityOf(databases, key);
        if (identity === undefined) continue;
        view.identities.set(key, identity);
        if (view.profiles.has(identity.profileId)) continue;
        const profile = profileOf(databases, identity.profileId);
        if (profile !== undefined) view.profiles.set(identity.profileId, profile);
      }
      for (const key of messageKeys) {
        if (++askedAfter % askedAfterPerTurn === 0) {
          await nextTurn();
          databases = await environment.databases();
        }
        if (databases.seen.doesExist(hashKey(key))) view.seen.add(key);
      }
      return view;
    },

    async commit(writes) {
      const profiles = await snapshots.prepare(writes);
      const identities = encodedIdentities(writes.identities);
      const entries: Buffer[] = [];
      let before = 0;
      await environment.write(async (databases) => {
        before = headOf(databases);
        requireRising(writes, before);
        for (const entry of writes.entries) {
          entries.push(encode(entry));
          if (entries.length % encodedPerTurn === 0) await nextTurn();
        }
        return [
          ...logOperations(databases, writes, entries),
          ...stateOperations("profiles", profiles.written, (id) => id),
          ...scoreRemovals(profiles.written),
          ...membershipRemovals(databases, removedOf(profiles.written)),
          ...stateOperations("identities", identities, hashKey),
          ...seenOperations(databases, writes.seen),
          ...quarantineOperations(databases, writes.quarantined, writes.released),
        ];
      });
      if (writes.rewritten.length > 0) tail.forget();
      else
        tail.add(
          writes.entries,
          before,
          entries.map(({ length }) => length),
        );
      profiles.landed();
      for (const [key, record] of writes.identities) {
        if (record === null) identityCache.delete(key);
        else identityCache.set(key, record, identities.get(key)?.length ?? 0);
      }
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

    async rebuild(fill) {
      await environment.write(() => [{ clear: "profiles" }, { clear: "identities" }]);
      snapshots.follow("ahead");
      identityCache.clear();
      await fill();
      snapshots.follow("behind");
    },
  };
}

const removedOf = (written: Map<string, Buffer | null>): string[] =>
  [...written].flatMap(([profileId, value]) => (value === null ? [profileId] : []));

/** Scores go with their profile. */
function scoreRemovals(profiles: Map<string, Buffer | null>): Operation[] {
  return [...profiles].flatMap(([key, value]) => (value === null ? [{ remove: "scores", key } as const] : []));
}

function encodedIdentities(changes: WriteSet["identities"]): Map<IdentifierKey, Buffer | null> {
  const result = new Map<IdentifierKey, Buffer | null>();
  for (const [key, record] of changes) result.set(key, record === null ? null : encode(record));
  return result;
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
