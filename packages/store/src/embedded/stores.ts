import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Stores } from "@attune/engine/ports/stores";
import { AttuneError } from "@attune/model/errors";
import { createEmbeddedAnalytics } from "./analytics.ts";
import { createEmbeddedDefinitionStore } from "./definition-store.ts";
import { openEnvironment } from "./environment.ts";
import { createEmbeddedEventLog } from "./event-log.ts";
import { createEmbeddedJourneyStore } from "./journey-store.ts";
import { createEmbeddedLiveState } from "./live-state.ts";
import { createLogTail } from "./log-tail.ts";
import { createEmbeddedMembershipStore } from "./membership-store.ts";
import type { FoldOnto } from "./profile-snapshots.ts";
import { createEmbeddedQuarantine } from "./quarantine.ts";
import { createEmbeddedScoreStore } from "./score-store.ts";

export interface EmbeddedOptions {
  /** The data directory; made where it does not exist. */
  directory: string;
  /** Profiles on disk may lack a few of their newest entries; this folds them on when they are read. */
  foldOnto: FoldOnto;
  /** The most that state and log may take on disk; beyond it writes are refused with `storage-full`. Default 256 GiB. */
  mapSizeBytes?: number;
  /** How much of the decoded profiles and identities stays in memory, by encoded size (about a third of the heap they take). Default 64 MiB. */
  cacheBytes?: number;
}

/** Enough for the projector to follow without reading back, while it keeps up. */
const tailEntries = 30_000;
/** By encoded size; an entry may have 32 KiB and more. */
const tailBytes = 32 * 1024 ** 2;

/**
 * All stores in one directory: LMDB for log and state, chDB (in a child process, started when first needed) for analytics.
 * Throws `data-directory-locked` while another process owns the directory, `data-directory-newer` where a later release wrote it.
 */
export function openEmbeddedStores(options: EmbeddedOptions): Stores {
  const { directory, foldOnto, mapSizeBytes = 256 * 1024 ** 3, cacheBytes = 64 * 1024 ** 2 } = options;
  const environment = openEnvironment(directory, mapSizeBytes);
  const tail = createLogTail(tailEntries, tailBytes);
  const analytics = createEmbeddedAnalytics(join(directory, "analytics"));
  return {
    log: createEmbeddedEventLog(environment, tail),
    state: createEmbeddedLiveState(environment, { cacheBytes, tail, foldOnto }),
    quarantine: createEmbeddedQuarantine(environment),
    definitions: createEmbeddedDefinitionStore(environment),
    scores: createEmbeddedScoreStore(environment),
    memberships: createEmbeddedMembershipStore(environment),
    journeys: createEmbeddedJourneyStore(environment),
    analytics,
    health: async () => environment.health(),
    async backup(target) {
      mkdirSync(target, { recursive: true });
      if (readdirSync(target).length > 0) throw new AttuneError("conflict", `${target} is not empty.`);
      await environment.backup(target);
    },
    async purge() {
      await environment.compact();
      await analytics.purge();
    },
    async close() {
      await analytics.close();
      await environment.close();
    },
  };
}
