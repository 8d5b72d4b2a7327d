import type { Item, ItemVariant } from "@attune/model/item";
import type { FeedMoney } from "./feed.ts";

/** A product of Shopify, as its exports and its API tell of it. */
export interface ShopifyProduct {
  itemId: string;
  title: string;
  vendor: string;
  type: string;
  tags: string[];
  isPublished: boolean;
  url?: string;
  imageUrl?: string;
  variants: ShopifyVariant[];
}

export interface ShopifyVariant {
  variantId: string;
  title: string;
  price: string;
  compareAtPrice: string;
  cost: string;
  /** Null where Shopify does not count them. */
  quantity: number | null;
  /** May be ordered when there is none left. */
  continues: boolean;
}

/** The item of a product: the price of its cheapest variant, the stock of all of them. Throws RangeError, in words, for a price that is none. */
export function shopifyItem(product: ShopifyProduct, money: FeedMoney): Item {
  const variants = product.variants.map((variant) => itemVariant(variant, money));
  const available = product.isPublished && (variants.length === 0 || variants.some((variant) => variant.available));
  const item: Item = { itemId: product.itemId, name: product.title, available };
  if (product.type !== "") item.category = product.type;
  if (product.vendor !== "") item.brand = product.vendor;
  if (product.tags.length > 0) item.tags = product.tags;
  if (product.url !== undefined) item.url = product.url;
  if (product.imageUrl !== undefined) item.imageUrl = product.imageUrl;
  const cheapest = variants.reduce<ItemVariant | undefined>(
    (a, b) => (a === undefined || paid(b) < paid(a) ? b : a),
    undefined,
  );
  if (cheapest?.priceMicros !== undefined) item.priceMicros = cheapest.priceMicros;
  if (cheapest?.salePriceMicros !== undefined) item.salePriceMicros = cheapest.salePriceMicros;
  const cost = product.variants.map((variant) => money.read(variant.cost)).find((micros) => micros !== undefined);
  if (cost !== undefined) item.costMicros = cost;
  const counted = product.variants.every(({ quantity, continues }) => quantity !== null && !continues);
  if (counted && variants.length > 0) item.stock = variants.reduce((sum, { stock = 0 }) => sum + stock, 0);
  if (variants.length > 1) item.variants = variants;
  return item;
}

/** Shopify's price is what it costs now; the price to compare with, where greater, the usual one. */
function itemVariant(variant: ShopifyVariant, money: FeedMoney): ItemVariant {
  const price = money.read(variant.price);
  const usual = money.read(variant.compareAtPrice);
  const { variantId, title, quantity, continues } = variant;
  const of: ItemVariant = { variantId, available: quantity === null || quantity > 0 || continues };
  if (title !== "" && title !== "Default Title") of.name = title;
  if (price !== undefined) of.priceMicros = price;
  if (price !== undefined && usual !== undefined && usual > price) {
    of.priceMicros = usual;
    of.salePriceMicros = price;
  }
  if (quantity !== null && !continues) of.stock = Math.max(0, Math.floor(quantity));
  return of;
}

function paid({ priceMicros, salePriceMicros }: ItemVariant): number {
  return salePriceMicros ?? priceMicros ?? Number.POSITIVE_INFINITY;
}

/** `a, "b, c", d`: tags as Shopify writes them in one field. */
export function shopifyTags(text: string): string[] {
  const tags = [...text.matchAll(/\s*"([^"]*)"|[^,]+/g)].map(([whole, quoted]) => (quoted ?? whole).trim());
  return [...new Set(tags)].filter((tag) => tag !== "");
}
