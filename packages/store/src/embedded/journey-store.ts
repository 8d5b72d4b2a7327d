import { setImmediate as nextTurn } from "node:timers/promises";
import { type JourneyCheckpoint, type JourneyStore, keptDeliveries } from "@attune/engine/ports/journey-store";
import { hashKey } from "@attune/model/hash-key";
import type { DeliveryRecord, JourneyRun, PendingDelivery } from "@attune/model/journey";
import { decode, encode } from "../encode.ts";
import type { Databases, Operation } from "./databases.ts";
import type { Environment } from "./environment.ts";

const checkpointKey = "journeys";
const lastDeliveryKey = "lastDelivery";
/** Decoded in about half a millisecond. */
const pendingPerPage = 50;
/** Made ready to be written in about a third of a millisecond: decisions wait for that. */
const entriesPerTurn = 8;
const none: ReadonlySet<string> = new Set();

export function createEmbeddedJourneyStore(environment: Environment): JourneyStore {
  return {
    async checkpoint() {
      const bytes = (await environment.databases()).meta.getBinaryFast(checkpointKey);
      return bytes === undefined ? null : decode<JourneyCheckpoint>(bytes);
    },
    commit: ({ checkpoint, runs = new Map(), pending = [], done = [] }) =>
      environment.write(async (databases) => [
        ...(checkpoint === undefined ? [] : [{ put: "meta", key: checkpointKey, value: encode(checkpoint) } as const]),
        ...(await inTurns(runs, ([key, run]) =>
          runOperations(databases, key.split("\u0000") as [string, string], run),
        )),
        ...(await inTurns(pending, (delivery) => pendingOperations(databases, delivery.deliveryId, delivery))),
        ...(await recordOperations(databases, done)),
      ]),
    async run(journeyId, profileId) {
      return runOf(await environment.databases(), [journeyId, profileId]);
    },
    async journeyIds() {
      return journeyIdsOf(await environment.databases());
    },
    async runsOf(journeyId, after, limit) {
      const { journeyRuns } = await environment.databases();
      const found: JourneyRun[] = [];
      if (limit <= 0) return found;
      const start: [string, string] = [journeyId, after ?? ""];
      for (const { key, value } of journeyRuns.getRange({ start, exclusiveStart: after !== null, limit })) {
        if (key[0] !== journeyId) break;
        found.push(decode<JourneyRun>(value));
      }
      return found;
    },
    async dueRuns(now, limit) {
      const databases = await environment.databases();
      const found: JourneyRun[] = [];
      if (limit <= 0) return found;
      for (const [at, journeyId, profileId] of databases.journeyTimers.getKeys({ limit })) {
        if (at > now) break;
        found.push(runOf(databases, [journeyId, profileId])!);
      }
      return found;
    },
    async dueDeliveries(now, limit, except = none) {
      const databases = await environment.databases();
      const found: PendingDelivery[] = [];
      if (limit <= 0) return found;
      for (const [at, deliveryId] of databases.deliveryTimers.getKeys()) {
        if (at > now || found.length === limit) break;
        if (!except.has(deliveryId)) found.push(pendingOf(databases, deliveryId)!);
      }
      return found;
    },
    async nextDueAt() {
      const { journeyTimers, deliveryTimers } = await environment.databases();
      const runs = [...journeyTimers.getKeys({ limit: 1 })].map(([at]) => at);
      const first = [...runs, ...[...deliveryTimers.getKeys({ limit: 1 })].map(([at]) => at)];
      return first.length === 0 ? null : Math.min(...first);
    },
    async pendingCount() {
      const { pendingDeliveries } = await environment.databases();
      return (pendingDeliveries.getStats() as { entryCount: number }).entryCount;
    },
    async pendingDelivery(deliveryId) {
      return pendingOf(await environment.databases(), deliveryId);
    },
    async *pendingDeliveries(profileId) {
      const name = profileId === null ? null : nameIn(profileId);
      for (let after = ""; ; ) {
        const { pendingDeliveries } = await environment.databases();
        const page = [...pendingDeliveries.getRange({ start: after, exclusiveStart: true, limit: pendingPerPage })];
        yield page.flatMap(({ value }) => {
          if (name !== null && !value.includes(name)) return [];
          const delivery = decode<PendingDelivery>(value);
          return profileId === null || delivery.profileId === profileId ? [delivery] : [];
        });
        if (page.length < pendingPerPage) return;
        after = page.at(-1)!.key;
        await nextTurn();
      }
    },
    async deliveries(profileId, limit) {
      const databases = await environment.databases();
      if (limit <= 0) return [];
      if (profileId === null)
        return [...databases.deliveries.getRange({ reverse: true, limit })].map(({ value }) =>
          decode<DeliveryRecord>(value),
        );
      const range = { start: [profileId, Number.MAX_SAFE_INTEGER] as [string, number], reverse: true, limit };
      const found: DeliveryRecord[] = [];
      for (const [owner, number] of databases.deliveriesByPerson.getKeys(range)) {
        if (owner !== profileId) break;
        found.push(decode<DeliveryRecord>(databases.deliveries.getBinaryFast(number)!));
      }
      return found;
    },
    async delivery(deliveryId) {
      const databases = await environment.databases();
      const number = databases.deliveryNumbers.get(deliveryId);
      return number === undefined ? undefined : recordOf(databases, number);
    },
    suppress: (addressKey, reason, at) =>
      environment.write(() => [{ put: "suppressions", key: hashKey(addressKey), value: encode({ reason, at }) }]),
    async suppression(addressKey) {
      const bytes = (await environment.databases()).suppressions.getBinaryFast(hashKey(addressKey));
      return bytes === undefined ? undefined : decode<{ reason: string; at: number }>(bytes);
    },
    async suppressions(after, limit) {
      if (limit <= 0) return [];
      const { suppressions } = await environment.databases();
      const start = after === null ? {} : { start: after, exclusiveStart: true };
      return [...suppressions.getRange({ ...start, limit })].map(({ key, value }) => ({
        addressHash: key,
        ...decode<{ reason: string; at: number }>(value),
      }));
    },
    keepSuppressions: (suppressions) =>
      environment.write(() =>
        suppressions.map(({ addressHash, reason, at }) => ({
          put: "suppressions",
          key: addressHash,
          value: encode({ reason, at }),
        })),
      ),
    forget: (profileIds) => environment.write((databases) => forgetOperations(databases, profileIds)),
  };
}

