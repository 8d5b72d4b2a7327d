import { html } from "../pages/markup.ts";
import { moneyText } from "../pages/money-text.ts";
import { byId, draw } from "./draw.ts";
import { readKept } from "./kept.ts";
import { orderLines } from "./order-lines.ts";
import type { PastOrder } from "./past-order.ts";
import type { PageParts } from "./start-client.ts";
import { sumRows } from "./sum-rows.ts";

/** What was just ordered. */
export async function showThanks({ facts, catalogue }: PageParts): Promise<void> {
  const all = await catalogue;
  const order = readKept<PastOrder[]>("orders", [])[0];
  if (order === undefined) return;
  const lines = order.lines.flatMap(({ itemId, quantity }) => {
    const item = all.get(itemId);
    return item === undefined ? [] : [{ item, quantity }];
  });
  byId("order-said").textContent = `Order ${order.orderId} is placed. Nothing will be charged or sent: this is a demo.`;
  draw(
    byId("order"),
    html`${orderLines(lines, facts.currency, false)}<div class="sum">${sumRows(order.sum, facts.currency, "Discount")}<p class="row total"><span>Total</span><b>${moneyText(order.sum.total, facts.currency)}</b></p><a href="/shop/account">All your orders</a></div>`,
  );
}
