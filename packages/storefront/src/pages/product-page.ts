import { itemRail } from "./item-card.ts";
import { html } from "./markup.ts";
import { moneyText, roundMoneyText } from "./money-text.ts";
import { deliveryMicros, freeFromMicros } from "./order-prices.ts";
import { pageFrame } from "./page-frame.ts";
import { type ShopItem, slugOf } from "./shop-item.ts";
import type { ShopView } from "./shop-view.ts";
import { slot } from "./slot.ts";

/** One product, with what goes with it below. */
export function productPage(shop: ShopView, item: ShopItem): string {
  const { itemId, name, category = "", brand = "", priceMicros, salePriceMicros, available } = item;
  const { currency } = shop;
  const alike = shop.items.filter((other) => other.category === category && other.itemId !== itemId && other.available);
  const main = html`<nav class="crumbs" aria-label="Where you are"><a href="/shop/">Home</a>${category === "" ? null : html`<a href="/shop/c/${slugOf(category)}">${category}</a>`}<span aria-current="page">${name}</span></nav>
<article class="product"><img class="large" src="/shop/pictures/${encodeURIComponent(itemId)}.svg" alt="${name}" width="640" height="640" fetchpriority="high">
<div class="about"><p class="kicker">${brand}</p><h1>${name}</h1>
<p class="big-price">${salePriceMicros === undefined ? moneyText(priceMicros, currency) : html`<span class="now">${moneyText(salePriceMicros, currency)}</span> <s>${moneyText(priceMicros, currency)}</s>`}</p>
<p class="soft">Made to be lived with, from materials that age well. Delivered in two to four days; 30 days to send it back.</p>
<p class="state ${available ? "is-here" : ""}">${available ? "In stock" : "Sold out at the moment"}</p>
<div class="buy"><label class="unseen" for="quantity">How many</label><select id="quantity">${[1, 2, 3, 4, 5].map((n) => html`<option>${n}</option>`)}</select>
<button type="button" class="button" id="add"${available ? null : html` disabled`}>Add to cart</button>
<button type="button" class="heart" id="wish" aria-label="Keep on your wish list" aria-pressed="false">♥</button></div>
<p class="said" role="status" id="said"></p><noscript><p class="notice">Orders need JavaScript. Everything else here works without it.</p></noscript>
<dl class="facts"><div><dt>Category</dt><dd>${category}</dd></div><div><dt>Article</dt><dd>${itemId}</dd></div><div><dt>Delivery</dt><dd>${moneyText(deliveryMicros.standard, currency)}, free from ${roundMoneyText(freeFromMicros, currency)}</dd></div></dl>
</div></article>
${slot(shop, "product-recommendations", html`<section class="band"><h2 data-attune="headline">More from the shop</h2>${itemRail(alike.length > 0 ? alike : shop.featured, currency)}</section>`)}
${shop.placements.has("product-similar") ? slot(shop, "product-similar", html`<section class="band"><h2 data-attune="headline">Similar</h2>${itemRail(alike.slice(8), currency)}</section>`) : null}`;
  return pageFrame(shop, { title: name, page: "Product", main, facts: { itemId, category } });
}
