import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Configuration, readConfiguration } from "../config/read-configuration.ts";
import { readPlaybookFiles } from "../config/read-playbook-files.ts";

/** A playbook as people wrote it, and as it was read. */
export interface PlaybookText {
  text: string;
  configuration: Configuration;
  /** It is the data directory's own copy of what ran, not a file that somebody gave. */
  isKept: boolean;
}

/** In the data directory: a copy of what runs. */
const keptName = "attune.yaml";

/**
 * The configuration to run a data directory with: that of the given file, of which a copy is kept in the directory; without a file the
 * kept copy; without one, the defaults. So commands on the directory mean the same business as the server did.
 */
export async function loadConfiguration(dataDirectory: string, file: string | null): Promise<PlaybookText> {
  const text =
    file === null ? ((await readIfThere(join(dataDirectory, keptName))) ?? "") : await readPlaybookFiles(file);
  return { text, configuration: readConfiguration(text), isKept: file === null };
}

/** Keeps a copy of what runs, so that the next start without a file means the same. Whole, or as it was. */
export async function keepText(dataDirectory: string, text: string): Promise<void> {
  const kept = join(dataDirectory, keptName);
  await writeFile(`${kept}.new`, text);
  await rename(`${kept}.new`, kept);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
