import type { History } from "../recommend/recommender.ts";
import type { Catalogue } from "./catalogue.ts";

/** One thing a person did with an item. */
export interface ItemEvent {
  itemId: string;
  /** Milliseconds. */
  at: number;
}

/** A history as models take it, in the order of time (equal times as given); items that the model does not know are passed over. */
export function historyFromEvents(
  { index }: Pick<Catalogue, "index">,
  events: Iterable<ItemEvent>,
  nowAt: number,
): History {
  const known: { item: number; at: number }[] = [];
  for (const { itemId, at } of events) {
    const item = index.get(itemId);
    if (item !== undefined) known.push({ item, at });
  }
  known.sort((a, b) => a.at - b.at);
  return { items: Uint32Array.from(known, ({ item }) => item), at: Float64Array.from(known, ({ at }) => at), nowAt };
}
