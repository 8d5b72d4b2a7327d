import { open } from "node:fs/promises";
import type { Engine } from "@attune/engine/runtime/engine";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { Profile } from "@attune/model/profile";
import { modelsMayKnow } from "../recommenders/whom-models-may-know.ts";

/** What is written of people beside what they did with items. */
export interface StoreInteractionsChoice {
  /** Whose members get 1 in the column `member`. */
  segmentId: string | null;
  /** Whose value is in the column `group`. */
  trait: string | null;
}

/** The header of the file. `segments` are joined by bars. */
export const storeColumns = [
  "person",
  "item",
  "time",
  "kind",
  "category",
  "brand",
  "amount",
  "member",
  "group",
  "segments",
] as const;

const pageSize = 500;
/** More rows than a training takes are not written. */
const mostRows = 24_000_000;
const microsPerUnit = 1_000_000;

/**
 * Writes the latest interactions that profiles keep (at most 60 each) as a CSV file, a line each, for a command of `attune learn`. People whom
 * models may not know are left out, and what may not be used of the others. Reads a few hundred profiles at a time, between which others are served. Answers how many people and rows there are.
 */
export async function writeStoreInteractions(
  engine: Engine,
  path: string,
  { segmentId, trait }: StoreInteractionsChoice,
  signal: AbortSignal,
): Promise<{ people: number; rows: number }> {
  const { state, memberships } = engine.stores;
  const file = await open(path, "w");
  const takeTurn = takeTurns();
  let people = 0;
  let rows = 0;
  try {
    await file.write(`${storeColumns.join(",")}\n`);
    for (let after: string | null = null; ; ) {
      signal.throwIfAborted();
      const ids: string[] = await state.profileIds(after, pageSize);
      if (ids.length === 0) break;
      let text = "";
      for (const id of ids) {
        const whole = await state.profile(id);
        if (whole === undefined || !modelsMayKnow(engine, whole)) continue;
        const profile = engine.segments.usable(whole);
        if (profile.interactions.length === 0) continue;
        const segments = Object.keys((await memberships.of(id))?.since ?? {});
        people++;
        rows += profile.interactions.length;
        text += linesOf(profile, segments, segmentId, trait);
        await takeTurn();
      }
      if (rows > mostRows)
        throw new AttuneError("bad-request", `The store has more than ${mostRows.toLocaleString("en")} interactions.`);
      await file.write(text);
      after = ids.at(-1)!;
    }
  } finally {
    await file.close();
  }
  return { people, rows };
}

function linesOf(
  { profileId, interactions, traits }: Profile,
  segments: readonly string[],
  segmentId: string | null,
  trait: string | null,
): string {
  const member = segmentId === null ? "" : segments.includes(segmentId) ? "1" : "0";
  const group = trait === null ? "" : wordOf(traits[trait]?.value);
  const ofPerson = `${member},${quoted(group)},${quoted(segments.join("|"))}`;
  return interactions
    .map(({ itemId, at, kind, category = "", brand = "", priceMicros }) => {
      const amount = priceMicros === undefined ? "" : String(priceMicros / microsPerUnit);
      return `${quoted(profileId)},${quoted(itemId)},${at},${kind},${quoted(category)},${quoted(brand)},${amount},${ofPerson}\n`;
    })
    .join("");
}

function wordOf(value: Json | undefined): string {
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
