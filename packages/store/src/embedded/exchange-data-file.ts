import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Puts the data file of the environment in `fresh` in the place of the one in `path`, atomically; neither may be open. */
export function exchangeDataFile(fresh: string, path: string): void {
  // The lock file remembers the transaction counter of the data file that goes.
  rmSync(join(path, "lock.mdb"), { force: true });
  renameSync(join(fresh, "data.mdb"), join(path, "data.mdb"));
  const directory = openSync(path, "r");
  fsyncSync(directory);
  closeSync(directory);
  rmSync(fresh, { recursive: true, force: true });
}
