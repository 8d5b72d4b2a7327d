import type { ItemSource } from "@attune/model/tactic";
import type { ListAsk } from "./list-ask.ts";
import type { SensitiveItems } from "./sensitive-items.ts";

/** Lists that have nothing of their own to say of somebody whom nobody knows. */
const personal: ReadonlySet<ItemSource> = new Set([
  "recently-viewed",
  "for-you",
  "session-based",
  "buy-again",
  "next-best-action",
]);

/** Whether a list needs to know the person: as a placement's default it is never more than the popular items. */
export function needsPerson(source: ItemSource): boolean {
  return personal.has(source);
}

/**
 * The same ask, knowing nobody. A placement's default is never personal: it is what held-out people see, against whom everything personal is
 * measured, and people who refuse personalization; so it is one default for all.
 */
export function impersonalAsk(ask: ListAsk, hides: SensitiveItems | null): ListAsk {
  return { ...ask, profile: undefined, hides, history: {} };
}
