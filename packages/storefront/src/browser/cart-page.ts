import { html } from "../pages/markup.ts";
import { moneyText } from "../pages/money-text.ts";
import { freeFromMicros } from "../pages/order-prices.ts";
import { cartLines, changeCart, linesMicros, productOf } from "./cart.ts";
import { couponNow } from "./coupon.ts";
import { byId, draw } from "./draw.ts";
import { orderLines } from "./order-lines.ts";
import type { PageParts } from "./start-client.ts";

/** The cart: how many of each, what it comes to, and on to the checkout. */
export async function showCart({ attune, facts, catalogue }: PageParts): Promise<void> {
  const all = await catalogue;
  const { currency } = facts;
  attune.commerce.cartViewed({
    currency,
    products: cartLines(all).map(({ item, quantity }) => productOf(item, quantity)),
  });
  const cart = byId("cart");

  function show(): void {
    const lines = cartLines(all);
    if (lines.length === 0) {
      draw(cart, html`<p class="empty">Nothing in it yet. <a href="/shop/all">Look around</a></p>`);
      return;
    }
    const micros = linesMicros(lines);
    const coupon = couponNow();
    const missing = freeFromMicros - micros;
    draw(
      cart,
      html`${orderLines(lines, currency, true)}<div class="sum"><p class="row"><span>Products</span><b>${moneyText(micros, currency)}</b></p>
${coupon === null ? null : html`<p class="row now"><span>Code ${coupon.code}</span><b>−${moneyText(Math.round(micros * coupon.share), currency)}</b></p>`}
<p class="soft small">${missing > 0 ? `${moneyText(missing, currency)} more and delivery is free.` : "Delivery is free."}</p>
<a class="button wide-button" href="/shop/checkout">To the checkout</a></div>`,
    );
  }
  cart.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-by]");
    const itemId = button?.closest<HTMLElement>("[data-item]")?.dataset.item;
    const item = all.get(itemId ?? "");
    if (button === null || item === undefined) return;
    const by = Number(button.dataset.by);
    changeCart(item.itemId, by);
    const tell = by > 0 ? attune.commerce.productAdded : attune.commerce.productRemoved;
    tell({ ...productOf(item), currency });
    show();
    cart.querySelector<HTMLElement>(`[data-item="${CSS.escape(item.itemId)}"] [data-by="${by}"]`)?.focus();
  });
  show();
}
