import type { JsonObject } from "@attune/model/json";
import type { MerchandisingRule } from "@attune/model/merchandising";
import type { Profile } from "@attune/model/profile";
import type { ItemHistory } from "./heard.ts";
import type { ItemLists } from "./item-lists.ts";
import type { SensitiveItems } from "./sensitive-items.ts";

/** For whom and where lists of one answer are filled. */
export interface ListAsk {
  /** Undefined for somebody not seen before, and where the list must not know the person. */
  profile: Profile | undefined;
  context: JsonObject;
  now: number;
  decisionId: string;
  lists: ItemLists;
  rules: readonly MerchandisingRule[];
  /** Items that are shown on pages of their own category alone. Absent or null: there are none, or the person said yes to them. */
  hides?: SensitiveItems | null;
  /** Items that stand in other lists of this answer. */
  taken: Set<string>;
  /** What the lists of this answer have asked about so far; empty at first. */
  history: ItemHistory;
}

/** A text of the context; undefined where it is none. */
export function contextText({ context }: ListAsk, name: string): string | undefined {
  const value = Object.hasOwn(context, name) ? context[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

const mostItems = 500;

/** Item ids of the context, at most 500; empty where there are none. */
export function contextItems({ context }: ListAsk, name: string): string[] {
  const value = Object.hasOwn(context, name) ? context[name] : undefined;
  if (!Array.isArray(value)) return [];
  return value.slice(0, mostItems).filter((each) => typeof each === "string");
}

/** Whether the person said that they do not want to be shown it. */
export function isRefused(profile: Profile | undefined, itemId: string): boolean {
  const refused = profile?.refused;
  return refused !== undefined && Object.hasOwn(refused, itemId) && refused[itemId]!.value;
}
