import type { Item } from "@attune/model/item";
import { productOf, readCart, removeFromCart, showCartCount, writeCart } from "./cart-store.ts";
import { byId, element } from "./element.ts";
import { showItems } from "./item-row.ts";
import { picture } from "./picture.ts";
import { priceTag } from "./price.ts";
import { decide, loadCatalogue, track, trackPage } from "./shop-api.ts";
import { newId } from "./visitor.ts";

interface Line {
  item: Item;
  quantity: number;
}

showCartCount();
trackPage("Cart");
const items = await loadCatalogue();
track("Cart Viewed", { products: linesOf().map(({ item, quantity }) => productOf(item, quantity)) });
showCart();
const decisions = await decide(["cart-cross-sell"]);
showItems(byId("cross-sell"), decisions["cart-cross-sell"], items);

function linesOf(): Line[] {
  return Object.entries(readCart()).flatMap(([itemId, quantity]) => {
    const item = items.get(itemId);
    return item === undefined ? [] : [{ item, quantity }];
  });
}

function totalMicros(lines: Line[]): number {
  return lines.reduce((sum, { item, quantity }) => sum + (item.priceMicros ?? 0) * quantity, 0);
}

function showCart(): void {
  const lines = linesOf();
  if (lines.length === 0) {
    byId("cart").replaceChildren(
      element("p", {}, "It is empty. ", element("a", { href: "./index.html" }, "Look around")),
    );
    return;
  }
  const order = element("button", { type: "button", class: "button" }, "Place the order");
  order.addEventListener("click", placeOrder);
  byId("cart").replaceChildren(
    element("ul", { class: "lines" }, ...lines.map(lineOf)),
    element("p", { class: "total" }, `Total ${priceTag(totalMicros(lines))}`),
    order,
  );
}

function lineOf({ item, quantity }: Line): HTMLLIElement {
  const remove = element("button", { type: "button", class: "plain", "aria-label": `Remove ${item.name}` }, "Remove");
  remove.addEventListener("click", () => {
    removeFromCart(item);
    showCart();
  });
  return element(
    "li",
    {},
    picture(item.itemId, item.name),
    element(
      "span",
      { class: "name" },
      element("a", { href: `./product.html?id=${encodeURIComponent(item.itemId)}` }, item.name),
    ),
    element("span", {}, `× ${quantity}`),
    element("span", { class: "price" }, priceTag((item.priceMicros ?? 0) * quantity)),
    remove,
  );
}

function placeOrder(): void {
  const lines = linesOf();
  track("Order Completed", {
    order_id: newId().slice(0, 12),
    total: totalMicros(lines) / 1e6,
    revenue: totalMicros(lines) / 1e6,
    currency: "EUR",
    products: lines.map(({ item, quantity }) => productOf(item, quantity)),
  });
  writeCart({});
  byId("cart").replaceChildren(
    element("p", { class: "said", role: "status" }, "Thank you: the order is placed. Nothing will be sent or charged."),
  );
}
