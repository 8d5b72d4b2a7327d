import type { Stores } from "@attune/engine/ports/stores";
import { AttuneError } from "@attune/model/errors";
import { createMemoryAnalytics } from "./analytics.ts";
import { createMemoryDefinitionStore } from "./definition-store.ts";
import { createMemoryEventLog } from "./event-log.ts";
import { createMemoryJourneyStore } from "./journey-store.ts";
import { createMemoryLiveState } from "./live-state.ts";
import { createMemoryMembershipStore } from "./membership-store.ts";
import { createMemoryQuarantine } from "./quarantine.ts";
import { createMemoryScoreStore } from "./score-store.ts";
import { createTables } from "./tables.ts";

/** All stores in this process's memory: for tests, dry runs and small tools. Nothing survives `close`. */
export function openMemoryStores(): Stores {
  const tables = createTables();
  return {
    log: createMemoryEventLog(tables),
    state: createMemoryLiveState(tables),
    quarantine: createMemoryQuarantine(tables),
    definitions: createMemoryDefinitionStore(tables),
    scores: createMemoryScoreStore(tables),
    memberships: createMemoryMembershipStore(tables),
    journeys: createMemoryJourneyStore(tables),
    analytics: createMemoryAnalytics(),
    async health() {
      return { writable: true, detail: "in memory", usedBytes: 0, limitBytes: Number.MAX_SAFE_INTEGER };
    },
    async backup() {
      throw new AttuneError("bad-request", "Stores in memory have nothing on disk to copy.");
    },
    async purge() {},
    async close() {},
  };
}
