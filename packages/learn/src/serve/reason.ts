import type { Cause } from "../recommend/recommender.ts";
import type { Catalogue } from "./catalogue.ts";

/** What the items of a history are to the person. */
export type Relation = "viewed" | "bought" | "in-cart";

/** Why an item is in a list that no item of the history speaks for. */
export type OtherReason = "popular" | "trending" | "new" | "listed";

/** Why an item stands in a list. */
export type Reason =
  /** Items of the person's own history spoke for it; `share` of each in the score, largest first. */
  | { kind: "history"; relation: Relation; causes: { itemId: string; share: number }[] }
  | { kind: OtherReason }
  | { kind: "pinned" }
  /** A new item that is given a chance. */
  | { kind: "exploration" };

const causesKept = 3;

/** The causes as shares of what speaks for the item; those that speak against it are left out. */
export function historyReason(
  causes: readonly Cause[],
  { itemIds }: Pick<Catalogue, "itemIds">,
  relation: Relation,
  otherwise: OtherReason,
): Reason {
  const speaking = causes.filter(({ contribution }) => contribution > 0);
  const total = speaking.reduce((sum, { contribution }) => sum + contribution, 0);
  if (total <= 0) return { kind: otherwise };
  return {
    kind: "history",
    relation,
    causes: speaking
      .slice(0, causesKept)
      .map(({ item, contribution }) => ({ itemId: itemIds[item]!, share: contribution / total })),
  };
}

const because: Record<Relation, (name: string) => string> = {
  viewed: (name) => `because you viewed ${name}`,
  bought: (name) => `because you bought ${name}`,
  "in-cart": (name) => `goes with ${name} in your cart`,
};

const otherWords: Record<Exclude<Reason["kind"], "history">, string> = {
  popular: "popular now",
  trending: "trending",
  new: "just in",
  listed: "in the order of the list",
  pinned: "picked by the shop",
  exploration: "new",
};

/** The reason in words, naming the strongest cause as the shop names it. */
export function describeReason(reason: Reason, { items, index }: Pick<Catalogue, "items" | "index">): string {
  if (reason.kind !== "history") return otherWords[reason.kind];
  const { itemId } = reason.causes[0]!;
  return because[reason.relation](items[index.get(itemId) ?? -1]?.name ?? itemId);
}
