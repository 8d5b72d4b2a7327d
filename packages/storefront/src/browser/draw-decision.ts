import type { PlacementDecision } from "@attune/model/decision";
import { itemCard } from "../pages/item-card.ts";
import type { Catalogue } from "./catalogue.ts";
import { draw } from "./draw.ts";
import { readKept } from "./kept.ts";

const railLength = 8;

/**
 * Draws what was decided into a slot: words as text, products as cards. What the decision does not say stays as everybody sees it, but for products
 * that are not to be shown here, and so does the slot's height.
 */
export function drawDecision(
  slot: HTMLElement,
  { content, items }: Pick<PlacementDecision, "content" | "items">,
  shop: { catalogue: Catalogue; currency: string; without?: readonly string[] },
): void {
  for (const element of slot.querySelectorAll<HTMLElement>("[data-attune]")) {
    const text = content[element.dataset.attune ?? ""];
    if (typeof text === "string" && text !== "") element.textContent = text;
  }
  const link = slot.querySelector<HTMLAnchorElement>("a[data-to]");
  const to = content.href;
  if (link !== null && typeof to === "string") link.setAttribute("href", shopLink(to));

  const rail = slot.querySelector(".rail");
  const unwanted = new Set([...readKept<string[]>("unwanted", []), ...(shop.without ?? [])]);
  const cards = items.flatMap(({ itemId, reason }) => {
    const item = shop.catalogue.get(itemId);
    return item === undefined || !item.available || unwanted.has(itemId) ? [] : [itemCard(item, shop.currency, reason)];
  });
  if (rail === null) return;
  if (cards.length === 0)
    for (const shown of rail.querySelectorAll<HTMLElement>("[data-item]"))
      if (unwanted.has(shown.dataset.item ?? "")) shown.closest("li")?.remove();
  if (cards.length > 0)
    draw(rail, {
      markup: cards
        .slice(0, railLength)
        .map(({ markup }) => markup)
        .join(""),
    });
}

/** Playbooks name the shop's paths as from its own root. Nothing leads out of the shop. */
function shopLink(to: string): string {
  return /^\/(?!\/)/.test(to) ? `/shop${to}` : "/shop/all";
}
