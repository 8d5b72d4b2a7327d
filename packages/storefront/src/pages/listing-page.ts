import { choose, type ListingChoice, pageSize } from "./choose-items.ts";
import { itemCard } from "./item-card.ts";
import { html, type Markup } from "./markup.ts";
import { pageFrame } from "./page-frame.ts";
import type { ShopItem } from "./shop-item.ts";
import type { ShopView } from "./shop-view.ts";
import { slot } from "./slot.ts";

export interface Listing {
  title: string;
  page: "Category" | "Search";
  /** Of this page, without its query. */
  path: string;
  items: readonly ShopItem[];
  category?: string;
  choice: ListingChoice;
}

const sorts = [
  ["featured", "As we show it"],
  ["cheap", "Price: low to high"],
  ["dear", "Price: high to low"],
  ["name", "Name"],
] as const;

/** A list with filters that work as a form: without scripts too. */
export function listingPage(shop: ShopView, listing: Listing): string {
  const { title, page, path, items, category, choice } = listing;
  const { shown, total, from } = choose(items, choice);
  const brands = [...new Set(items.flatMap(({ brand }) => brand ?? []))].sort();
  const isFiltered = choice.brands.length > 0 || choice.min !== null || choice.max !== null || choice.inStock;
  const main = html`<div class="list-head"><h1>${title}</h1><p class="soft" role="status">${total} ${total === 1 ? "product" : "products"}</p></div>
${slot(shop, "listing-top", html`<p class="strip"><span data-attune="headline">30 days to try everything at home</span></p>`)}
<div class="listing">
${
  items.length === 0
    ? null
    : html`<form class="filters" action="${path}" aria-label="Filters">
<details${isFiltered ? html` open` : null}><summary>Filter and sort</summary><div class="fields">
${page === "Search" ? html`<input type="hidden" name="q" value="${choice.query}">` : null}
<fieldset><legend>Brand</legend>${brands.map((brand) => html`<label class="check"><input type="checkbox" name="brand" value="${brand}"${choice.brands.includes(brand) ? html` checked` : null}> ${brand}</label>`)}</fieldset>
<fieldset><legend>Price</legend><div class="two"><label>from <input name="min" type="number" min="0" inputmode="numeric" value="${choice.min ?? ""}"></label><label>to <input name="max" type="number" min="0" inputmode="numeric" value="${choice.max ?? ""}"></label></div></fieldset>
<label class="check"><input type="checkbox" name="stock" value="1"${choice.inStock ? html` checked` : null}> In stock only</label>
<label class="sort">Sort by <select name="sort">${sorts.map(([value, name]) => html`<option value="${value}"${choice.sort === value ? html` selected` : null}>${name}</option>`)}</select></label>
<button class="button" type="submit">Show</button>
<a class="soft" href="${page === "Search" ? `${path}?q=${encodeURIComponent(choice.query)}` : path}">Reset</a>
</div></details></form>`
}
<div>${
    shown.length === 0
      ? html`<p class="empty">${isFiltered ? "Nothing fits. Try fewer filters" : "Nothing is called that. Try another word"}, or <a href="/shop/all">see everything</a>.</p>`
      : html`<h2 class="unseen">Products</h2><ul class="grid">${shown.map((item) => itemCard(item, shop.currency, item.available ? "" : "Sold out at the moment"))}</ul>`
  }
${pager(path, choice, from, total)}</div></div>`;
  return pageFrame(shop, {
    title,
    page,
    main,
    query: choice.query,
    facts: { list: path, query: choice.query, found: String(total), ...(category === undefined ? {} : { category }) },
  });
}

function pager(path: string, choice: ListingChoice, from: number, total: number): Markup | null {
  const pages = Math.ceil(total / pageSize);
  if (pages < 2) return null;
  const now = from / pageSize + 1;
  const to = (number: number) => {
    const query = new URLSearchParams();
    if (choice.query !== "") query.set("q", choice.query);
    for (const brand of choice.brands) query.append("brand", brand);
    if (choice.min !== null) query.set("min", String(choice.min));
    if (choice.max !== null) query.set("max", String(choice.max));
    if (choice.inStock) query.set("stock", "1");
    query.set("sort", choice.sort);
    query.set("page", String(number));
    return `${path}?${query}`;
  };
  return html`<nav class="pager" aria-label="Pages">${now > 1 ? html`<a href="${to(now - 1)}" rel="prev">Back</a>` : null}<span>Page ${now} of ${pages}</span>${now < pages ? html`<a href="${to(now + 1)}" rel="next">More</a>` : null}</nav>`;
}
