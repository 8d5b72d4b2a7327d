import { existsSync } from "node:fs";
import { cp, mkdir, open as openFile, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "@attune/engine/runtime/engine";
import { AttuneError, hasCode } from "@attune/model/errors";
import { eraseAgain, erasureOrders } from "./erase-again.ts";
import { asidePrefix } from "./moved-aside.ts";
import {
  flush,
  type RestoreMarker,
  readRestoreMarker,
  removeRestoreMarker,
  writeRestoreMarker,
} from "./restore-marker.ts";

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

/** What of a data directory belongs to the stores; keys, settings and refused rows stay as they are. */
const storeFolders = ["state", "analytics"];

/** Where the backup is copied to, so that the exchange is nothing but renames. */
function copyPath(dataDirectory: string): string {
  return join(dataDirectory, "restoring");
}

/**
 * Puts a backup in the place of the present data, which move to `before-restore-<time>` inside the data directory, and opens it.
 * Where the backup cannot be copied or opened, the present data stay or come back. People who were erased after the backup was made are
 * erased from it anew, and analytics, which a backup need not hold, is rebuilt from the log. Killed at any moment, it is ended by the next
 * `openRestoring`.
 */
export async function restoreDirectory({ from, dataDirectory, engine, reopen, now }: Restore): Promise<Restored> {
  const backup = await foldersOf(from);
  try {
    await copyBackup(from, backup, copyPath(dataDirectory));
    await requireDatabase(join(copyPath(dataDirectory), "state", "data.mdb"));
  } catch (cause) {
    await rm(copyPath(dataDirectory), { recursive: true, force: true });
    return { engine, failure: failureOf("copied", cause) };
  }
  const erasures = await erasureOrders(engine);
  await engine.close();
  const aside = `${asidePrefix}${new Date(now).toISOString().replaceAll(":", "-")}`;
  const before = storeFolders.filter((name) => existsSync(join(dataDirectory, name)));
  const marker: RestoreMarker = { step: "swap", aside, before, backup, erasures };
  await writeRestoreMarker(dataDirectory, marker);
  return endRestore(dataDirectory, marker, reopen);
}

/** Opens the data directory; ends a restore first that a kill cut off, forward where the whole backup is there, else back. */
export async function openRestoring(
  dataDirectory: string,
  open: () => Promise<Engine>,
): Promise<Restored | { engine: Engine }> {
  const marker = await readRestoreMarker(dataDirectory);
  if (marker !== undefined) {
    const next = { swap: "swap", open: "again", again: "back", back: "back" } as const;
    const attempt: RestoreMarker = { ...marker, step: next[marker.step] };
    await writeRestoreMarker(dataDirectory, attempt);
    return endRestore(dataDirectory, attempt, open);
  }
  const engine = await open();
  // Only now the directory is known to be ours, and the copy nobody's who is still at it.
  await rm(copyPath(dataDirectory), { recursive: true, force: true });
  return { engine };
}

async function endRestore(
  dataDirectory: string,
  marker: RestoreMarker,
  open: () => Promise<Engine>,
): Promise<Restored> {
  let restored: Engine | undefined;
  try {
    if (marker.step === "back") throw new Error("an earlier attempt failed");
    if (marker.step === "swap") await swapIn(dataDirectory, marker);
    restored = await open();
    await eraseAgain(restored, marker.erasures);
    if (!marker.backup.includes("analytics")) await restored.replay(() => {}, new AbortController().signal);
    const { head } = await restored.projector();
    await rm(copyPath(dataDirectory), { recursive: true, force: true });
    await removeRestoreMarker(dataDirectory);
    return { engine: restored, entries: head, movedTo: join(dataDirectory, marker.aside) };
  } catch (cause) {
    await restored?.close();
    // Another process has it open, and is ending the restore itself.
    if (hasCode(cause, "data-directory-locked")) throw cause;
    await swapBack(dataDirectory, marker);
    return { engine: await open(), failure: failureOf("opened", cause) };
  }
}

/** Exchanges the folders by renames. Goes on where an earlier attempt ended; throws where the backup is nowhere any more. */
async function swapIn(dataDirectory: string, marker: RestoreMarker): Promise<void> {
  const aside = join(dataDirectory, marker.aside);
  const copy = copyPath(dataDirectory);
  await mkdir(aside, { recursive: true });
  for (const name of storeFolders) {
    const isDue = existsSync(join(copy, name)) || !marker.backup.includes(name);
    if (isDue && existsSync(join(dataDirectory, name)) && !existsSync(join(aside, name)))
      await rename(join(dataDirectory, name), join(aside, name));
    if (existsSync(join(copy, name))) await rename(join(copy, name), join(dataDirectory, name));
    const isMoved = !marker.before.includes(name) || existsSync(join(aside, name));
    const isPlaced = !marker.backup.includes(name) || existsSync(join(dataDirectory, name));
    if (!isMoved || !isPlaced) throw new Error(`the copy of ${name} is gone`);
  }
  await flush(aside);
  await writeRestoreMarker(dataDirectory, { ...marker, step: "open" });
}

/** Brings the data from before back. Goes on where an earlier attempt ended. */
async function swapBack(dataDirectory: string, marker: RestoreMarker): Promise<void> {
  await writeRestoreMarker(dataDirectory, { ...marker, step: "back" });
  const aside = join(dataDirectory, marker.aside);
  for (const name of storeFolders) {
    const isAside = existsSync(join(aside, name));
    if (isAside || !marker.before.includes(name)) await rm(join(dataDirectory, name), { recursive: true, force: true });
    if (isAside) await rename(join(aside, name), join(dataDirectory, name));
  }
  await flush(dataDirectory);
  await rm(aside, { recursive: true, force: true });
  await rm(copyPath(dataDirectory), { recursive: true, force: true });
  await removeRestoreMarker(dataDirectory);
}

/** The folders of a backup; throws where the directory holds none. */
async function foldersOf(directory: string): Promise<string[]> {
  const folders = (await readdir(directory).catch(() => [])).filter((name) => storeFolders.includes(name));
  if (folders.includes("state")) return folders;
  throw new AttuneError("bad-request", `${directory} holds no backup.`, { path: "directory" });
}

/** Copies the folders; everything is on disk when this resolves. */
async function copyBackup(from: string, folders: readonly string[], to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to);
  for (const name of folders) await cp(join(from, name), join(to, name), { recursive: true });
  for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() || entry.isDirectory()) await flush(join(entry.parentPath, entry.name));
  }
  await flush(to);
}

/** What every LMDB file holds after the first page's header of 24 bytes. LMDB itself ends the process over some files that have it not. */
const databaseMark = 0xbeefc0de;

async function requireDatabase(path: string): Promise<void> {
  const file = await openFile(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 24);
    if (bytesRead < 4 || buffer.readUInt32LE() !== databaseMark) throw new Error("state/data.mdb is no database");
  } finally {
    await file.close();
  }
}

function failureOf(step: "copied" | "opened", cause: unknown): AttuneError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AttuneError("conflict", `The backup could not be ${step}: ${why}`, { cause });
}
