import type { Event } from "@attune/model/event";
import { type Interaction, type InteractionKind, keptEntries, type Stamp } from "@attune/model/profile";
import { touchNames } from "@attune/model/vocabulary";
import { changeable, type ProfileDraft } from "./profile-draft.ts";
import { insertByStamp, keepGreatest, mergeByStamp } from "./stamp-order.ts";

const limit = keptEntries.interactions;

const kinds: ReadonlyMap<string, InteractionKind> = new Map(
  (Object.keys(touchNames) as InteractionKind[]).flatMap((kind) =>
    touchNames[kind].map((name) => [name, kind] as const),
  ),
);

/** The latest 60 touches of items, ascending by time; within one event in the order of its lines. */
export function applyInteractions(draft: ProfileDraft, event: Event, stamp: Stamp): void {
  const kind = kinds.get(event.name);
  if (kind === undefined || event.items.length === 0) return;
  const interactions = changeable(draft, "interactions");
  for (const item of event.items) {
    const interaction: Interaction = { at: stamp.at, offset: stamp.offset, itemId: item.itemId, kind };
    if (event.name !== touchNames[kind][0]) interaction.name = event.name;
    if (item.category !== undefined) interaction.category = item.category;
    if (item.brand !== undefined) interaction.brand = item.brand;
    if (item.priceMicros !== undefined) interaction.priceMicros = item.priceMicros;
    insertByStamp(interactions, interaction);
  }
  keepGreatest(interactions, limit);
}

export function mergeInteractions(a: readonly Interaction[], b: readonly Interaction[]): Interaction[] {
  return keepGreatest(mergeByStamp(a, b), limit);
}
