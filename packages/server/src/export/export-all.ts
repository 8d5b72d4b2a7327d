import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { cp, mkdir, open, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Engine } from "@attune/engine/runtime/engine";
import { logPages } from "@attune/engine/runtime/log-pages";
import { hasCode } from "@attune/model/errors";
import { accountBookKind } from "../accounts/book-shelves.ts";
import type { Instance } from "../instance/instance.ts";
import { modelFolder } from "../recommenders/model-files.ts";
import { journeyLines } from "./journey-lines.ts";

/** What an export holds: every file with its size and hash. */
export interface ExportManifest {
  schema: "attune.export/1";
  exportedAt: string;
  /** The log's head: entries that came later are not in it. */
  head: number;
  files: Array<{ path: string; bytes: number; sha256: string }>;
  /** What is not in it, and why. */
  leftOut: string[];
}

const pageSize = 2_000;
const tables = ["events", "exposures", "people", "assignments"] as const;
const tableTimeoutMs = 600_000;

/** The folder of an export that `import-all` reads. */
export const backupFolder = "backup";
export const manifestName = "manifest.json";

/**
 * Writes everything that is kept into an empty directory: the exact stores, to be taken in again, and beside them the same in open formats (JSON lines,
 * CSV, Parquet), to be read anywhere. Keys and secrets stay where they are.
 */
export async function exportAll(
  instance: Instance,
  directory: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number, total: number) => void },
): Promise<ExportManifest> {
  const { engine } = instance;
  const open_ = join(directory, "open");
  await mkdir(open_, { recursive: true });
  const leftOut = [
    "Accounts, keys, passwords and secrets of the environment: they are not data, and would open the copy's original.",
  ];
  const head = await engine.stores.log.head();
  const steps: Array<() => Promise<unknown>> = [
    () => writeLines(join(open_, "log.jsonl"), logLines(engine, head), signal),
    () => writeLines(join(open_, "people.jsonl"), peopleLines(engine), signal),
    () => writeLines(join(open_, "set-aside.jsonl"), quarantineLines(engine), signal),
    () => writeLines(join(open_, "definitions.jsonl"), definitionLines(engine), signal),
    () => writeLines(join(open_, "segment-changes.jsonl"), transitionLines(engine), signal),
    () => writeLines(join(open_, "journeys.jsonl"), journeyLines(engine), signal),
    () => writeTables(engine, open_, leftOut),
    () => writeModels(instance, directory),
    () => writeExact(engine, join(directory, backupFolder), leftOut),
  ];
  for (const [done, step] of steps.entries()) {
    signal.throwIfAborted();
    onProgress(done, steps.length);
    await step();
  }
  const manifest: ExportManifest = {
    schema: "attune.export/1",
    exportedAt: new Date(instance.clock()).toISOString(),
    head,
    files: await hashesOf(directory),
    leftOut,
  };
  await writeFile(join(directory, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  onProgress(steps.length, steps.length);
  return manifest;
}

async function writeLines(path: string, lines: AsyncIterable<object>, signal: AbortSignal): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    let text = "";
    for await (const line of lines) {
      signal.throwIfAborted();
      text += `${JSON.stringify(line)}\n`;
      if (text.length < 1 << 20) continue;
      await file.write(text);
      text = "";
    }
    await file.write(text);
  } finally {
    await file.close();
  }
}

async function* logLines({ stores: { log } }: Engine, head: number) {
  for await (const entries of logPages(log, { after: 0, upTo: head, entriesAtOnce: pageSize })) yield* entries;
}

async function* peopleLines({ stores }: Engine) {
  for (let after: string | null = null; ; ) {
    const ids: string[] = await stores.state.profileIds(after, pageSize);
    for (const id of ids) {
      const profile = await stores.state.profile(id);
      if (profile === undefined) continue;
      yield { profile, scores: await stores.scores.of(id), memberships: (await stores.memberships.of(id)) ?? null };
    }
    if (ids.length < pageSize) return;
    after = ids.at(-1)!;
  }
}

async function* quarantineLines({ stores: { quarantine } }: Engine) {
  for (let before: number | null = null; ; ) {
    const page = await quarantine.list(before, pageSize);
    yield* page;
    if (page.length < pageSize) return;
    before = page.at(-1)!.quarantineId;
  }
}

async function* definitionLines({ stores: { definitions } }: Engine) {
  for (const kind of await definitions.kinds()) {
    if (kind === accountBookKind) continue;
    for (let after: string | null = null; ; ) {
      const page = await definitions.list(kind, after, pageSize);
      for (const { id, document } of page) yield { kind, id, document };
      if (page.length < pageSize) break;
      after = page.at(-1)!.id;
    }
  }
}

async function* transitionLines({ stores: { memberships } }: Engine) {
  for (let after = 0; ; ) {
    const page = await memberships.transitions(after, pageSize);
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)!.sequence;
  }
}

/** The tables of analytics, for spreadsheets and for other databases. */
async function writeTables(engine: Engine, folder: string, leftOut: string[]): Promise<void> {
  const { analytics } = engine.stores;
  await mkdir(join(folder, "tables"), { recursive: true });
  try {
    await engine.settled(60_000);
    for (const table of tables)
      for (const format of ["csv", "parquet"] as const)
        await analytics.writeSelected(`SELECT * FROM ${table}`, format, join(folder, "tables", `${table}.${format}`), {
          timeoutMs: tableTimeoutMs,
        });
  } catch (error) {
    if (!["conflict", "analytics-unavailable"].some((code) => hasCode(error, code as "conflict"))) throw error;
    leftOut.push(`The tables of analytics: ${(error as Error).message} They follow from the log.`);
  }
}

async function writeModels(instance: Instance, directory: string): Promise<void> {
  await cp(await modelFolder(instance), join(directory, "models"), { recursive: true });
}

async function writeExact(engine: Engine, directory: string, leftOut: string[]): Promise<void> {
  try {
    await engine.stores.backup(directory);
  } catch (error) {
    // Of analytics that do not run here, and of a cluster.
    if (!hasCode(error, "unsupported-platform") && !hasCode(error, "bad-request")) throw error;
    leftOut.push(`The exact stores: ${(error as Error).message}`);
  }
}

/** Every file under a directory, by path. */
async function hashesOf(directory: string): Promise<ExportManifest["files"]> {
  const files: ExportManifest["files"] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.push({ path: relative(directory, path), ...(await hashOf(path)) });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The size and SHA-256 of a file, read in pieces. */
export async function hashOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
