import type { Condition } from "@attune/model/condition";
import type { Item } from "@attune/model/item";
import type { JsonObject } from "@attune/model/json";
import { evaluateCondition, type PersonView } from "@attune/rules/evaluate-condition";
import type { Catalogue } from "./catalogue.ts";

/**
 * Conditions on items in the language of segments: `{ context: item.price, atMost: 50 }`. An item has `itemId`, `name`, `category`, `brand`, `price`,
 * `cost` (in units of the currency), `marginShare` (1 − cost / price), `available`. What else a condition asks is asked of the person.
 */
export interface ItemConditions {
  /** Whether the item meets the condition. What asks of items alone is worked out once per condition and catalogue. */
  filter(condition: Condition, person: PersonView): (item: number) => boolean;
}

/** Conditions worked out and kept, at most; then the oldest is forgotten. */
const keptMasks = 200;

export function createItemConditions({ items }: Pick<Catalogue, "items">): ItemConditions {
  const views: (JsonObject | undefined)[] = items.map((item) => (item === undefined ? undefined : viewOf(item)));
  const masks = new Map<string, Uint8Array>();

  const holds = (condition: Condition, person: PersonView, item: number) => {
    const view = views[item];
    if (view === undefined) return false;
    return evaluateCondition(condition, { ...person, context: { ...person.context, item: view } }).holds;
  };

  return {
    filter(condition, person) {
      if (!asksItemsAlone(condition)) return (item) => holds(condition, person, item);
      const key = JSON.stringify(condition);
      let mask = masks.get(key);
      if (mask === undefined) {
        mask = Uint8Array.from(views, (_, item) => (holds(condition, person, item) ? 1 : 0));
        masks.set(key, mask);
        if (masks.size > keptMasks) masks.delete(masks.keys().next().value!);
      }
      const kept = mask;
      return (item) => kept[item] === 1;
    },
  };
}

const microsPerUnit = 1_000_000;

function viewOf({ itemId, name, category, brand, priceMicros, costMicros, available }: Item): JsonObject {
  const hasMargin = priceMicros !== undefined && costMicros !== undefined && priceMicros > 0;
  return {
    itemId,
    name,
    available,
    ...(category === undefined ? {} : { category }),
    ...(brand === undefined ? {} : { brand }),
    ...(priceMicros === undefined ? {} : { price: priceMicros / microsPerUnit }),
    ...(costMicros === undefined ? {} : { cost: costMicros / microsPerUnit }),
    ...(hasMargin ? { marginShare: (priceMicros - costMicros) / priceMicros } : {}),
  };
}

function asksItemsAlone(condition: Condition): boolean {
  if ("all" in condition) return condition.all.every(asksItemsAlone);
  if ("any" in condition) return condition.any.every(asksItemsAlone);
  if ("not" in condition) return asksItemsAlone(condition.not);
  return "context" in condition && condition.context.startsWith("item.");
}
