import type { PlacementDecision } from "@attune/model/decision";
import type { Item } from "@attune/model/item";
import { element } from "./element.ts";
import { picture } from "./picture.ts";
import { priceTag } from "./price.ts";

/** A product as a card that links to its page; `reason` says why it is shown. */
export function itemCard(item: Item, reason?: string): HTMLLIElement {
  return element(
    "li",
    {},
    element(
      "a",
      { class: "card", href: `./product.html?id=${encodeURIComponent(item.itemId)}` },
      picture(item.itemId, item.name),
      element("span", { class: "name" }, item.name),
      element("span", { class: "price" }, priceTag(item.priceMicros)),
      reason === undefined ? null : element("span", { class: "reason" }, reason),
    ),
  );
}

/** Fills a band with what was decided for it; it stays hidden where that is nothing. */
export function showItems(band: HTMLElement, decision: PlacementDecision | undefined, items: Map<string, Item>): void {
  const cards = (decision?.items ?? []).flatMap(({ itemId, reason }) => {
    const item = items.get(itemId);
    return item?.available ? [itemCard(item, reason)] : [];
  });
  if (cards.length === 0) return;
  const headline = decision?.content.headline;
  band.replaceChildren(
    element("h2", {}, typeof headline === "string" ? headline : "For you"),
    element("ul", { class: "grid" }, ...cards),
  );
  band.hidden = false;
}
