import type { LogEntry } from "@attune/model/log-entry";
import type { LiveView, WriteSet } from "@attune/model/write-set";
import type { Stores } from "../ports/stores.ts";
import type { FoldSettings } from "../profile/fold-group.ts";
import { foldReplay, furtherReplayKeys, replayReads } from "../profile/fold-replay.ts";
import type { OnProgress } from "./engine.ts";
import { holdAll, letAllGoOn } from "./hold-all.ts";
import { logPages } from "./log-pages.ts";

export interface ReplayParts {
  stores: Stores;
  settings: FoldSettings;
  /** Has analytics filled anew; resolves when that is sure to happen. */
  startAnalyticsOver: () => Promise<void>;
  onProgress: OnProgress;
}

const batchEntries = 2_000;

/**
 * Computes profiles and identities again from the log, and has analytics filled anew. Must run alone with the state
 * (`Writer.exclusively`), and nobody may read the state until it is whole. A mark is kept while it runs: a replay cut short is done again
 * before the state is used.
 */
export async function replayLog(parts: ReplayParts): Promise<{ entries: number }> {
  const { stores, settings, startAnalyticsOver, onProgress } = parts;
  const { log, state, definitions, partitions } = stores;
  let replayed = 0;
  await definitions.put("setting", [["replaying", true]]);
  if (partitions !== undefined) await holdAll(partitions);
  const head = await log.head();
  await state.rebuild(async () => {
    replayed = 0;
    for await (const entries of logPages(log, { after: 0, upTo: head, entriesAtOnce: batchEntries })) {
      await state.commit(await writesReplaying(entries, stores, settings));
      replayed += entries.length;
      // Offsets of several partitions leave numbers out: of how many entries there are they tell the share that is done.
      onProgress(replayed, Math.round((replayed * head) / entries.at(-1)!.offset));
    }
  });
  await startAnalyticsOver();
  if (partitions !== undefined) await letAllGoOn(partitions);
  await definitions.delete("setting", ["replaying"]);
  return { entries: replayed };
}

/** People as the entries before have left them. */
interface PeopleSoFar {
  state: Pick<Stores["state"], "load" | "profile">;
}

/** What these entries, the next of a log that was replayed up to them, make of the state. The entries themselves are not among it. */
export async function writesReplaying(
  entries: LogEntry[],
  stores: PeopleSoFar,
  settings: FoldSettings,
): Promise<WriteSet> {
  return foldReplay(await viewFor(entries, stores), entries, settings);
}

/** Whether a replay was begun and not finished. */
export async function isReplayUnfinished({ definitions }: Stores): Promise<boolean> {
  return (await definitions.get("setting", "replaying")) === true;
}

async function viewFor(entries: LogEntry[], { state }: PeopleSoFar): Promise<LiveView> {
  const { identifierKeys, profileIds } = replayReads(entries);
  const view = await withProfiles(await state.load(identifierKeys, []));
  const further = furtherReplayKeys(view, entries);
  if (further.size === 0) return view;
  return withProfiles(await state.load(new Set([...identifierKeys, ...further]), []));

  async function withProfiles(loaded: LiveView): Promise<LiveView> {
    // At once: in a cluster each is a round trip.
    const found = await Promise.all([...profileIds].map((profileId) => state.profile(profileId)));
    for (const profile of found) if (profile !== undefined) loaded.profiles.set(profile.profileId, profile);
    return loaded;
  }
}
