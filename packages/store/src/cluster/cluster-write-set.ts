import type { KinHead, PartitionStanding, Pointer } from "@attune/engine/ports/partition-store";
import type { IdentifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { WriteSet } from "@attune/model/write-set";
import { decode, encode } from "../encode.ts";

/** A write set as the cluster's state applies it. */
export interface ClusterWriteSet extends WriteSet {
  /** Ownerships that `rewritten` ends: only the log knows to whom an entry belonged before. */
  disowned: Array<[profileId: string, offset: Offset]>;
  /** Where an instance has several partitions. */
  kin?: KinWrites;
}

/** What one of several partitions knows of kin, as its state keeps it. Pairs, as JSON has them; null deletes. */
export interface KinWrites {
  standing: PartitionStanding;
  /** What tells which of two partitions wrote a profile or an identity last: rises with every step, and with every letter on the way. */
  version: number;
  pointers: Array<[place: string, Pointer | null]>;
  heads: Array<[kin: Offset, PlainHead | null]>;
  /** Null: it is not kept which identifier has the place. */
  places: Array<[kin: Offset, Array<[place: string, IdentifierKey | null]>]>;
  /** `until` −1: never forgotten. */
  seen: Array<[kin: Offset, Array<[messageKey: string, until: number]>]>;
  /** The order that changed an entry of the partition's log last. */
  orders: Array<[entry: Offset, order: Offset]>;
}

/** The size of kin; behind it what other partitions' logs are yet to say, where there is any. */
export type PlainHead = number | [size: number, unsettled: Array<[Offset, { entry: LogEntry; order: Offset }]>];

export function plainHead({ size, unsettled }: KinHead): PlainHead {
  return unsettled.size === 0 ? size : [size, [...unsettled]];
}

/** What JSON has no word for: a message key that is never forgotten. */
const never = -1;

/** In bytes, without the new entries: those are the log's. */
export function encodeWriteSet({ entries: _, ...writes }: ClusterWriteSet): Buffer {
  return encode({
    ...writes,
    profiles: [...writes.profiles],
    derivable: [...writes.derivable],
    identities: [...writes.identities],
    seen: [...writes.seen].map(([key, until]) => [key, until === Number.POSITIVE_INFINITY ? never : until]),
  });
}

/** @param entries those of the log's message */
export function decodeWriteSet(bytes: Buffer, entries: WriteSet["entries"]): ClusterWriteSet {
  const plain = decode<PlainWriteSet>(bytes);
  return {
    ...plain,
    entries,
    profiles: new Map(plain.profiles),
    derivable: new Set(plain.derivable),
    identities: new Map(plain.identities),
    seen: new Map(plain.seen.map(([key, until]) => [key, until === never ? Number.POSITIVE_INFINITY : until])),
  };
}

type Pairs<M> = M extends Map<infer K, infer V> ? Array<[K, V]> : never;

interface PlainWriteSet extends Pick<ClusterWriteSet, "rewritten" | "quarantined" | "released" | "disowned" | "kin"> {
  profiles: Pairs<WriteSet["profiles"]>;
  derivable: string[];
  identities: Pairs<WriteSet["identities"]>;
  seen: Pairs<WriteSet["seen"]>;
}
