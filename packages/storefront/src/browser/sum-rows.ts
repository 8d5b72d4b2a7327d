import { html, type Markup } from "../pages/markup.ts";
import { moneyText } from "../pages/money-text.ts";
import type { OrderSum } from "./order-sum.ts";

/** What a total is made of, a row each: products, what was taken off, what was added, and delivery. */
export function sumRows({ products, discount, addOns, delivery }: OrderSum, currency: string, off: string): Markup {
  const row = (name: string, told: string) => html`<p class="row"><span>${name}</span><span>${told}</span></p>`;
  return html`${row("Products", moneyText(products, currency))}${discount > 0 ? row(off, moneyText(-discount, currency)) : null}${addOns > 0 ? row("Added", moneyText(addOns, currency)) : null}${row("Delivery", delivery > 0 ? moneyText(delivery, currency) : "free")}`;
}
