import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Begins the names of the folders of a data directory that hold what a restore replaced, until a purge. */
export const asidePrefix = "before-restore-";

/** Names of the folders that restores moved aside. Erasure does not reach into them. */
export async function movedAside(dataDirectory: string): Promise<string[]> {
  return (await readdir(dataDirectory)).filter((name) => name.startsWith(asidePrefix));
}

/** Deletes them; returns their names. */
export async function removeMovedAside(dataDirectory: string): Promise<string[]> {
  const names = await movedAside(dataDirectory);
  for (const name of names) await rm(join(dataDirectory, name), { recursive: true, force: true });
  return names;
}
