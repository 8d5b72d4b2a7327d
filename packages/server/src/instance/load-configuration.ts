import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Configuration, readConfiguration } from "../config/read-configuration.ts";

const keptName = "attune.yaml";

/**
 * The configuration to run a data directory with: that of the given file, of which a copy is kept in the directory; without a file the
 * kept copy; without one, the defaults. So commands on the directory mean the same business as the server did.
 */
export async function loadConfiguration(dataDirectory: string, file: string | null): Promise<Configuration> {
  const kept = join(dataDirectory, keptName);
  if (file === null) return readConfiguration((await readIfThere(kept)) ?? "");
  const text = await readFile(file, "utf8");
  const configuration = readConfiguration(text);
  await writeFile(kept, text);
  return configuration;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
