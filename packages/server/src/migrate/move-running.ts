import { logPages } from "@attune/engine/runtime/log-pages";
import type { Offset } from "@attune/model/log-entry";
import type { Environment } from "../environment.ts";
import type { MigratedLog } from "./migrate-log.ts";
import { type Migration, migrateEntries } from "./migrate-stores.ts";
import { moveEverything } from "./move-everything.ts";
import type { OnStep } from "./on-step.ts";
import { openOldDirectory } from "./open-directory-side.ts";
import { openNewSide } from "./open-side.ts";
import type { ReadLog } from "./renumber-log.ts";
import type { Side } from "./side.ts";
import type { WatchedStores } from "./watch-rewrites.ts";

interface RunningMove {
  /** Of the instance that runs; `playbook` and `timeZone` are those of now. */
  running: Pick<Side, "playbook" | "timeZone"> & { watched: WatchedStores; dataDirectory: string };
  /** Data directory or cluster.yaml. */
  to: string;
  environment: Environment;
  /** Stops serving, does the work with nothing open, and serves again only where that failed. */
  standStill<T>(work: () => Promise<T>): Promise<T>;
  onStep: OnStep;
}

/** With this much of the log still to come, serving stops for the rest. */
const entriesLeft = 1_000;

/**
 * Brings an instance over that goes on being served: its log as it grows, until little is left; then, standing still, that little, the entries that were changed
 * meanwhile, and all that lies beside the log. Where it fails or `onStep` throws, the instance is served as before.
 */
export async function moveRunning({ running, to, environment, standStill, onStep }: RunningMove): Promise<Migration> {
  const { watched, dataDirectory, timeZone } = running;
  const fresh = await openNewSide(to, running, environment);
  const { rewritten, end } = watched.watch();
  try {
    const ahead = await bringAhead(watched, fresh, { timeZone, rewritten, onStep });
    const rest = await standStill(async () => {
      const old = await openOldDirectory(dataDirectory);
      try {
        return await moveEverything(old, fresh, {
          to,
          now: Date.now(),
          onStep,
          before: { entries: ahead.entries, changed: rewritten },
        });
      } finally {
        await old.close();
      }
    });
    return { ...rest, added: ahead.added + rest.added, rewritten: ahead.rewritten + rest.rewritten };
  } finally {
    end();
    await fresh.close();
  }
}

interface Ahead {
  timeZone: string;
  rewritten: ReadonlySet<Offset>;
  onStep: OnStep;
}

/** At first all that the new side has is compared: an earlier move may have been cut short, and entries changed since. */
async function bringAhead(
  { stores }: WatchedStores,
  fresh: Side,
  { timeZone, rewritten, onStep }: Ahead,
): Promise<MigratedLog> {
  const options = () => ({ timeZone, now: Date.now(), onStep });
  const from = fresh.takesIn(stores);
  const ahead = await migrateEntries(from, fresh.stores, options());
  while (await isFarBehind(from.log, await fresh.stores.log.head())) {
    const before = { entries: ahead.entries, changed: rewritten };
    const more = await migrateEntries(from, fresh.stores, { ...options(), before });
    ahead.entries = more.entries;
    ahead.added += more.added;
    ahead.rewritten += more.rewritten;
  }
  return ahead;
}

/** Offsets need not be consecutive: what is left is counted. */
async function isFarBehind(log: ReadLog, after: Offset): Promise<boolean> {
  let left = 0;
  for await (const page of logPages(log, { after, upTo: await log.head(), entriesAtOnce: entriesLeft })) {
    left += page.length;
    if (left > entriesLeft) return true;
  }
  return false;
}
