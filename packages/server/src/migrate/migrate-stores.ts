import type { Stores } from "@attune/engine/ports/stores";
import { isReplayUnfinished, replayLog } from "@attune/engine/runtime/replay-log";
import { migrateDefinitions } from "./migrate-definitions.ts";
import { migrateJourneys } from "./migrate-journeys.ts";
import { type EarlierSteps, type MigratedLog, migrateLog } from "./migrate-log.ts";
import { migratePeople } from "./migrate-people.ts";
import { migrateQuarantine } from "./migrate-quarantine.ts";
import type { OldStores } from "./old-stores.ts";
import type { OnStep } from "./on-step.ts";

/** What a move brought over. */
export interface Migration extends MigratedLog {
  schema: "attune.migrate/1";
  profiles: number;
  documents: number;
  quarantined: number;
  memberships: number;
  transitions: number;
  journeyRuns: number;
  pendingDeliveries: number;
  deliveries: number;
  suppressions: number;
}

export interface MigrationOptions {
  /** The business time zone. */
  timeZone: string;
  /** Epoch milliseconds. */
  now: number;
  onStep: OnStep;
  before?: EarlierSteps;
  /** What the new side makes of the whole log by itself. */
  settle?: (now: number) => Promise<void>;
}

/**
 * Brings everything that stores keep over to others, by their log: the same entries under the offsets that `from` shows them at, folded anew on the other side as a replay does it.
 * Analytics follows by itself when an engine runs there. Nobody may write to either side meanwhile. Cut short, or done again
 * after more has happened on the old side, it goes on from where the new side's log ends. Throws `conflict` where the new side
 * holds something else.
 */
export async function migrateStores(from: OldStores, to: Stores, options: MigrationOptions): Promise<Migration> {
  const { onStep } = options;
  const log = await migrateEntries(from, to, options);
  const quarantined = await migrateQuarantine(from, to, onStep);
  const people = await migratePeople(from, to, onStep);
  const journeys = await migrateJourneys(from, to, { ...people, onStep });
  await options.settle?.(options.now);
  // Last: with the settings an engine finds that it may begin.
  const documents = await migrateDefinitions(from.definitions, to.definitions, onStep);
  return {
    schema: "attune.migrate/1",
    ...log,
    profiles: await to.state.profileCount(),
    documents,
    quarantined,
    memberships: people.memberships,
    transitions: people.transitions,
    ...journeys,
  };
}

/**
 * The log alone, with the people that follow from it; where entries had changed that were there already, the new side's people are folded anew. The old side
 * may be written to meanwhile: what comes behind its head is for another time.
 */
export async function migrateEntries(from: OldStores, to: Stores, options: MigrationOptions): Promise<MigratedLog> {
  const { timeZone, onStep } = options;
  const salt = String((await from.definitions.get("setting", "salt")) ?? "");
  const settings = { salt, timeZone };
  const log = await migrateLog(from, to, { ...options, settings });
  if (log.rewritten > 0 || (await isReplayUnfinished(to))) {
    await replayLog({
      stores: to,
      settings,
      startAnalyticsOver: async () => {
        await to.definitions.delete("checkpoint", ["analytics"]);
        await to.analytics.clear();
      },
      onProgress: (done, total) => onStep("entries folded anew", done, total),
    });
  }
  return log;
}
