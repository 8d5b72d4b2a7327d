import type { EventEntry } from "../api/profiles.ts";

const shownItems = 3;

/**
 * What an event was about, in a few words: its order's number and its products, else what was searched for, else the page or the list it names.
 * Null where it says none of these.
 */
export function eventDetail({ items, properties }: Pick<EventEntry, "items" | "properties">): string | null {
  const order = orderNumber(properties);
  const about = subject({ items, properties });
  if (order === null) return about;
  return about === null ? `Order ${order}` : `Order ${order}: ${about}`;
}

function orderNumber({ order_id: number }: EventEntry["properties"]): string | null {
  return (typeof number === "string" && number !== "") || typeof number === "number" ? String(number) : null;
}

function subject({ items, properties }: Pick<EventEntry, "items" | "properties">): string | null {
  if (items.length > 0) {
    const names = items.slice(0, shownItems).map(({ itemId, name, quantity }) => {
      return quantity === 1 ? (name ?? itemId) : `${name ?? itemId} × ${quantity}`;
    });
    const more = items.length > shownItems ? ` and ${items.length - shownItems} more` : "";
    return `${names.join(", ")}${more}`;
  }
  for (const key of ["query", "category", "path", "url", "title"]) {
    const value = properties[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}
