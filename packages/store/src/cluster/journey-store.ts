import {
  type JourneyChanges,
  type JourneyCheckpoint,
  type JourneyStore,
  keptDeliveries,
  type Suppression,
} from "@attune/engine/ports/journey-store";
import { hashKey } from "@attune/model/hash-key";
import type { DeliveryRecord, JourneyRun, PendingDelivery } from "@attune/model/journey";
import { compareBytes } from "../compare-bytes.ts";
import type { KeySpace } from "./key-space.ts";
import { idsAfter } from "./live-reads.ts";
import type { RedisClient } from "./redis-client.ts";
import { createReplicaWait } from "./replica-wait.ts";
import { commitJourneys } from "./scripts/journeys.ts";

/** Runs and messages looked at in one round trip. */
const perPage = 1_000;
const pendingPerPage = 100;

const none: ReadonlySet<string> = new Set();

/**
 * All of it in one place, so that a step of the journeys is one script. Unlike the rest of the state the log cannot bring it back: a commit waits
 * until a replica has it (see `replica-wait.ts`), and the nodes keep it in their append-only files.
 */
export function createClusterJourneyStore(redis: RedisClient, keys: KeySpace): JourneyStore {
  const at = (name: string) => keys.inPlace("journeys", name);
  const waitForReplicas = createReplicaWait(redis);

  async function change(changes: readonly string[]): Promise<void> {
    if (changes.length === 0) return;
    await redis.script(commitJourneys, at("checkpoint"), [keptDeliveries, ...changes]);
    await waitForReplicas();
  }

  async function valuesOf<T>(table: string, names: readonly string[]): Promise<T[]> {
    if (names.length === 0) return [];
    const found = await redis.call<Array<string | null>>("HMGET", at(table), ...names);
    return found.flatMap((json) => (json === null ? [] : [JSON.parse(json) as T]));
  }

  async function due<T>(timers: string, table: string, now: number, limit: number, except = none): Promise<T[]> {
    if (limit <= 0) return [];
    const most = limit + except.size;
    const names = await redis.call<string[]>("ZRANGEBYSCORE", at(timers), "-inf", now, "LIMIT", 0, most);
    return valuesOf<T>(table, names.filter((name) => !except.has(name)).slice(0, limit));
  }

  /** Every value of a table, about so many in one round trip. */
  async function* pages<T>(table: string, size: number): AsyncGenerator<Array<[name: string, value: T]>> {
    let cursor = "0";
    do {
      const [next, fields] = await redis.call<[string, string[]]>("HSCAN", at(table), cursor, "COUNT", String(size));
      const page: Array<[name: string, value: T]> = [];
      for (let index = 0; index < fields.length; index += 2)
        page.push([fields[index]!, JSON.parse(fields[index + 1]!) as T]);
      yield page;
      cursor = next;
    } while (cursor !== "0");
  }

  async function* all<T>(table: string): AsyncGenerator<[name: string, value: T]> {
    for await (const page of pages<T>(table, perPage)) yield* page;
  }

  return {
    async checkpoint() {
      const json = await redis.call<string | null>("GET", at("checkpoint"));
      return json === null ? null : (JSON.parse(json) as JourneyCheckpoint);
    },
    commit: (changes) => change(argumentsOf(changes)),
    async run(journeyId, profileId) {
      return (await valuesOf<JourneyRun>("runs", [runName(journeyId, profileId)]))[0];
    },
    async journeyIds() {
      const ids = await redis.call<string[]>("SMEMBERS", at("journeys"));
      const counts = await Promise.all(ids.map((journeyId) => redis.call<number>("ZCARD", at(`of:${journeyId}`))));
      return ids.filter((_, index) => counts[index]! > 0).sort(compareBytes);
    },
    async runsOf(journeyId, after, limit) {
      if (limit <= 0) return [];
      const ids = await idsAfter(redis, at(`of:${journeyId}`), after, 0, limit);
      return valuesOf<JourneyRun>(
        "runs",
        ids.map((profileId) => runName(journeyId, profileId)),
      );
    },
    dueRuns: (now, limit) => due<JourneyRun>("runTimers", "runs", now, limit),
    dueDeliveries: (now, limit, except) => due<PendingDelivery>("deliveryTimers", "pending", now, limit, except),
    async nextDueAt() {
      const first = await Promise.all(
        ["runTimers", "deliveryTimers"].map((timers) => redis.call<string[]>("ZRANGE", at(timers), 0, 0, "WITHSCORES")),
      );
      const times = first.flatMap(([, time]) => (time === undefined ? [] : [Number(time)]));
      return times.length === 0 ? null : Math.min(...times);
    },
    pendingCount: () => redis.call<number>("HLEN", at("pending")),
    async pendingDelivery(deliveryId) {
      return (await valuesOf<PendingDelivery>("pending", [deliveryId]))[0];
    },
    async *pendingDeliveries(profileId) {
      for await (const page of pages<PendingDelivery>("pending", pendingPerPage))
        yield page.flatMap(([, delivery]) =>
          profileId === null || delivery.profileId === profileId ? [delivery] : [],
        );
    },
    async deliveries(profileId, limit) {
      if (limit <= 0) return [];
      const list = at(profileId === null ? "order" : `by:${profileId}`);
      return valuesOf<DeliveryRecord>("records", await redis.call<string[]>("ZREVRANGE", list, 0, limit - 1));
    },
    async delivery(deliveryId) {
      return (await valuesOf<DeliveryRecord>("records", [deliveryId]))[0];
    },
    async suppress(addressKey, reason, suppressedAt) {
      const value = JSON.stringify({ reason, at: suppressedAt });
      await redis.call("HSET", at("suppressions"), hashKey(addressKey), value);
      await waitForReplicas();
    },
    async suppression(addressKey) {
      const json = await redis.call<string | null>("HGET", at("suppressions"), hashKey(addressKey));
      return json === null ? undefined : (JSON.parse(json) as { reason: string; at: number });
    },
    async suppressions(after, limit) {
      const found: Suppression[] = [];
      for await (const [addressHash, suppression] of all<Omit<Suppression, "addressHash">>("suppressions"))
        if (after === null || compareBytes(addressHash, after) > 0) found.push({ addressHash, ...suppression });
      return found.sort((a, b) => compareBytes(a.addressHash, b.addressHash)).slice(0, limit);
    },
    async keepSuppressions(suppressions) {
      const fields = suppressions.flatMap(({ addressHash, reason, at }) => [
        addressHash,
        JSON.stringify({ reason, at }),
      ]);
      if (fields.length > 0) await redis.call("HSET", at("suppressions"), ...fields);
      await waitForReplicas();
    },
    async forget(profileIds) {
      const changes: string[] = [];
      for await (const [, run] of all<JourneyRun>("runs"))
        if (profileIds.has(run.profileId)) changes.push("noRun", run.journeyId, "", "", run.profileId);
      for await (const [id, delivery] of all<PendingDelivery>("pending"))
        if (profileIds.has(delivery.profileId)) changes.push("noPending", id, "", "", "");
      for (const profileId of profileIds)
        for (const id of await redis.call<string[]>("ZRANGE", at(`by:${profileId}`), 0, -1))
          changes.push("noRecord", id, "", "", "");
      await change(changes);
    },
  };
}

/** As the script puts it together. */
function runName(journeyId: string, profileId: string): string {
  return `${journeyId}\u0000${profileId}`;
}

/** Five arguments for each change. */
function argumentsOf({ checkpoint, runs = new Map(), pending = [], done = [] }: JourneyChanges): string[] {
  const changes: string[] = [];
  if (checkpoint !== undefined) changes.push("checkpoint", "", JSON.stringify(checkpoint), "", "");
  for (const [key, run] of runs) {
    const [journeyId, profileId] = key.split("\u0000") as [string, string];
    if (run === null) changes.push("noRun", journeyId, "", "", profileId);
    else changes.push("run", journeyId, JSON.stringify(run), String(run.wait?.untilAt ?? ""), profileId);
  }
  for (const delivery of pending)
    changes.push("pending", delivery.deliveryId, JSON.stringify(delivery), String(delivery.dueAt), "");
  for (const record of done) changes.push("record", record.deliveryId, JSON.stringify(record), "", record.profileId);
  return changes;
}
