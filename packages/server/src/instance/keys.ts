import { randomBytes } from "node:crypto";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The write key is public (collect, decide); the secret key may do everything. */
export interface Keys {
  writeKey: string;
  secretKey: string;
}

const fileName = "keys.json";

/**
 * The keys of a data directory: the given ones where given, else those kept in the directory, else new ones, which are then kept
 * there, readable by the owner alone. Given keys are never written down.
 */
export async function loadKeys(dataDirectory: string, given: Partial<Keys>): Promise<Keys> {
  if (given.writeKey !== undefined && given.secretKey !== undefined) {
    return { writeKey: given.writeKey, secretKey: given.secretKey };
  }
  const kept = (await readKept(join(dataDirectory, fileName))) ?? (await makeKept(join(dataDirectory, fileName)));
  return { writeKey: given.writeKey ?? kept.writeKey, secretKey: given.secretKey ?? kept.secretKey };
}

async function readKept(path: string): Promise<Keys | undefined> {
  try {
    const kept = JSON.parse(await readFile(path, "utf8")) as Partial<Keys>;
    return typeof kept.writeKey === "string" && typeof kept.secretKey === "string"
      ? { writeKey: kept.writeKey, secretKey: kept.secretKey }
      : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function makeKept(path: string): Promise<Keys> {
  const keys = {
    writeKey: `wk_${randomBytes(18).toString("hex")}`,
    secretKey: `sk_${randomBytes(24).toString("hex")}`,
  };
  await writeFile(path, `${JSON.stringify(keys)}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
  return keys;
}
