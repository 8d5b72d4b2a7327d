import { html, type Markup } from "../pages/markup.ts";
import { moneyText } from "../pages/money-text.ts";
import { priceNow } from "../pages/shop-item.ts";
import type { CartLine } from "./cart.ts";

/** The lines of a cart or an order; with buttons where they can still be changed. */
export function orderLines(lines: readonly CartLine[], currency: string, canChange: boolean): Markup {
  return html`<ul class="lines">${lines.map(
    ({
      item,
      quantity,
    }) => html`<li data-item="${item.itemId}"><img src="/shop/pictures/${encodeURIComponent(item.itemId)}.svg" alt="" width="88" height="88">
<span class="what"><a href="/shop/p/${encodeURIComponent(item.itemId)}">${item.name}</a><span class="soft small">${item.brand ?? ""}</span></span>
${
  canChange
    ? html`<span class="count"><button type="button" data-by="-1" aria-label="One less of ${item.name}">−</button><span>${quantity}</span><button type="button" data-by="1" aria-label="One more of ${item.name}">+</button></span>`
    : html`<span class="soft">× ${quantity}</span>`
}
<span class="price">${moneyText((priceNow(item) ?? 0) * quantity, currency)}</span></li>`,
  )}</ul>`;
}
