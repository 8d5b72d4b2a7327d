import { itemRail } from "./item-card.ts";
import { html } from "./markup.ts";
import { roundMoneyText } from "./money-text.ts";
import { freeFromMicros } from "./order-prices.ts";
import { pageFrame } from "./page-frame.ts";
import { slugOf } from "./shop-item.ts";
import { categoriesOf, type ShopView } from "./shop-view.ts";
import { slot } from "./slot.ts";

/** The first page: a banner, the lists, and a way into each category. */
export function homePage(shop: ShopView): string {
  const { items, featured, currency } = shop;
  const gifts = items.filter(({ available, priceMicros = 0 }) => available && priceMicros > 0 && priceMicros < 30e6);
  const main = html`${slot(shop, "listing-top", html`<p class="strip"><span data-attune="headline">30 days to try everything at home</span></p>`)}
${slot(
  shop,
  "home-hero",
  html`<section class="hero" aria-label="Welcome"><div class="words">
<p class="kicker">Autumn at home</p>
<h1 data-attune="headline">Things for a home that is yours</h1>
<a class="button" data-attune="cta" data-to="/shop/all" href="/shop/all">Look around</a></div>
<img class="scene" src="/shop/pictures/scene.svg" alt="" width="720" height="480" fetchpriority="high"></section>`,
)}
<ul class="promises"><li><b>30 days</b> to try at home</li><li><b>Free delivery</b> from ${roundMoneyText(freeFromMicros, currency)}</li><li><b>Ten years</b> of spare parts</li></ul>
${
  shop.placements.has("home-for-you")
    ? slot(
        shop,
        "home-for-you",
        html`<section class="band"><h2 data-attune="headline">New in the shop</h2>${itemRail(items.filter(({ available }) => available).slice(-8), currency)}</section>`,
      )
    : null
}
${slot(shop, "home-popular", html`<section class="band"><h2 data-attune="headline">From the shop</h2>${itemRail(featured, currency)}</section>`)}
<section class="band"><h2>By room and use</h2><ul class="doors">${categoriesOf(shop).map((name) => {
    const first = items.find(({ category, available }) => category === name && available);
    return html`<li><a href="/shop/c/${slugOf(name)}">${first === undefined ? null : html`<img src="/shop/pictures/${encodeURIComponent(first.itemId)}.svg" alt="" width="200" height="200" loading="lazy">`}<span>${name}</span></a></li>`;
  })}</ul></section>
<section class="band"><h2>Small gifts under ${roundMoneyText(30e6, currency)}</h2>${itemRail(gifts, currency)}</section>`;
  return pageFrame(shop, { title: shop.name, page: "Home", main });
}
