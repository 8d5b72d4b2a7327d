import type { Event } from "@attune/model/event";
import type { Json, JsonObject } from "@attune/model/json";
import type { SensitiveItems } from "./sensitive-items.ts";

/** Names under which lists of products come; what is in them is not taken apart. */
const productLists = ["products", "items", "line_items", "refund_line_items"] as const;
const idName = /^(?:item|product|variant)?_?(?:id|sku)$/i;
const deepest = 12;

/**
 * An event as far as it may set something off for a person who did not say yes to sensitive items. Null where it is of nothing else; an order still
 * happened, without its products.
 */
export function usableEvent(event: Event, sensitive: SensitiveItems): Event | null {
  const { category } = event.properties;
  const items = event.items.filter((item) => sensitive.treeOfItem(item.itemId, item.category) === null);
  const isOfCategory = typeof category === "string" && sensitive.treeOf(category) !== null;
  if (items.length === event.items.length && !isOfCategory) return event;
  if (items.length === 0 && event.money === undefined) return null;
  const properties = { ...event.properties };
  for (const name of productLists) delete properties[name];
  if (isOfCategory) delete properties.category;
  return { ...event, items, properties };
}

/** Whether something that would be sent names a sensitive item or category. Linear in what it holds. */
export function namesSensitive(values: JsonObject, sensitive: SensitiveItems): boolean {
  function names(value: Json | undefined, key: string, depth: number): boolean {
    if (depth > deepest) return false;
    if (Array.isArray(value)) return value.some((each) => names(each, key, depth + 1));
    if (typeof value === "object" && value !== null)
      return Object.entries(value).some(([name, each]) => names(each, name, depth + 1));
    if (typeof value !== "string" && typeof value !== "number") return false;
    if (/category$/i.test(key)) return sensitive.treeOf(String(value)) !== null;
    return idName.test(key) && sensitive.treeOfItem(String(value)) !== null;
  }
  return names(values, "", 0);
}
