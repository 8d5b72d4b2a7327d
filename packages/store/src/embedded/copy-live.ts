import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database, Key } from "lmdb";
import { type Databases, databaseNames, type Operation, openDatabases, writeOperations } from "./databases.ts";

const chunkLength = 2_000;

/**
 * Copies every live entry into a new environment at `path`. LMDB's own compacting copy is no substitute: it copies pages whole, and in the
 * gaps of a page the bytes of deleted entries stay. Yields to the event loop between chunks; nobody may write meanwhile.
 */
export async function copyLive(from: Databases, path: string, mapBytes: number): Promise<void> {
  const to = openDatabases(path, mapBytes);
  try {
    for (const name of databaseNames) {
      for (const chunk of liveEntries(from, name)) {
        await writeOperations(to, chunk);
        await nextTurn();
      }
    }
  } finally {
    await to.root.close();
  }
}

/** Chunks of whole keys, ascending; no read transaction outlives a chunk. */
function* liveEntries(from: Databases, name: (typeof databaseNames)[number]): Generator<Operation[]> {
  const database = from[name] as Database<Buffer | number, Key>;
  let last: Key | undefined;
  for (;;) {
    const range = last === undefined ? {} : { start: last, exclusiveStart: true };
    const keys = [...database.getKeys({ ...range, limit: chunkLength })];
    if (keys.length === 0) return;
    yield keys.flatMap((key) => valuesOf(database, name, key).map((value) => ({ put: name, key, value })));
    last = keys.at(-1);
  }
}

function valuesOf(
  database: Database<Buffer | number, Key>,
  name: (typeof databaseNames)[number],
  key: Key,
): Array<Buffer | number> {
  if (name === "entriesByProfile") return [...database.getValues(key)];
  const value = database.get(key);
  return value === undefined ? [] : [value];
}

/** Puts the data file of `fresh` in the place of the one in `path`, atomically; both environments are closed. */
export function exchangeDataFile(fresh: string, path: string): void {
  // The lock file remembers the transaction counter of the data file that goes.
  rmSync(join(path, "lock.mdb"), { force: true });
  renameSync(join(fresh, "data.mdb"), join(path, "data.mdb"));
  const directory = openSync(path, "r");
  fsyncSync(directory);
  closeSync(directory);
  rmSync(fresh, { recursive: true, force: true });
}