/** Lets others have their turn after each few. */
async function inTurns<T>(entries: Iterable<T>, operationsOf: (entry: T) => Operation[]): Promise<Operation[]> {
  const operations: Operation[] = [];
  let taken = 0;
  for (const entry of entries) {
    operations.push(...operationsOf(entry));
    taken += 1;
    if (taken % entriesPerTurn === 0) await nextTurn();
  }
  return operations;
}

function runOf({ journeyRuns }: Databases, key: [string, string]): JourneyRun | undefined {
  const bytes = journeyRuns.getBinaryFast(key);
  return bytes === undefined ? undefined : decode<JourneyRun>(bytes);
}

function pendingOf({ pendingDeliveries }: Databases, deliveryId: string): PendingDelivery | undefined {
  const bytes = pendingDeliveries.getBinaryFast(deliveryId);
  return bytes === undefined ? undefined : decode<PendingDelivery>(bytes);
}

function recordOf({ deliveries }: Databases, number: number): DeliveryRecord | undefined {
  const bytes = deliveries.getBinaryFast(number);
  return bytes === undefined ? undefined : decode<DeliveryRecord>(bytes);
}

function runOperations(databases: Databases, key: [string, string], next: JourneyRun | null): Operation[] {
  const was = runOf(databases, key)?.wait?.untilAt ?? null;
  const is = next?.wait?.untilAt ?? null;
  const operations: Operation[] = [
    next === null ? { remove: "journeyRuns", key } : { put: "journeyRuns", key, value: encode(next) },
  ];
  if (was !== null && was !== is) operations.push({ remove: "journeyTimers", key: [was, ...key] });
  if (is !== null && was !== is) operations.push({ put: "journeyTimers", key: [is, ...key], value: 1 });
  return operations;
}

