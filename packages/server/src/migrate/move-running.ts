import type { Offset } from "@attune/model/log-entry";
import type { Environment } from "../environment.ts";
import type { MigratedLog } from "./migrate-log.ts";
import { type Migration, migrateEntries } from "./migrate-stores.ts";
import { moveEverything } from "./move-everything.ts";
import type { OnStep } from "./on-step.ts";
import { openOldDirectory } from "./open-directory-side.ts";
import { openNewSide } from "./open-side.ts";
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
        return await moveEverything(old, fresh, { to, now: Date.now(), onStep, changed: rewritten });
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
): Promise<Pick<MigratedLog, "added" | "rewritten">> {
  const options = () => ({ timeZone, now: Date.now(), onStep });
  const ahead = await migrateEntries(stores, fresh.stores, options());
  while ((await stores.log.head()) - (await fresh.stores.log.head()) > entriesLeft) {
    const more = await migrateEntries(stores, fresh.stores, { ...options(), changed: rewritten });
    ahead.added += more.added;
    ahead.rewritten += more.rewritten;
  }
  return ahead;
}
