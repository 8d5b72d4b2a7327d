import type { Cause } from "../recommend/recommender.ts";
import type { Catalogue } from "./catalogue.ts";

/** Why an item stands in a list. */
export type Reason =
  /** Items of the person's own history spoke for it; `share` of each in the score, largest first. */
  | { kind: "history"; causes: { itemId: string; share: number }[] }
  | { kind: "popular" }
  | { kind: "pinned" }
  /** A new item that is given a chance. */
  | { kind: "exploration" };

const causesKept = 3;

/** The causes as shares of what speaks for the item; those that speak against it are left out. */
export function historyReason(causes: readonly Cause[], { itemIds }: Catalogue): Reason {
  const speaking = causes.filter(({ contribution }) => contribution > 0);
  const total = speaking.reduce((sum, { contribution }) => sum + contribution, 0);
  if (total <= 0) return { kind: "popular" };
  return {
    kind: "history",
    causes: speaking
      .slice(0, causesKept)
      .map(({ item, contribution }) => ({ itemId: itemIds[item]!, share: contribution / total })),
  };
}

/** The reason in words, naming the strongest cause as the shop names it. */
export function describeReason(reason: Reason, { items, index }: Catalogue): string {
  switch (reason.kind) {
    case "history": {
      const { itemId } = reason.causes[0]!;
      const name = items[index.get(itemId) ?? -1]?.name ?? itemId;
      return `because you viewed ${name}`;
    }
    case "popular":
      return "popular now";
    case "pinned":
      return "picked by the shop";
    case "exploration":
      return "new";
  }
}