function pendingOperations(databases: Databases, deliveryId: string, next: PendingDelivery | null): Operation[] {
  const was = pendingOf(databases, deliveryId)?.dueAt ?? null;
  const operations: Operation[] = [];
  if (was !== null) operations.push({ remove: "deliveryTimers", key: [was, deliveryId] });
  if (next === null) return was === null ? [] : [...operations, { remove: "pendingDeliveries", key: deliveryId }];
  return [
    ...operations,
    { put: "pendingDeliveries", key: deliveryId, value: encode(next) },
    { put: "deliveryTimers", key: [next.dueAt, deliveryId], value: 1 },
  ];
}

async function recordOperations(databases: Databases, records: readonly DeliveryRecord[]): Promise<Operation[]> {
  if (records.length === 0) return [];
  const bytes = databases.meta.getBinaryFast(lastDeliveryKey);
  let last = bytes === undefined ? 0 : decode<number>(bytes);
  const operations = await inTurns(records, (record) => {
    const { deliveryId, profileId } = record;
    last += 1;
    return [
      ...pendingOperations(databases, deliveryId, null),
      ...removalOf(databases, deliveryId),
      { put: "deliveries", key: last, value: encode(record) },
      { put: "deliveryNumbers", key: deliveryId, value: last },
      { put: "deliveriesByPerson", key: [profileId, last], value: 1 },
    ];
  });
  for (const { value } of databases.deliveries.getRange({ end: last - keptDeliveries + 1 }))
    operations.push(...removalOf(databases, decode<DeliveryRecord>(value).deliveryId));
  return [...operations, { put: "meta", key: lastDeliveryKey, value: encode(last) }];
}

function removalOf(databases: Databases, deliveryId: string): Operation[] {
  const number = databases.deliveryNumbers.get(deliveryId);
  const record = number === undefined ? undefined : recordOf(databases, number);
  if (number === undefined || record === undefined) return [];
  return [
    { remove: "deliveries", key: number },
    { remove: "deliveryNumbers", key: deliveryId },
    { remove: "deliveriesByPerson", key: [record.profileId, number] },
  ];
}

/** As a stored value that names this person holds it. */
function nameIn(profileId: string): Buffer {
  return Buffer.from(JSON.stringify(profileId));
}

/** From each journey to the one behind all its people. */
function journeyIdsOf({ journeyRuns }: Databases): string[] {
  const found: string[] = [];
  for (let start: [string, string] = ["", ""]; ; ) {
    const [next] = [...journeyRuns.getKeys({ start, limit: 1 })];
    if (next === undefined) return found;
    found.push(next[0]);
    start = [`${next[0]}\u0000`, ""];
  }
}

/** Linear in what is pending, of which only what holds one of the ids is read whole; runs are looked up journey by journey. */
function forgetOperations(databases: Databases, profileIds: ReadonlySet<string>): Operation[] {
  const operations: Operation[] = [];
  for (const journeyId of journeyIdsOf(databases))
    for (const profileId of profileIds)
      if (databases.journeyRuns.doesExist([journeyId, profileId]))
        operations.push(...runOperations(databases, [journeyId, profileId], null));
  const names = [...profileIds].map(nameIn);
  for (const { key, value } of databases.pendingDeliveries.getRange()) {
    if (!names.some((name) => value.includes(name))) continue;
    if (profileIds.has(decode<PendingDelivery>(value).profileId))
      operations.push(...pendingOperations(databases, key, null));
  }
  for (const profileId of profileIds) {
    for (const [owner, number] of databases.deliveriesByPerson.getKeys({ start: [profileId, 0] })) {
      if (owner !== profileId) break;
      operations.push(...removalOf(databases, recordOf(databases, number)!.deliveryId));
    }
  }
  return operations;
}
