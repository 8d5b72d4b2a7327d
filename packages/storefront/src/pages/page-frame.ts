import { html, type Markup } from "./markup.ts";
import { slugOf } from "./shop-item.ts";
import { categoriesOf, type ShopView } from "./shop-view.ts";

/** How long a place waits for its decision, milliseconds; then everybody's content stays, and the visitor is not counted. */
const limitMs = 300;

export interface PageParts {
  title: string;
  /** As events name the page. */
  page:
    | "Home"
    | "Category"
    | "Search"
    | "Product"
    | "Cart"
    | "Checkout"
    | "Order Confirmation"
    | "Account"
    | "Information";
  /** What the page knows and the script tells: the item, the list. */
  facts?: Record<string, string>;
  main: Markup;
  /** What was searched for. */
  query?: string;
}

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%232f4a3f'/%3E%3Cpath d='M7 16 16 8l9 8v8H7z' fill='%23e9c8a4'/%3E%3C/svg%3E";

const glyph = (path: string) =>
  html`<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="${path}" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
const glyphs = {
  search: glyph("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l4.5 4.5"),
  person: glyph("M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5"),
  bag: glyph("M5 8h14l1 12.5H4L5 8ZM8.5 10V7a3.5 3.5 0 0 1 7 0v3"),
};

/** A whole page. The script is fetched before anything is painted, so that nobody sees a default give way; where scripts are blocked, nothing waits. */
export function pageFrame(shop: ShopView, { title, page, facts = {}, main, query = "" }: PageParts): string {
  const known = {
    page,
    writeKey: shop.writeKey,
    currency: shop.currency,
    limitMs,
    askFirst: shop.askFirst,
    placements: [...shop.placements],
    facts,
  };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${title === shop.name ? title : `${title} · ${shop.name}`}</title>
<meta name="shop" content="${JSON.stringify(known)}">
<link rel="icon" href="${{ markup: icon }}">
<link rel="stylesheet" href="${shop.sheet}">
<link rel="preload" href="/shop/catalogue.json" as="fetch" crossorigin>
<script type="module" src="${shop.script}" blocking="render"></script>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header class="top">
<div class="wide bar">
<a class="logo" href="/shop/">${shop.name}</a>
<form class="search" action="/shop/search" role="search">
<label class="unseen" for="q">Search the shop</label>
<input id="q" name="q" type="search" placeholder="Search lamps, linen, vases" value="${query}" maxlength="100" autocomplete="off">
<button type="submit" aria-label="Search">${glyphs.search}</button>
</form>
<nav class="tools" aria-label="Your shop">
<a href="/shop/account">${glyphs.person}<span>Account</span></a>
<a href="/shop/cart">${glyphs.bag}<span>Cart</span><b id="cart-count" hidden></b></a>
</nav>
</div>
<nav class="wide categories" aria-label="Categories" tabindex="0">
<a href="/shop/all">All</a>${categoriesOf(shop).map((name) => html`<a href="/shop/c/${slugOf(name)}"${name === facts.category ? html` aria-current="page"` : null}>${name}</a>`)}
</nav>
</header>
<main id="main" class="wide">
${main}
</main>
<footer class="foot"><div class="wide">
<p><strong>${shop.name}</strong> is a demo shop. Its products are made up, nothing is charged or sent. What you do here shows in the Attune console.</p>
<nav aria-label="About"><a href="/shop/welcome">How it works</a><a href="/shop/account#privacy">Privacy choices</a><button type="button" id="see-as" class="link" hidden>See the shop as…</button></nav>
</div></footer>
</body>
</html>`.markup;
}
