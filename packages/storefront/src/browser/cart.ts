import type { Product } from "@attune/sdk/browser";
import { priceNow, type ShopItem } from "../pages/shop-item.ts";
import type { Catalogue } from "./catalogue.ts";
import { keep, readKept } from "./kept.ts";

export interface CartLine {
  item: ShopItem;
  quantity: number;
}

const most = 99;
const quantities = () => readKept<Record<string, number>>("cart", {});

/** Puts so many more of an item into the cart; a negative number takes some out. */
export function changeCart(itemId: string, by: number): void {
  const { [itemId]: present = 0, ...rest } = quantities();
  const quantity = Math.min(most, present + by);
  keep("cart", quantity > 0 ? { ...rest, [itemId]: quantity } : rest);
  showCartCount();
}

/** Item ids of the cart. */
export const cartItemIds = (): string[] => Object.keys(quantities());

export function emptyCart(): void {
  keep("cart", {});
  keep("coupon", null);
  showCartCount();
}

export function cartLines(catalogue: Catalogue): CartLine[] {
  return Object.entries(quantities()).flatMap(([itemId, quantity]) => {
    const item = catalogue.get(itemId);
    return item === undefined ? [] : [{ item, quantity }];
  });
}

export const cartCount = (): number => Object.values(quantities()).reduce((sum, quantity) => sum + quantity, 0);

export function showCartCount(): void {
  const badge = document.getElementById("cart-count");
  if (badge === null) return;
  const count = cartCount();
  badge.hidden = count === 0;
  badge.textContent = String(count);
}

/** What the lines come to, in micros, before anything comes off. */
export const linesMicros = (lines: readonly CartLine[]): number =>
  lines.reduce((sum, { item, quantity }) => sum + (priceNow(item) ?? 0) * quantity, 0);

/** An item as commerce events name it. */
export function productOf(item: ShopItem, quantity = 1): Product {
  const price = priceNow(item);
  return {
    product_id: item.itemId,
    name: item.name,
    quantity,
    ...(item.category === undefined ? {} : { category: item.category }),
    ...(item.brand === undefined ? {} : { brand: item.brand }),
    ...(price === undefined ? {} : { price: price / 1e6 }),
  };
}
