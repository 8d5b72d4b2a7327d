import type { Item } from "@attune/model/item";
import { addToCart, productOf, showCartCount } from "./cart-store.ts";
import { byId, element } from "./element.ts";
import { showItems } from "./item-row.ts";
import { picture } from "./picture.ts";
import { priceTag } from "./price.ts";
import { decide, loadCatalogue, track, trackPage } from "./shop-api.ts";

showCartCount();
const itemId = new URLSearchParams(location.search).get("id") ?? "";
const items = await loadCatalogue();
const item = items.get(itemId);
if (item === undefined) showMissing();
else await showProduct(item);

function showMissing(): void {
  byId("product").replaceChildren(
    element(
      "div",
      {},
      element("h1", {}, "This product is not sold here"),
      element("a", { href: "./index.html" }, "All products"),
    ),
  );
}

async function showProduct(shown: Item): Promise<void> {
  document.title = `${shown.name} · Haus & Heim`;
  trackPage("Product");
  track("Product Viewed", productOf(shown));
  const said = element("p", { class: "said", role: "status" });
  const button = element("button", { type: "button", class: "button" }, "Add to cart");
  button.disabled = !shown.available;
  button.addEventListener("click", () => {
    addToCart(shown);
    said.replaceChildren("In your cart. ", element("a", { href: "./cart.html" }, "Go to the cart"));
  });
  byId("product").replaceChildren(
    picture(shown.itemId, shown.name),
    element(
      "div",
      { class: "about" },
      element("p", { class: "kicker" }, [shown.category, shown.brand].filter(Boolean).join(", ")),
      element("h1", {}, shown.name),
      element("p", { class: "big-price" }, priceTag(shown.priceMicros)),
      shown.available ? null : element("p", {}, "Sold out at the moment."),
      button,
      said,
    ),
  );
  items.delete(shown.itemId);
  const decisions = await decide(["product-recommendations"], { itemId: shown.itemId });
  showItems(byId("recommended"), decisions["product-recommendations"], items);
}
