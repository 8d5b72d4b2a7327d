import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Puts the data file of the environment in `fresh` in the place of the one in `path`, atomically; neither may be open.
 * What is there afterwards is on disk: LMDB does not flush the copies that it makes.
 */
export function exchangeDataFile(fresh: string, path: string): void {
  flush(join(fresh, "data.mdb"), "r+");
  // The lock file remembers the transaction counter of the data file that goes.
  rmSync(join(path, "lock.mdb"), { force: true });
  renameSync(join(fresh, "data.mdb"), join(path, "data.mdb"));
  flush(path, "r");
  rmSync(fresh, { recursive: true, force: true });
}

function flush(path: string, flags: "r" | "r+"): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
