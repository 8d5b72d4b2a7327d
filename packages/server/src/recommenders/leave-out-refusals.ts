import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { createInterface } from "node:readline";
import { sensitiveAllowed } from "@attune/engine/decide/usable-profile";
import type { Engine } from "@attune/engine/runtime/engine";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import { modelsMayKnow } from "./whom-models-may-know.ts";

/** The person of a line of `item-touches`; ids are 22 characters that JSON writes as they are. */
const personPattern = /"personId":"([^"\\]*)"/;

type MayLearn = "nothing" | "nothing sensitive" | "all";

/**
 * Takes the lines of people whom models may not know out of a file of touches, which a model is to be trained from, and of the lines of people who did not say yes
 * to sensitive categories the items of these. Returns how many people were left out whole. One look-up for each person.
 */
export async function leaveOutRefusals(path: string, engine: Engine, signal: AbortSignal): Promise<number> {
  const sensitive = engine.segments.sensitive();
  const people = new Map<string, MayLearn>();
  const kept = `${path}.kept`;
  const out = createWriteStream(kept);
  const takeTurn = takeTurns();

  async function mayLearnFrom(personId: string): Promise<MayLearn> {
    const profile = await engine.stores.state.profile(personId);
    if (!modelsMayKnow(engine, profile)) return "nothing";
    return sensitive === null || sensitiveAllowed(undefined, profile?.consent) ? "all" : "nothing sensitive";
  }

  /** Null where nothing is left. */
  function withoutSensitive(line: string): string | null {
    const row = JSON.parse(line) as { itemIds: string[] };
    const itemIds = row.itemIds.filter((itemId) => sensitive?.treeOfItem(itemId) === null);
    if (itemIds.length === row.itemIds.length) return line;
    return itemIds.length === 0 ? null : JSON.stringify({ ...row, itemIds });
  }

  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    signal.throwIfAborted();
    const personId = personPattern.exec(line)?.[1] ?? "";
    const may = people.get(personId) ?? (await mayLearnFrom(personId));
    people.set(personId, may);
    await takeTurn();
    const left = may === "nothing" ? null : may === "all" ? line : withoutSensitive(line);
    if (left !== null && !out.write(`${left}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  await rename(kept, path);
  return [...people.values()].filter((may) => may === "nothing").length;
}
