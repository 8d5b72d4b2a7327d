import type { Item } from "@attune/model/item";
import type { JsonObject } from "@attune/model/json";
import { byId } from "./element.ts";
import { track } from "./shop-api.ts";

const storageKey = "shop.cart";

/** Item ids and how many of each. */
export type Cart = Record<string, number>;

export function readCart(): Cart {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "{}") as Cart;
  } catch {
    return {};
  }
}

export function writeCart(cart: Cart): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(cart));
  } catch {
    // Without storage the cart is gone with the page; the shop still shows.
  }
  showCartCount();
}

export function showCartCount(): void {
  const count = Object.values(readCart()).reduce((sum, quantity) => sum + quantity, 0);
  const badge = byId("cart-count");
  badge.hidden = count === 0;
  badge.textContent = String(count);
}

/** An item as commerce events name it. Prices in units of the currency. */
export function productOf(item: Item, quantity = 1): JsonObject {
  return {
    product_id: item.itemId,
    name: item.name,
    quantity,
    ...(item.category === undefined ? {} : { category: item.category }),
    ...(item.brand === undefined ? {} : { brand: item.brand }),
    ...(item.priceMicros === undefined ? {} : { price: item.priceMicros / 1e6, currency: "EUR" }),
  };
}

export function addToCart(item: Item): void {
  const cart = readCart();
  writeCart({ ...cart, [item.itemId]: (cart[item.itemId] ?? 0) + 1 });
  track("Product Added", productOf(item));
}

export function removeFromCart(item: Item): void {
  const { [item.itemId]: quantity = 0, ...rest } = readCart();
  writeCart(rest);
  if (quantity > 0) track("Product Removed", productOf(item, quantity));
}
