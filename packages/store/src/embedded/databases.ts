import { AttuneError } from "@attune/model/errors";
import { type Database, type Key, open, type RootDatabase } from "lmdb";

/** The databases of the one LMDB environment. Values of most are JSON (see `encode`); numbers are LMDB's ordered binary. */
export interface Databases {
  root: RootDatabase<Buffer, Key>;
  /** Format version, owner, quarantine counters. */
  meta: Database<Buffer, string>;
  /** Offset → entry. */
  log: Database<Buffer, number>;
  /** Profile id → offsets of the events and decisions it owns (several values to a key, ascending). */
  entriesByProfile: Database<number, string>;
  profiles: Database<Buffer, string>;
  /** `hashKey(identifier)` → identity record: no identifier is readable here. */
  identities: Database<Buffer, string>;
  /** `hashKey(message key)` → time after which it may be forgotten. */
  seen: Database<number, string>;
  /** [bucket of time, number] → the `hashKey`s of message keys that may be forgotten in that bucket, one behind the other. */
  seenByExpiry: Database<Buffer, [bucket: number, number: number]>;
  quarantine: Database<Buffer, number>;
  /** [kind, id] → document. */
  definitions: Database<Buffer, [string, string]>;
  /** Profile id → its scores. */
  scores: Database<Buffer, string>;
  /** Profile id → its memberships. */
  memberships: Database<Buffer, string>;
  /** [segment id, profile id] → since when. */
  members: Database<number, [string, string]>;
  /** [when to look again, profile id]. */
  membershipTimers: Database<number, [number, string]>;
  /** Sequence number → who came into which segment, or left it. */
  transitions: Database<Buffer, number>;
  /** [journey id, profile id] → the person's present or last run. */
  journeyRuns: Database<Buffer, [string, string]>;
  /** [when it goes on, journey id, profile id]. */
  journeyTimers: Database<number, [number, string, string]>;
  /** Delivery id → what waits to be handed over. */
  pendingDeliveries: Database<Buffer, string>;
  /** [when it is due, delivery id]. */
  deliveryTimers: Database<number, [number, string]>;
  /** Sequence number → what became of a message. */
  deliveries: Database<Buffer, number>;
  /** Delivery id → its sequence number. */
  deliveryNumbers: Database<number, string>;
  /** [profile id, sequence number]. */
  deliveriesByPerson: Database<number, [string, number]>;
  /** `hashKey(address)` → why it is not written to. */
  suppressions: Database<Buffer, string>;
}

type DatabaseName = Exclude<keyof Databases, "root">;

/**
 * Opens (or creates) the environment in `directory`. A commit includes its fdatasync (`overlappingSync: false`), so that a resolved write is on
 * disk; without event-turn batching no two writers share a transaction by accident.
 * @param check looks at `meta` before anything else is opened or made; what it throws ends the opening
 */
export function openDatabases(
  directory: string,
  mapSizeBytes: number,
  check: (meta: Databases["meta"]) => void = () => {},
): Databases {
  const root = open<Buffer, Key>(directory, {
    noSubdir: false,
    mapSize: mapSizeBytes,
    maxDbs: 32,
    overlappingSync: false,
    eventTurnBatching: false,
    encoding: "binary",
  });
  const json = { encoding: "binary" } as const;
  const meta: Databases["meta"] = root.openDB("meta", json);
  try {
    check(meta);
  } catch (error) {
    void root.close();
    throw error;
  }
  return {
    root,
    meta,
    log: root.openDB("log", json),
    entriesByProfile: root.openDB("entriesByProfile", { dupSort: true, encoding: "ordered-binary" }),
    profiles: root.openDB("profiles", json),
    identities: root.openDB("identities", json),
    seen: root.openDB("seen", { encoding: "ordered-binary" }),
    seenByExpiry: root.openDB("seenByExpiry", json),
    quarantine: root.openDB("quarantine", json),
    definitions: root.openDB("definitions", json),
    scores: root.openDB("scores", json),
    memberships: root.openDB("memberships", json),
    members: root.openDB("members", { encoding: "ordered-binary" }),
    membershipTimers: root.openDB("membershipTimers", { encoding: "ordered-binary" }),
    transitions: root.openDB("transitions", json),
    journeyRuns: root.openDB("journeyRuns", json),
    journeyTimers: root.openDB("journeyTimers", { encoding: "ordered-binary" }),
    pendingDeliveries: root.openDB("pendingDeliveries", json),
    deliveryTimers: root.openDB("deliveryTimers", { encoding: "ordered-binary" }),
    deliveries: root.openDB("deliveries", json),
    deliveryNumbers: root.openDB("deliveryNumbers", { encoding: "ordered-binary" }),
    deliveriesByPerson: root.openDB("deliveriesByPerson", { encoding: "ordered-binary" }),
    suppressions: root.openDB("suppressions", json),
  };
}

/** One change of a write: plain data, so that a group can be sized before it is written. */
export type Operation =
  | { put: DatabaseName; key: Key; value: Buffer | number; append?: boolean }
  /** `value`: only this one of the key's several values. */
  | { remove: DatabaseName; key: Key; value?: number }
  | { clear: DatabaseName };

/** Carries out `operations` in one transaction; resolves when it is on disk, rejects when nothing of it was written. */
export async function writeOperations(databases: Databases, operations: readonly Operation[]): Promise<void> {
  try {
    await databases.root.batch(() => {
      for (const operation of operations) carryOut(databases, operation);
    });
  } catch (error) {
    throw await asStorageError(error);
  }
}

function carryOut(databases: Databases, operation: Operation): void {
  if ("put" in operation) {
    const database = databases[operation.put] as Database<Buffer | number, Key>;
    // lmdb gives an appending put a promise of its own; its failure is the batch's, which is told there.
    if (operation.append) database.put(operation.key, operation.value, appending as never).catch(() => {});
    else database.put(operation.key, operation.value);
  } else if ("remove" in operation) {
    const database = databases[operation.remove] as Database<Buffer | number, Key>;
    if (operation.value === undefined) database.remove(operation.key);
    else database.remove(operation.key, operation.value);
  } else {
    databases[operation.clear].clearAsync();
  }
}

/** lmdb's typings lack it: the key is greater than all others, so that pages fill up in order. */
const appending = { append: true };

/**
 * Bytes that `operations` put into pages, roughly: values, short keys and node headers. The file may grow by more: a commit copies every
 * page that it changes, up to the root, and leaves room in them. The room that the map has above the limit is for that.
 */
export function sizeOf(operations: readonly Operation[]): number {
  let bytes = 0;
  for (const operation of operations)
    if ("put" in operation) bytes += 64 + (typeof operation.value === "number" ? 9 : operation.value.length);
  return bytes;
}

const noRoomCodes = new Map<unknown, string>([
  [28, "no space left on the device"],
  [27, "the file size limit is reached"],
  [122, "the disk quota is used up"],
  [5, "the disk took only part of a write"],
  [-30792, "the map is full"],
]);

/** lmdb hides the cause of a failed commit in a promise; unread, that promise would end the process. */
async function asStorageError(error: unknown): Promise<unknown> {
  const hidden = (error as { commitError?: Promise<never> }).commitError;
  const cause: unknown = await hidden?.catch((reason: unknown) => reason);
  const why = noRoomCodes.get((cause as { code?: unknown } | undefined)?.code);
  if (why !== undefined) return new AttuneError("storage-full", `Nothing was written: ${why}.`, { cause });
  return new AttuneError("internal", "The commit failed and nothing was written.", { cause: cause ?? error });
}
