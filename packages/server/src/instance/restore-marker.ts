import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ErasureOrder } from "./erase-again.ts";

/** What a restore under way still has to do; written before the first folder moves, so that the next opening can end what a kill cut off. */
export interface RestoreMarker {
  /**
   * `swap`: folders are being exchanged. `open`: the backup is in place and is being opened; `again`: for the second time, the process
   * having ended over the first. `back`: the data from before come back.
   */
  step: "swap" | "open" | "again" | "back";
  /** Folder in the data directory that takes the data from before. */
  aside: string;
  /** Folders of the data from before, and of the backup. */
  before: string[];
  backup: string[];
  /** Erasures of the log from before. */
  erasures: ErasureOrder[];
}

const fileName = "restore.json";

export async function readRestoreMarker(dataDirectory: string): Promise<RestoreMarker | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDirectory, fileName), "utf8")) as RestoreMarker;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Replaces the marker whole; it is on disk when this resolves. */
export async function writeRestoreMarker(dataDirectory: string, marker: RestoreMarker): Promise<void> {
  const fresh = join(dataDirectory, `${fileName}.fresh`);
  const file = await open(fresh, "w");
  try {
    await file.writeFile(JSON.stringify(marker));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, join(dataDirectory, fileName));
  await flush(dataDirectory);
}

export async function removeRestoreMarker(dataDirectory: string): Promise<void> {
  await rm(join(dataDirectory, fileName), { force: true });
  await flush(dataDirectory);
}

/** Puts a file's bytes, or a directory's names, on disk. */
export async function flush(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
