import type { MerchandisingRule } from "@attune/model/merchandising";
import type { ItemList } from "@attune/model/tactic";
import { itemFits } from "@attune/rules/item-fits";
import type { ListedItem } from "./catalogue-view.ts";
import { contextText, type ListAsk } from "./list-ask.ts";

/** The rules that hold for a list now; null where there are none, as nearly always. */
export function rulesFor(list: ItemList, placementId: string, ask: ListAsk): MerchandisingRule[] | null {
  let found: MerchandisingRule[] | null = null;
  for (const rule of ask.rules) {
    if (!holds(rule, list, placementId, ask)) continue;
    found ??= [];
    found.push(rule);
  }
  return found;
}

function holds({ on, schedule }: MerchandisingRule, list: ItemList, placementId: string, ask: ListAsk): boolean {
  if (schedule?.startsAt !== undefined && ask.now < schedule.startsAt) return false;
  if (schedule?.endsAt !== undefined && ask.now >= schedule.endsAt) return false;
  if (on.placements !== undefined && !on.placements.includes(placementId)) return false;
  if (on.categories !== undefined) {
    const category = list.category ?? contextText(ask, "category");
    if (category === undefined || !on.categories.includes(category)) return false;
  }
  if (on.searches !== undefined) {
    const search = contextText(ask, "search");
    if (search === undefined) return false;
    const asked = wordsOf(search);
    if (!on.searches.some((wanted) => everyWordIn(wanted, asked))) return false;
  }
  return true;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

function everyWordIn(wanted: string, asked: Set<string>): boolean {
  for (const word of wordsOf(wanted)) if (!asked.has(word)) return false;
  return true;
}

/** False where a rule hides the item. What is not known of an item hides nothing. */
export function isHidden(rules: readonly MerchandisingRule[], item: ListedItem): boolean {
  return rules.some(({ hides }) => hides.some((where) => fits(item, where)));
}

/** All boosts of an item, multiplied. */
export function boostOf(rules: readonly MerchandisingRule[], item: ListedItem): number {
  let factor = 1;
  for (const { boosts } of rules) for (const boost of boosts) if (fits(item, boost.where)) factor *= boost.factor;
  return factor;
}

/** The least and the greatest that boosts can make of a score: all that lower it, all that lift it. */
export function boostRange(rules: readonly MerchandisingRule[]): { least: number; most: number } {
  let least = 1;
  let most = 1;
  for (const { boosts } of rules) {
    for (const { factor } of boosts) {
      if (factor < 1) least *= factor;
      else most *= factor;
    }
  }
  return { least, most };
}

/** Whether an item passes a filter, whichever of its categories the filter names. */
export function fits(item: ListedItem, where: MerchandisingRule["hides"][number]): boolean {
  if (itemFits(item, where) === 1) return true;
  if (where.category === undefined || item.categories === undefined) return false;
  return item.categories.some((category) => itemFits({ ...item, category }, where) === 1);
}

/** Items for fixed places, by place; of two for one place the later rule's. */
export function pinsOf(rules: readonly MerchandisingRule[]): { itemId: string; position: number }[] {
  const byPlace = new Map<number, string>();
  for (const { pins } of rules) for (const { itemId, position } of pins) byPlace.set(position, itemId);
  return [...byPlace].map(([position, itemId]) => ({ itemId, position })).sort((a, b) => a.position - b.position);
}
