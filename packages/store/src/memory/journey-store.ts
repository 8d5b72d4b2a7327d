import { type JourneyStore, keptDeliveries } from "@attune/engine/ports/journey-store";
import { hashKey } from "@attune/model/hash-key";
import type { JourneyRun } from "@attune/model/journey";
import { compareBytes } from "../compare-bytes.ts";
import type { Tables } from "./tables.ts";

export function createMemoryJourneyStore(tables: Tables): JourneyStore {
  const waiting = () =>
    [...tables.journeyRuns.values()]
      .flatMap((run) => (run.wait === null ? [] : [{ run, at: run.wait.untilAt }]))
      .sort((a, b) => a.at - b.at || byIds(a.run, b.run));
  const pending = () =>
    [...tables.pendingDeliveries.values()].sort(
      (a, b) => a.dueAt - b.dueAt || compareBytes(a.deliveryId, b.deliveryId),
    );

  return {
    async checkpoint() {
      return tables.journeyCheckpoint;
    },
    async commit({ checkpoint, runs = new Map(), pending: added = [], done = [] }) {
      if (checkpoint !== undefined) tables.journeyCheckpoint = checkpoint;
      for (const [key, run] of runs) {
        if (run === null) tables.journeyRuns.delete(key);
        else tables.journeyRuns.set(key, run);
      }
      for (const delivery of added) tables.pendingDeliveries.set(delivery.deliveryId, delivery);
      for (const record of done) {
        tables.pendingDeliveries.delete(record.deliveryId);
        tables.deliveries.delete(record.deliveryId);
        tables.deliveries.set(record.deliveryId, record);
      }
      for (const id of tables.deliveries.keys()) {
        if (tables.deliveries.size <= keptDeliveries) break;
        tables.deliveries.delete(id);
      }
    },
    async run(journeyId, profileId) {
      return [...tables.journeyRuns.values()].find((run) => run.journeyId === journeyId && run.profileId === profileId);
    },
    async journeyIds() {
      return [...new Set([...tables.journeyRuns.values()].map(({ journeyId }) => journeyId))].sort(compareBytes);
    },
    async runsOf(journeyId, after, limit) {
      return [...tables.journeyRuns.values()]
        .filter((run) => run.journeyId === journeyId && (after === null || compareBytes(run.profileId, after) > 0))
        .sort(byIds)
        .slice(0, limit);
    },
    async dueRuns(now, limit) {
      return waiting()
        .filter(({ at }) => at <= now)
        .slice(0, limit)
        .map(({ run }) => run);
    },
    async dueDeliveries(now, limit, except) {
      return pending()
        .filter(({ dueAt, deliveryId }) => dueAt <= now && except?.has(deliveryId) !== true)
        .slice(0, limit);
    },
    async nextDueAt() {
      const [run] = waiting();
      const [delivery] = pending();
      if (run === undefined || delivery === undefined) return run?.at ?? delivery?.dueAt ?? null;
      return Math.min(run.at, delivery.dueAt);
    },
    async pendingCount() {
      return tables.pendingDeliveries.size;
    },
    async pendingDelivery(deliveryId) {
      return tables.pendingDeliveries.get(deliveryId);
    },
    async *pendingDeliveries(profileId) {
      yield pending().filter((delivery) => profileId === null || delivery.profileId === profileId);
    },
    async deliveries(profileId, limit) {
      const found = [...tables.deliveries.values()].reverse();
      return found.filter((record) => profileId === null || record.profileId === profileId).slice(0, limit);
    },
    async delivery(deliveryId) {
      return tables.deliveries.get(deliveryId);
    },
    async suppress(addressKey, reason, at) {
      tables.suppressions.set(hashKey(addressKey), { reason, at });
    },
    async suppression(addressKey) {
      return tables.suppressions.get(hashKey(addressKey));
    },
    async suppressions(after, limit) {
      return [...tables.suppressions]
        .map(([addressHash, suppression]) => ({ addressHash, ...suppression }))
        .filter(({ addressHash }) => after === null || compareBytes(addressHash, after) > 0)
        .sort((a, b) => compareBytes(a.addressHash, b.addressHash))
        .slice(0, limit);
    },
    async keepSuppressions(suppressions) {
      for (const { addressHash, ...suppression } of suppressions) tables.suppressions.set(addressHash, suppression);
    },
    async forget(profileIds) {
      for (const table of [tables.journeyRuns, tables.pendingDeliveries, tables.deliveries])
        for (const [key, { profileId }] of table) if (profileIds.has(profileId)) table.delete(key);
    },
  };
}

function byIds(a: JourneyRun, b: JourneyRun): number {
  return compareBytes(a.journeyId, b.journeyId) || compareBytes(a.profileId, b.profileId);
}
