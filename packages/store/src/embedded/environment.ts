import { mkdirSync, realpathSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import { createQueue } from "./create-queue.ts";
import { type Databases, type Operation, openDatabases, sizeOf, writeOperations } from "./databases.ts";
import { exchangeDataFile } from "./exchange-data-file.ts";
import { migrateFormat, requireKnownFormat } from "./format.ts";
import { releaseOwnership, takeOwnership } from "./owner.ts";

/** The LMDB environment as a resource: opened once per data directory, one writer at a time, exchangeable while callers wait. */
export interface Environment {
  /** The open databases. Read from them before the next `await`: a purge may exchange them at any. */
  databases(): Promise<Databases>;
  /**
   * One transaction. `prepare` runs when all earlier writes are done and says what to change; no other write and no purge begins before it is done, so that it may
   * let others have their turn on the way. Resolves when it is on disk.
   * Rejects with `storage-full`, nothing written, where there is no room.
   */
  write(prepare: (databases: Databases) => Operation[] | Promise<Operation[]>): Promise<void>;
  /**
   * Copies what is live into a fresh file and puts it in the place of the old one. Writers wait meanwhile, readers for the exchange only.
   * Waits for running backups, as they wait for it.
   */
  compact(): Promise<void>;
  /** Consistent copy into `directory`, while reads and writes go on. */
  backup(directory: string): Promise<void>;
  health(): { writable: boolean; detail: string; usedBytes: number; limitBytes: number };
  close(): Promise<void>;
}

/** Directories that this process has open: the owner in LMDB tells processes apart, not openings. */
const openHere = new Set<string>();

/** Below this the file system counts as full: LMDB needs a few pages even to delete. */
const reserveBytes = 16 * 1024 * 1024;

/** How long a failed write counts as trouble when no later one of its size succeeded; afterwards the next write may try. */
const troubleMs = 10_000;

/**
 * @param directory the data directory; LMDB lives in `state/` below it.
 * @param mapSizeBytes the limit of the file; a write whose own bytes (see `sizeOf`) would pass it is refused with `storage-full`.
 */
export function openEnvironment(directory: string, mapSizeBytes: number): Environment {
  const path = join(directory, "state");
  mkdirSync(path, { recursive: true });
  const place = realpathSync(path);
  if (openHere.has(place))
    throw new AttuneError("data-directory-locked", `This process has ${directory} open already.`);
  const fresh = join(directory, "state-fresh");

  // Room above the limit: LMDB never has to remap while readers look, and a commit that passes the check may copy pages (see `sizeOf`).
  const mapBytes = mapSizeBytes + 64 * 1024 * 1024;
  let open: Databases | undefined = openOwned(path, mapBytes, directory);
  const { pageSize } = open.root.getStats() as { pageSize: number };
  openHere.add(place);
  rmSync(fresh, { recursive: true, force: true });
  const inTurn = createQueue();
  // What copies the file holds on to the environment across awaits: no two at once, and none while it is being closed. Writes do not wait.
  const copyInTurn = createQueue();
  let exchange: Promise<void> | undefined;
  /** Why a purge could not open the data again; from then on every call is refused, until a restart. */
  let lost: AttuneError | undefined;
  let trouble: { message: string; at: number; bytes: number } | undefined;

  /** Bytes that the data file takes up to its last page ever used. */
  const usedBytesOf = (databases: Databases) => (lastPageOf(databases) + 1) * pageSize;

  async function databases(): Promise<Databases> {
    while (exchange !== undefined) await exchange;
    if (lost !== undefined) throw lost;
    if (open === undefined) throw new AttuneError("stopping", `The stores of ${directory} are closed.`);
    return open;
  }

  async function exchangeFile(current: Databases): Promise<void> {
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh);
    await current.root.backup(fresh, true);
    let exchanged = () => {};
    exchange = new Promise((resolve) => {
      exchanged = resolve;
    });
    try {
      open = undefined;
      await current.root.close();
      exchangeDataFile(fresh, path);
    } finally {
      reopen();
      exchange = undefined;
      exchanged();
    }
    if (lost !== undefined) throw lost;
  }

  /** Never throws: who waits for the exchange must be told. */
  function reopen(): void {
    try {
      open = openDatabases(path, mapBytes);
    } catch (error) {
      const why = `${path} could not be opened again after a purge: ${(error as Error).message}`;
      lost = new AttuneError("internal", why, { cause: error });
      openHere.delete(place);
    }
  }

  return {
    databases,
    write(prepare) {
      return inTurn(async () => {
        const current = await databases();
        const operations = await prepare(current);
        if (operations.length === 0) return;
        const bytes = sizeOf(operations);
        try {
          refuseBeyond(mapSizeBytes, usedBytesOf(current), bytes);
          await writeOperations(current, operations);
          // That a checkpoint still finds room says nothing of the next group of events.
          if (trouble !== undefined && bytes >= trouble.bytes) trouble = undefined;
        } catch (error) {
          trouble = { message: (error as Error).message, at: Date.now(), bytes };
          throw error;
        }
      });
    },
    compact: () => copyInTurn(() => inTurn(async () => exchangeFile(await databases()))),
    backup(target) {
      return copyInTurn(async () => {
        const current = await databases();
        const copy = join(target, "state");
        mkdirSync(copy, { recursive: true });
        await current.root.backup(copy, true);
        const copied = openDatabases(copy, mapBytes);
        releaseOwnership(copied);
        await copied.root.close();
      });
    },
    health() {
      if (lost !== undefined) return { writable: false, detail: lost.message, usedBytes: 0, limitBytes: mapSizeBytes };
      const usedBytes = open === undefined ? 0 : usedBytesOf(open);
      const { bavail, bsize } = statfsSync(path);
      const limitBytes = Math.min(mapSizeBytes, usedBytes + bavail * bsize);
      const full = limitBytes - usedBytes < Math.min(reserveBytes, mapSizeBytes / 16);
      const failing = trouble !== undefined && Date.now() - trouble.at < troubleMs ? trouble.message : undefined;
      const detail = failing ?? (full ? "Almost no room is left." : "ok");
      return { writable: open !== undefined && failing === undefined && !full, detail, usedBytes, limitBytes };
    },
    close() {
      return copyInTurn(() =>
        inTurn(async () => {
          const current = await databases();
          releaseOwnership(current);
          open = undefined;
          openHere.delete(place);
          await current.root.close();
        }),
      );
    },
  };
}

function openOwned(path: string, mapBytes: number, directory: string): Databases {
  const databases = openDatabases(path, mapBytes, requireKnownFormat);
  try {
    takeOwnership(databases, directory);
    migrateFormat(databases);
    return databases;
  } catch (error) {
    void databases.root.close();
    throw error;
  }
}

function refuseBeyond(limitBytes: number, usedBytes: number, growing: number): void {
  if (growing > 0 && usedBytes + growing > limitBytes)
    throw new AttuneError("storage-full", `Nothing was written: the limit of ${limitBytes} bytes is reached.`);
}

/** What LMDB knows of a file without looking into its trees, as `getStats` does: it is asked at every write. */
function lastPageOf({ root }: Databases): number {
  return (root as unknown as { env: { info(): { lastPageNumber: number } } }).env.info().lastPageNumber;
}
