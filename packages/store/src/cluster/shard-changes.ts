import type { DecisionRecord } from "@attune/model/decision";
import { hashKey } from "@attune/model/hash-key";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { ClusterWriteSet, KinWrites } from "./cluster-write-set.ts";
import type { KeySpace } from "./key-space.ts";

/** What a write set changes, by where it lies: arguments of the scripts, three for each change. */
export interface ShardChanges {
  shards: Map<number, string[]>;
  quarantine: string[];
}

/** Pure: the same write set gives the same changes, whoever applies it and however often. Linear in the write set. */
export function changesByShard(writes: ClusterWriteSet, keys: KeySpace): ShardChanges {
  const shards = new Map<number, string[]>();
  const change = (shard: number, kind: string, key: string, value: string) => {
    const changes = shards.get(shard);
    if (changes === undefined) shards.set(shard, [kind, key, value]);
    else changes.push(kind, key, value);
  };
  if (writes.kin !== undefined) changeKin(writes.kin, keys, change);
  for (const [profileId, profile] of writes.profiles) {
    const shard = keys.shardOf(profileId);
    if (profile === null) change(shard, "noProfile", profileId, "");
    else change(shard, "profile", profileId, JSON.stringify(profile));
  }
  for (const [identifier, record] of writes.identities) {
    const hash = hashKey(identifier);
    if (record === null) change(keys.shardOf(hash), "noIdentity", hash, "");
    else change(keys.shardOf(hash), "identity", hash, JSON.stringify(record));
  }
  for (const [profileId, offset] of writes.disowned)
    change(keys.shardOf(profileId), "ownsNot", profileId, String(offset));
  for (const entry of [...writes.entries, ...writes.rewritten])
    if (isOwned(entry)) change(keys.shardOf(entry.profileId), "owns", entry.profileId, String(entry.offset));
  // With the profile that holds it now, so that nobody counts it twice, or not at all.
  for (const entry of writes.entries)
    if (entry.kind === "decision" && isPromised(entry.decision))
      change(keys.shardOf(entry.profileId), "landed", entry.profileId, entry.decision.decisionId);
  for (const [message, until] of writes.seen) {
    const hash = hashKey(message);
    change(keys.shardOf(hash), "seen", hash, until === Number.POSITIVE_INFINITY ? "inf" : String(until));
  }
  // It holds for what follows it in the shard.
  if (writes.kin !== undefined)
    for (const changes of shards.values()) changes.unshift("version", "", String(writes.kin.version));
  return { shards, quarantine: quarantineChanges(writes.quarantined, writes.released) };
}

type Change = (shard: number, kind: string, key: string, value: string) => void;

function changeKin(writes: KinWrites, keys: KeySpace, change: Change): void {
  const kinShard = (born: Offset) => keys.shardOf(kinName(born));
  for (const [place, pointer] of writes.pointers)
    change(keys.shardOf(place), "pointer", place, pointer === null ? "" : JSON.stringify(pointer));
  for (const [born, head] of writes.heads)
    change(kinShard(born), "kin", String(born), head === null ? "" : JSON.stringify(head));
  for (const [born, members] of writes.places)
    for (const [place, key] of members)
      change(kinShard(born), "kinPlace", String(born), JSON.stringify([place, key ?? ""]));
  for (const [entry, order] of writes.orders)
    change(keys.shardOf(orderName(entry)), "order", String(entry), String(order));
  for (const [born, messages] of writes.seen)
    for (const message of messages) change(kinShard(born), "kinSeen", String(born), JSON.stringify(message));
}

/** What decides on the shard of the order that changed an entry last. */
export const orderName = (entry: Offset): string => `order:${entry}`;

/** What decides on the shard of kin. */
export const kinName = (born: Offset): string => `kin:${born}`;

function isPromised({ opportunities }: DecisionRecord): boolean {
  return opportunities.some(({ countsIn, offerId }) => countsIn !== undefined || offerId !== undefined);
}

export function isOwned(entry: LogEntry): entry is Extract<LogEntry, { kind: "event" | "decision" }> {
  return entry.kind === "event" || entry.kind === "decision";
}

function quarantineChanges(added: readonly QuarantinedEvent[], released: readonly number[]): string[] {
  return [
    ...added.flatMap((event) => ["add", String(event.quarantineId), event.code, JSON.stringify(event)]),
    ...released.flatMap((id) => ["take", String(id)]),
  ];
}
