import type { Event } from "@attune/model/event";
import { keptEntries, type Profile, type Stamp, type Stamped } from "@attune/model/profile";
import { ownValue } from "./own-value.ts";
import type { ProfileDraft } from "./profile-draft.ts";
import { compareStamps } from "./stamp-order.ts";

type Refused = Record<string, Stamped<boolean>>;

/** What people say of products that they do not want to be shown, and the word that takes it back. */
const says: ReadonlyMap<string, boolean> = new Map([
  ["Not Interested", true],
  ["Interested Again", false],
]);

/** By item the last word: whether the person does not want to see it. The latest 60 words are kept. */
export function applyRefusedItems({ profile }: ProfileDraft, event: Event, stamp: Stamp): void {
  const value = says.get(event.name);
  if (value === undefined || event.items.length === 0) return;
  let refused = profile.refused ?? {};
  for (const { itemId } of event.items) refused = withWord(refused, itemId, { ...stamp, value });
  profile.refused = bounded(refused);
}

export function mergeRefusedItems(a: Profile["refused"], b: Profile["refused"]): Refused | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  let merged = a;
  for (const [itemId, word] of Object.entries(b)) merged = withWord(merged, itemId, word);
  return bounded(merged);
}

function withWord(refused: Refused, itemId: string, word: Stamped<boolean>): Refused {
  const before = ownValue(refused, itemId);
  return before !== undefined && compareStamps(before, word) >= 0 ? refused : { ...refused, [itemId]: word };
}

function bounded(refused: Refused): Refused {
  const entries = Object.entries(refused);
  if (entries.length <= keptEntries.refused) return refused;
  const latest = entries.sort(([x, a], [y, b]) => compareStamps(b, a) || (x < y ? -1 : 1));
  return Object.fromEntries(latest.slice(0, keptEntries.refused));
}
