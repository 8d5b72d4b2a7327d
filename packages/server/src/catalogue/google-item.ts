import type { Item } from "@attune/model/item";
import type { FeedMoney } from "./feed.ts";

/** Names that own tables and other exporters give to the same things, by Google's. */
const otherNames: Record<string, readonly string[]> = {
  id: ["item_id", "itemid", "sku", "product_id"],
  title: ["name"],
  link: ["url"],
  image_link: ["image_url", "imageurl", "image"],
  price: ["list_price"],
  brand: ["vendor", "manufacturer"],
  product_type: ["category", "categories"],
  cost_of_goods_sold: ["cost"],
  quantity: ["stock", "inventory"],
  item_group_id: ["group_id", "groupid"],
  tags: ["labels"],
};

/** Availabilities of Google's specification that can be ordered now or soon. */
const orderable = new Set([
  "in stock",
  "in_stock",
  "preorder",
  "pre-order",
  "backorder",
  "back-order",
  "true",
  "yes",
  "1",
  "available",
  "",
]);
const gone = new Set(["out of stock", "out_of_stock", "false", "no", "0", "unavailable", "discontinued", "sold out"]);

/**
 * An item of attributes by the names of Google's product data specification, or by the names that tables of one's own have. Throws RangeError, in words, where they
 * make none. `a > b > c` is the category c within b within a: the last is the item's, all are its categories.
 */
export function googleItem(attributes: ReadonlyMap<string, string>, money: FeedMoney, now: number): Item {
  const read = (name: string): string | undefined => {
    for (const each of [name, ...(otherNames[name] ?? [])]) {
      const value = attributes.get(each)?.trim();
      if (value !== undefined && value !== "") return value;
    }
    return undefined;
  };
  const itemId = read("id");
  if (itemId === undefined) throw new RangeError("it has no id");
  const item: Item = { itemId, name: read("title") ?? itemId, available: isOrderable(read("availability") ?? "") };
  const path = (read("product_type") ?? read("google_product_category") ?? "")
    .split(/\s*>\s*/)
    .filter((word) => word !== "");
  const last = path.at(-1);
  if (last !== undefined) item.category = last;
  if (path.length > 1) item.categories = path;
  const price = money.read(read("price") ?? "");
  const sale = money.read(read("sale_price") ?? "");
  if (price !== undefined) item.priceMicros = price;
  if (sale !== undefined && isNow(read("sale_price_effective_date"), now)) {
    if (price === undefined) item.priceMicros = sale;
    else if (sale < price) item.salePriceMicros = sale;
  }
  const cost = money.read(read("cost_of_goods_sold") ?? "");
  if (cost !== undefined) item.costMicros = cost;
  const stock = read("quantity");
  if (stock !== undefined) item.stock = count(stock);
  const texts = {
    brand: read("brand"),
    groupId: read("item_group_id"),
    url: read("link"),
    imageUrl: read("image_link"),
  };
  for (const [field, value] of Object.entries(texts))
    if (value !== undefined) item[field as keyof typeof texts] = value;
  const tags = read("tags");
  if (tags !== undefined) item.tags = tags.split(/\s*[,;|]\s*/).filter((tag) => tag !== "");
  return item;
}

function isOrderable(text: string): boolean {
  const said = text.toLowerCase();
  if (orderable.has(said)) return true;
  if (gone.has(said)) return false;
  throw new RangeError(
    `${JSON.stringify(text)} is no availability; known are in_stock, out_of_stock, preorder and backorder`,
  );
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new RangeError(`${JSON.stringify(text)} is no number of pieces`);
  return Math.max(0, Math.floor(value));
}

/** `2026-11-27T00:00Z/2026-11-30T00:00Z`; absent: always. */
function isNow(range: string | undefined, now: number): boolean {
  if (range === undefined) return true;
  const [from = "", until = ""] = range.split("/");
  return !(now < Date.parse(from)) && !(now >= Date.parse(until));
}
