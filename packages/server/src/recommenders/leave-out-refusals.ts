import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Engine } from "@attune/engine/runtime/engine";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import { modelsMayKnow } from "./whom-models-may-know.ts";

/** The person of a line of `item-touches`; ids are 22 characters that JSON writes as they are. */
const personPattern = /"personId":"([^"\\]*)"/;

/**
 * Takes the lines of people whom models may not know out of a file of touches, which a model is to be trained from. Returns how many people that were. One look-up
 * for each person.
 */
export async function leaveOutRefusals(path: string, engine: Engine, signal: AbortSignal): Promise<number> {
  const refused = new Map<string, boolean>();
  const kept = `${path}.kept`;
  const out = createWriteStream(kept);
  const takeTurn = takeTurns();
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    signal.throwIfAborted();
    const personId = personPattern.exec(line)?.[1] ?? "";
    let isRefused = refused.get(personId);
    if (isRefused === undefined) {
      isRefused = !modelsMayKnow(engine, await engine.stores.state.profile(personId));
      refused.set(personId, isRefused);
    }
    await takeTurn();
    if (!isRefused && !out.write(`${line}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  await rename(kept, path);
  return [...refused.values()].filter(Boolean).length;
}
