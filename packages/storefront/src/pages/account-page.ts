import { html } from "./markup.ts";
import { pageFrame } from "./page-frame.ts";
import type { ShopView } from "./shop-view.ts";

/**
 * Sign-in, orders, and the shopper's say: what may be remembered, what was shown and why, what is not wanted. The form's method is `dialog`: where
 * scripts are blocked nothing that is typed into it is sent, least of all in an address.
 */
export function accountPage(shop: ShopView): string {
  const main = html`<h1>Your account</h1><noscript><p class="notice">Without JavaScript nothing is remembered of you here, and nothing is personalized.</p></noscript>
<div class="account">
<section class="panel"><h2>You</h2><div id="who"><form id="sign-in" class="fields" method="dialog"><label>E-mail <input name="email" type="email" autocomplete="email" required maxlength="200"></label><label>First name <input name="firstName" autocomplete="given-name" maxlength="80"></label><button class="button" type="submit">Sign in</button><p class="soft small">A demo: no password is asked for.</p></form></div></section>
<section class="panel"><h2>Orders</h2><div id="orders"><p class="soft">None from this browser yet.</p></div></section>
<section class="panel" id="privacy"><h2>What this shop may remember</h2><div id="choices"><p class="soft">Measurement, personalization and messages are each your choice.</p></div><button type="button" class="button quiet" id="preferences">Change my choices</button></section>
<section class="panel"><h2>Not interested</h2><div id="unwanted"><p class="soft">Nothing. Where a row of products is shown for you, “Why am I seeing this?” lets you say so.</p></div></section>
<section class="panel whole"><h2>What was shown to you, and why</h2><div id="why" tabindex="0" role="region" aria-label="What was shown to you"><p class="soft">Nothing was chosen for you yet.</p></div></section>
</div>`;
  return pageFrame(shop, { title: "Account", page: "Account", main });
}
