import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";

/** Where all that a data directory held was brought. */
interface Moved {
  to: string;
  /** Of the day and time, ISO 8601. */
  at: string;
}

const fileName = "moved.json";

/** From now on nobody serves the directory: what came in there would be on one side only. */
export async function markMoved(directory: string, moved: Moved): Promise<void> {
  await writeFile(join(directory, fileName), JSON.stringify(moved), { flush: true });
}

/** Everything was brought back. */
export async function forgetMoved(directory: string): Promise<void> {
  await rm(join(directory, fileName), { force: true });
}

/** Throws `conflict` for a data directory whose data serve elsewhere now. */
export async function requireNotMoved(directory: string): Promise<void> {
  const text = await readFile(join(directory, fileName), "utf8").catch(() => null);
  if (text === null) return;
  const { to, at } = JSON.parse(text) as Moved;
  throw new AttuneError(
    "conflict",
    `Everything of ${directory} was moved to ${to} at ${at}, and is served there. To serve it from here again, move it back: attune migrate --from ${to} --to ${directory}. Where nothing has come in there, removing ${join(directory, fileName)} is enough.`,
  );
}
