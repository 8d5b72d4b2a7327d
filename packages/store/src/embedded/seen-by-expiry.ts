import { hashKey, hashKeyLength } from "@attune/model/hash-key";
import type { RangeOptions } from "lmdb";
import type { Databases, Operation } from "./databases.ts";
import { inKeyOrder } from "./in-key-order.ts";

/**
 * Which message keys expire when, so that forgetting them looks at no others. A record names some keys that one commit brought and that
 * expire in the same bucket of time: one more small value for many keys, where an entry for each would be one more random write each.
 * A record is a hint. What holds is the time in `seen`: a key that came anew since has a later one, and another record.
 */
type ExpiryKey = [bucket: number, number: number];

/** Much less than the hour between two rounds of forgetting, since the bucket that is ending is looked at in both. */
const bucketMs = 600_000;

/** So that two records fill a page of 4 KiB, and none needs pages of its own. */
const hashesPerRecord = 90;

/** Message keys looked at in one turn of the event loop: about two milliseconds. */
const hashesPerStep = 2_000;

const bucketOf = (until: number) => Math.floor(until / bucketMs);

/** What remembering these message keys changes, each until its time; Infinity is for ever and needs no record. */
export function seenOperations(databases: Databases, seen: Map<string, number>): Operation[] {
  const operations: Operation[] = [];
  const byBucket = new Map<number, string[]>();
  for (const [hash, until] of inKeyOrder(seen, hashKey)) {
    operations.push({ put: "seen", key: hash, value: until });
    if (Number.isFinite(until)) addTo(byBucket, bucketOf(until), hash);
  }
  for (const [bucket, hashes] of byBucket) {
    let number = nextNumber(databases, bucket);
    for (let start = 0; start < hashes.length; start += hashesPerRecord)
      operations.push({
        put: "seenByExpiry",
        key: [bucket, number++],
        value: asRecord(hashes.slice(start, start + hashesPerRecord)),
      });
  }
  return operations;
}

/** One step of forgetting. */
export interface ForgetStep {
  operations: Operation[];
  /** How many message keys they remove. */
  forgotten: number;
  /** Where the next step goes on; undefined where there is nothing more. */
  after: ExpiryKey | undefined;
}

/** Forgets what expired before `now`, from the records behind `after`. Linear in the keys that expire up to the end of the bucket of `now`. */
export function forgetStep(databases: Databases, now: number, after: ExpiryKey | undefined): ForgetStep {
  const over = new Set<string>();
  const operations: Operation[] = [];
  const start = after === undefined ? {} : { start: after, exclusiveStart: true };
  const step = () => ({
    operations: [...operations, ...[...over].map((key): Operation => ({ remove: "seen", key }))],
    forgotten: over.size,
  });
  let looked = 0;
  for (const { key, value } of databases.seenByExpiry.getRange({ ...start, end: [bucketOf(now) + 1, 0] })) {
    let isOver = true;
    for (const hash of hashesOf(value)) {
      const until = databases.seen.get(hash);
      looked++;
      if (until === undefined) continue;
      if (until < now) over.add(hash);
      else if (bucketOf(until) === key[0]) isOver = false;
    }
    if (isOver) operations.push({ remove: "seenByExpiry", key });
    if (looked >= hashesPerStep) return { ...step(), after: key };
  }
  return { ...step(), after: undefined };
}

/** Makes the records for all message keys of a data directory that has none, within the running transaction. */
export function indexSeen(databases: Databases): void {
  const waiting = new Map<number, string[]>();
  const numbers = new Map<number, number>();
  const write = (bucket: number, hashes: readonly string[]) => {
    const number = numbers.get(bucket) ?? 0;
    numbers.set(bucket, number + 1);
    databases.seenByExpiry.putSync([bucket, number], asRecord(hashes));
  };
  for (const { key, value } of databases.seen.getRange()) {
    if (!Number.isFinite(value)) continue;
    const bucket = bucketOf(value);
    const hashes = addTo(waiting, bucket, key);
    if (hashes.length < hashesPerRecord) continue;
    write(bucket, hashes);
    waiting.delete(bucket);
  }
  for (const [bucket, hashes] of waiting) write(bucket, hashes);
}

function addTo(byBucket: Map<number, string[]>, bucket: number, hash: string): string[] {
  const hashes = byBucket.get(bucket) ?? [];
  hashes.push(hash);
  byBucket.set(bucket, hashes);
  return hashes;
}

function nextNumber({ seenByExpiry }: Databases, bucket: number): number {
  const newestFirst: RangeOptions = { start: [bucket, Number.MAX_SAFE_INTEGER], end: [bucket, -1], reverse: true };
  for (const [, number] of seenByExpiry.getKeys({ ...newestFirst, limit: 1 })) return number + 1;
  return 0;
}

/** Hashes are ASCII, all of the same length. */
function asRecord(hashes: readonly string[]): Buffer {
  return Buffer.from(hashes.join(""), "latin1");
}

function* hashesOf(record: Buffer): Iterable<string> {
  for (let start = 0; start < record.length; start += hashKeyLength)
    yield record.toString("latin1", start, start + hashKeyLength);
}
