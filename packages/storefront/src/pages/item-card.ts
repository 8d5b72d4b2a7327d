import { html, type Markup } from "./markup.ts";
import { moneyText } from "./money-text.ts";
import type { ShopItem } from "./shop-item.ts";

/** A product as a card of fixed height that leads to its page; `reason` says why it is here. */
export function itemCard(item: ShopItem, currency: string, reason = ""): Markup {
  const { itemId, name, brand, priceMicros, salePriceMicros } = item;
  return html`<li class="card"><a href="/shop/p/${encodeURIComponent(itemId)}" data-item="${itemId}">
<img src="/shop/pictures/${encodeURIComponent(itemId)}.svg" alt="" width="400" height="400" loading="lazy" decoding="async">
<span class="brand">${brand ?? ""}</span>
<span class="name">${name}</span>
<span class="price">${
    salePriceMicros === undefined
      ? moneyText(priceMicros, currency)
      : html`<span class="now">${moneyText(salePriceMicros, currency)}</span> <s>${moneyText(priceMicros, currency)}</s>`
  }</span>
<span class="reason">${reason}</span></a></li>`;
}

/** Products in one row that scrolls sideways: as high with eight of them as with one. */
export function itemRail(items: readonly ShopItem[], currency: string): Markup {
  return html`<ul class="rail">${items.slice(0, 8).map((item) => itemCard(item, currency))}</ul>`;
}
