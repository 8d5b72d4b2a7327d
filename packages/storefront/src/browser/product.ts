import { html } from "../pages/markup.ts";
import { changeCart, productOf } from "./cart.ts";
import { byId, draw } from "./draw.ts";
import { keep, readKept } from "./kept.ts";
import type { PageParts } from "./start-client.ts";

/** What can be done on a product's page: put in the cart, keep on the wish list. */
export async function showProduct({ attune, facts, catalogue }: PageParts): Promise<void> {
  const item = (await catalogue).get(facts.facts.itemId ?? "");
  if (item === undefined) return;
  const { currency } = facts;
  attune.commerce.productViewed({ ...productOf(item), currency });

  const wished = () => new Set(readKept<string[]>("wishes", []));
  const wish = byId("wish");
  wish.setAttribute("aria-pressed", String(wished().has(item.itemId)));
  wish.addEventListener("click", () => {
    const all = wished();
    const isNew = !all.delete(item.itemId);
    if (isNew) {
      all.add(item.itemId);
      attune.commerce.wishlisted({ ...productOf(item), currency });
    }
    keep("wishes", [...all]);
    wish.setAttribute("aria-pressed", String(isNew));
  });

  byId("add").addEventListener("click", () => {
    const quantity = Number(byId<HTMLSelectElement>("quantity").value);
    changeCart(item.itemId, quantity);
    attune.commerce.productAdded({ ...productOf(item, quantity), currency });
    draw(byId("said"), html`In your cart. <a href="/shop/cart">Go to the cart</a>`);
  });
}
