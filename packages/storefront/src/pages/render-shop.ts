import { accountPage } from "./account-page.ts";
import { findItems, readChoice } from "./choose-items.ts";
import { homePage } from "./home-page.ts";
import { listingPage } from "./listing-page.ts";
import { html } from "./markup.ts";
import { moneyText, roundMoneyText } from "./money-text.ts";
import { cartPage, checkoutPage, thankYouPage } from "./order-pages.ts";
import { deliveryMicros, freeFromMicros } from "./order-prices.ts";
import { pageFrame } from "./page-frame.ts";
import { productPage } from "./product-page.ts";
import { slugOf } from "./shop-item.ts";
import { categoriesOf, type ShopView } from "./shop-view.ts";

export interface ShopPage {
  status: 200 | 404;
  html: string;
}

/** The page at a path below `/shop/`, as everybody gets it. */
export function renderShop(shop: ShopView, path: string, query: URLSearchParams): ShopPage {
  const text = written(shop, path, query);
  return text === undefined ? { status: 404, html: missingPage(shop) } : { status: 200, html: text };
}

function written(shop: ShopView, path: string, query: URLSearchParams): string | undefined {
  const [first = "", second = ""] = path.split("/");
  switch (first) {
    case "":
    case "index.html":
      return homePage(shop);
    case "all":
      return listingPage(shop, {
        title: "All products",
        page: "Category",
        path: "/shop/all",
        items: shop.items,
        choice: readChoice(query),
      });
    case "sale": {
      const reduced = shop.items.filter(({ salePriceMicros }) => salePriceMicros !== undefined);
      const items = reduced.length > 0 ? reduced : shop.items.filter(({ available }) => available);
      return listingPage(shop, {
        title: "Sale",
        page: "Category",
        path: "/shop/sale",
        items,
        choice: readChoice(query),
      });
    }
    case "c": {
      const category = categoriesOf(shop).find((name) => slugOf(name) === second);
      if (category === undefined) return undefined;
      const items = shop.items.filter((item) => item.category === category);
      return listingPage(shop, {
        title: category,
        page: "Category",
        path: `/shop/c/${second}`,
        items,
        category,
        choice: readChoice(query),
      });
    }
    case "search": {
      const choice = readChoice(query);
      const title = choice.query === "" ? "Search" : `“${choice.query}”`;
      return listingPage(shop, {
        title,
        page: "Search",
        path: "/shop/search",
        items: findItems(shop.items, choice.query),
        choice,
      });
    }
    case "p": {
      const item = shop.items.find(({ itemId }) => itemId === second);
      return item === undefined ? undefined : productPage(shop, item);
    }
    case "cart":
      return cartPage(shop);
    case "checkout":
      return checkoutPage(shop);
    case "thank-you":
      return thankYouPage(shop);
    case "account":
      return accountPage(shop);
    case "welcome":
      return welcomePage(shop);
    default:
      return undefined;
  }
}

function welcomePage(shop: ShopView): string {
  const main = html`<article class="prose"><h1>How it works</h1>
<p>Order today, live with it for 30 days. What does not fit goes back in its own box; we pay the way.</p>
<h2>Delivery</h2><p>Two to four days. ${moneyText(deliveryMicros.standard, shop.currency)}, and free from ${roundMoneyText(freeFromMicros, shop.currency)}.</p>
<h2>Spare parts</h2><p>For ten years, for everything with a screw in it.</p>
<h2>What we remember</h2><p>What you look at, so that the shop can show what fits. <a href="/shop/account#privacy">You decide</a>.</p>
<p><a class="button" href="/shop/all">Look around</a></p></article>`;
  return pageFrame(shop, { title: "How it works", page: "Information", main });
}

function missingPage(shop: ShopView): string {
  const main = html`<section class="thanks"><h1>This is not here</h1><p class="soft">It may have been sold out for good.</p><p><a class="button" href="/shop/all">All products</a></p></section>`;
  return pageFrame(shop, { title: "Not here", page: "Information", main });
}
