import type { History } from "./recommender.ts";

/** An item of the present session at its last place. */
export interface PlacedItem {
  item: number;
  /** 1 for the first of the items looked at. */
  position: number;
}

export interface PresentSession {
  /** Distinct items, newest first. */
  items: PlacedItem[];
  /** How many items were looked at, repetitions included. */
  length: number;
}

/** The last `lastItems` items of the history, each once, at the place where it came last. */
export function presentSession({ items }: History, lastItems: number): PresentSession {
  const from = Math.max(0, items.length - lastItems);
  const placed: PlacedItem[] = [];
  const seen = new Set<number>();
  for (let i = items.length - 1; i >= from; i--) {
    if (seen.has(items[i]!)) continue;
    seen.add(items[i]!);
    placed.push({ item: items[i]!, position: i - from + 1 });
  }
  return { items: placed, length: items.length - from };
}
