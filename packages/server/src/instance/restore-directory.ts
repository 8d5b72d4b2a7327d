import { cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "@attune/engine/runtime/engine";
import { AttuneError } from "@attune/model/errors";

interface Restore {
  from: string;
  dataDirectory: string;
  /** The running engine; it is closed. */
  engine: Engine;
  reopen: () => Promise<Engine>;
  now: number;
}

/** The engine that runs afterwards, whether the restore worked or not. */
type Restored = { engine: Engine; entries: number; movedTo: string } | { engine: Engine; failure: AttuneError };

/** Data that a restore moved aside. Erasure does not reach them: they are to be deleted when the restore has proved right. */
export const asidePrefix = "before-restore-";

/** What of a data directory belongs to the stores; keys, settings and refused rows stay as they are. */
const storeFolders = ["state", "analytics"];

/** The folders of a backup; throws where the directory holds none. */
async function foldersOf(directory: string): Promise<string[]> {
  const folders = (await readdir(directory).catch(() => [])).filter((name) => storeFolders.includes(name));
  if (folders.includes("state")) return folders;
  throw new AttuneError("bad-request", `${directory} holds no backup.`, { path: "directory" });
}

/**
 * Puts a backup in the place of the present data, which move to `before-restore-<time>` inside the data directory, and opens it.
 * Where the backup cannot be opened, the present data come back. People who were erased after the backup was made are erased from it anew,
 * and analytics, which a backup need not hold, is rebuilt from the log.
 */
export async function restoreDirectory({ from, dataDirectory, engine, reopen, now }: Restore): Promise<Restored> {
  const folders = await foldersOf(from);
  const erased = await erasedProfiles(engine);
  await engine.close();
  const movedTo = join(dataDirectory, `${asidePrefix}${new Date(now).toISOString().replaceAll(":", "-")}`);
  await mkdir(movedTo);
  await moveFolders(dataDirectory, movedTo);
  let restored: Engine | undefined;
  try {
    for (const name of folders) await cp(join(from, name), join(dataDirectory, name), { recursive: true });
    restored = await reopen();
    await eraseAgain(restored, erased);
    if (!folders.includes("analytics")) await restored.replay(() => {}, new AbortController().signal);
    const { head } = await restored.projector();
    return { engine: restored, entries: head, movedTo };
  } catch (cause) {
    await restored?.close();
    for (const name of storeFolders) await rm(join(dataDirectory, name), { recursive: true, force: true });
    await moveFolders(movedTo, dataDirectory);
    await rm(movedTo, { recursive: true });
    const failure = new AttuneError("conflict", `The backup could not be opened: ${(cause as Error).message}`, {
      cause,
    });
    return { engine: await reopen(), failure };
  }
}

async function moveFolders(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) {
    if (storeFolders.includes(name)) await rename(join(from, name), join(to, name));
  }
}

const entriesAtOnce = 5_000;

async function erasedProfiles(engine: Engine): Promise<Set<string>> {
  const erased = new Set<string>();
  let from = 1;
  for (;;) {
    const entries = await engine.stores.log.read(from, entriesAtOnce);
    if (entries.length === 0) return erased;
    for (const entry of entries) {
      if (entry.kind === "erasure") for (const profileId of entry.profileIds) erased.add(profileId);
    }
    from = entries.at(-1)!.offset + 1;
  }
}

async function eraseAgain(engine: Engine, profileIds: Set<string>): Promise<void> {
  for (const profileId of profileIds) {
    const profile = await engine.findProfile({ namespace: "profile_id", value: profileId });
    if (profile !== undefined) await engine.erase(profile, "restore");
  }
}
