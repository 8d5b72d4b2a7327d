import { itemRail } from "./item-card.ts";
import { html } from "./markup.ts";
import { moneyText, roundMoneyText } from "./money-text.ts";
import { addOnMicros, deliveryMicros, freeFromMicros } from "./order-prices.ts";
import { pageFrame } from "./page-frame.ts";
import type { ShopView } from "./shop-view.ts";
import { slot } from "./slot.ts";

const needsScript = html`<noscript><p class="notice">Cart and orders live in your browser and need JavaScript. <a href="/shop/all">Looking around</a> works without it.</p></noscript>`;

/** The cart; its lines are in the visitor's browser alone. */
export function cartPage(shop: ShopView): string {
  const main = html`<h1>Your cart</h1>${needsScript}
<div id="cart" class="cart"></div>
${slot(shop, "cart-cross-sell", html`<section class="band"><h2 data-attune="headline">More from the shop</h2>${itemRail(shop.featured, shop.currency)}</section>`)}`;
  return pageFrame(shop, { title: "Cart", page: "Cart", main });
}

const payments = [
  ["card", "Card", "Visa, Mastercard"],
  ["wallet", "Wallet", "Pay with your phone"],
  ["invoice", "Invoice", "Pay within 14 days"],
  ["instalments", "Instalments", "Three parts, no interest"],
] as const;
const deliveries = (currency: string) =>
  [
    [
      "standard",
      "Standard",
      `2–4 days, ${moneyText(deliveryMicros.standard, currency)}, free from ${roundMoneyText(freeFromMicros, currency)}`,
    ],
    ["express", "Express", `Tomorrow, ${moneyText(deliveryMicros.express, currency)}`],
  ] as const;
const addOns = (currency: string) =>
  [
    ["wrapping", "Gift wrapping", moneyText(addOnMicros.wrapping, currency)],
    ["assembly", "Set up at home", moneyText(addOnMicros.assembly, currency)],
    ["guarantee", "Five more years of guarantee", moneyText(addOnMicros.guarantee, currency)],
  ] as const;

const options = (name: string, type: "radio" | "checkbox", all: ReadonlyArray<readonly [string, string, string]>) =>
  all.map(
    ([value, title, what], index) =>
      html`<label class="option"><input type="${type}" name="${name}" value="${value}"${type === "radio" && index === 0 ? html` checked` : null}><span><b>${title}</b><span>${what}</span></span></label>`,
  );

/** Address, delivery, add-ons, payment, and what it comes to. As on the account's page, nothing of the form is sent without scripts. */
export function checkoutPage(shop: ShopView): string {
  const main = html`<h1>Checkout</h1>${needsScript}
<form id="checkout" class="checkout" method="dialog" novalidate><div class="steps">
<fieldset><legend>1 · Who and where</legend><div class="fields two">
<label>First name <input name="firstName" autocomplete="given-name" required maxlength="80"></label>
<label>Last name <input name="lastName" autocomplete="family-name" required maxlength="80"></label>
<label class="whole">E-mail <input name="email" type="email" autocomplete="email" required maxlength="200"></label>
<label class="whole">Street and number <input name="street" autocomplete="street-address" required maxlength="200"></label>
<label>Postcode <input name="postcode" autocomplete="postal-code" required maxlength="20"></label>
<label>City <input name="city" autocomplete="address-level2" required maxlength="80"></label></div></fieldset>
<fieldset><legend>2 · Delivery</legend>${options("delivery", "radio", deliveries(shop.currency))}</fieldset>
<fieldset><legend>3 · Add to it</legend>${options("addOn", "checkbox", addOns(shop.currency))}
${shop.placements.has("checkout-add-ons") ? slot(shop, "checkout-add-ons", html`<section class="addons"><h2 data-attune="headline">Small things that fit in the parcel</h2>${itemRail(shop.featured, shop.currency)}</section>`) : null}</fieldset>
<fieldset><legend>4 · Payment</legend>${slot(shop, "checkout-payment", html`<p class="strip"><span data-attune="headline">No payment is taken: this is a demo</span></p>`)}${options("payment", "radio", payments)}</fieldset>
</div><aside class="sum" aria-label="Your order"><h2>Your order</h2><div id="summary"></div>
<p class="said" role="alert" id="trouble"></p>
<button class="button wide-button" type="submit">Place the order</button><p class="soft small">Nothing will be charged or sent.</p></aside></form>`;
  return pageFrame(shop, { title: "Checkout", page: "Checkout", main });
}

export function thankYouPage(shop: ShopView): string {
  const main = html`<section class="thanks"><h1>Thank you</h1>${needsScript}<p id="order-said" class="soft">Your order is placed.</p><div id="order" class="cart"></div></section>
${slot(shop, "order-confirmation", html`<section class="band"><h2 data-attune="headline">From the shop</h2>${itemRail(shop.featured, shop.currency)}</section>`)}`;
  return pageFrame(shop, { title: "Thank you", page: "Order Confirmation", main });
}
