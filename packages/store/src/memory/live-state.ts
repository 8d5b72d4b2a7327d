import type { LiveState } from "@attune/engine/ports/live-state";
import type { LogEntry } from "@attune/model/log-entry";
import type { LiveView, WriteSet } from "@attune/model/write-set";
import { compareBytes } from "../compare-bytes.ts";
import { indexOfEntry } from "../index-of-entry.ts";
import { requireRising } from "../require-rising.ts";
import type { Tables } from "./tables.ts";

export function createMemoryLiveState(tables: Tables): LiveState {
  return {
    async load(identifiers, messageKeys) {
      const view: LiveView = {
        nextOffset: (tables.log.at(-1)?.offset ?? 0) + 1,
        identities: new Map(),
        profiles: new Map(),
        seen: new Set(),
        nextQuarantineId: tables.nextQuarantineId,
      };
      for (const key of identifiers) {
        const identity = tables.identities.get(key);
        if (identity === undefined) continue;
        view.identities.set(key, identity);
        const profile = tables.profiles.get(identity.profileId);
        if (profile !== undefined) view.profiles.set(identity.profileId, profile);
      }
      for (const key of messageKeys) if (tables.seen.has(key)) view.seen.add(key);
      return view;
    },
    async commit(writes) {
      requireRising(writes, tables.log.at(-1)?.offset ?? 0);
      apply(tables, writes);
    },
    async profile(profileId) {
      return tables.profiles.get(profileId);
    },
    async find(identifiers) {
      for (const key of identifiers) {
        const identity = tables.identities.get(key);
        const profile = identity === undefined ? undefined : tables.profiles.get(identity.profileId);
        if (profile !== undefined) return profile;
      }
      return undefined;
    },
    async identity(key) {
      return tables.identities.get(key);
    },
    async profileCount() {
      return tables.profiles.size;
    },
    async profileIds(after, limit) {
      return [...tables.profiles.keys()]
        .filter((id) => after === null || compareBytes(id, after) > 0)
        .sort(compareBytes)
        .slice(0, limit);
    },
    async forgetSeen(now) {
      const over = [...tables.seen].filter(([, until]) => until < now);
      for (const [key] of over) tables.seen.delete(key);
      return over.length;
    },
    async rebuild(fill) {
      tables.profiles.clear();
      tables.identities.clear();
      await fill();
    },
  };
}

function apply(tables: Tables, writes: WriteSet): void {
  for (const entry of writes.entries) {
    tables.log.push(entry);
    own(tables, entry);
  }
  for (const entry of writes.rewritten) {
    const index = indexOfEntry(tables.log, entry.offset);
    disown(tables, tables.log[index]);
    tables.log[index] = entry;
    own(tables, entry);
  }
  setOrDelete(tables.profiles, writes.profiles);
  for (const [profileId, profile] of writes.profiles) if (profile === null) tables.scores.delete(profileId);
  for (const [profileId, profile] of writes.profiles) if (profile === null) tables.memberships.delete(profileId);
  setOrDelete(tables.identities, writes.identities);
  for (const [key, until] of writes.seen) tables.seen.set(key, until);
  for (const event of writes.quarantined) {
    tables.quarantine.set(event.quarantineId, event);
    tables.nextQuarantineId = Math.max(tables.nextQuarantineId, event.quarantineId + 1);
  }
  for (const id of writes.released) tables.quarantine.delete(id);
}

function own(tables: Tables, entry: LogEntry): void {
  if (entry.kind !== "event" && entry.kind !== "decision") return;
  const offsets = tables.offsetsByProfile.get(entry.profileId);
  if (offsets === undefined) tables.offsetsByProfile.set(entry.profileId, new Set([entry.offset]));
  else offsets.add(entry.offset);
}

function disown(tables: Tables, entry: LogEntry | undefined): void {
  if (entry?.kind === "event" || entry?.kind === "decision")
    tables.offsetsByProfile.get(entry.profileId)?.delete(entry.offset);
}

function setOrDelete<K, V>(table: Map<K, V>, changes: Map<K, V | null>): void {
  for (const [key, value] of changes) {
    if (value === null) table.delete(key);
    else table.set(key, value);
  }
}
