import { html } from "../pages/markup.ts";
import { moneyText } from "../pages/money-text.ts";
import { cartLines, emptyCart, productOf } from "./cart.ts";
import { couponNow } from "./coupon.ts";
import { byId, draw } from "./draw.ts";
import { keep, readKept } from "./kept.ts";
import { orderLines } from "./order-lines.ts";
import { orderSum } from "./order-sum.ts";
import type { PastOrder } from "./past-order.ts";
import { signIn } from "./sign-in.ts";
import type { PageParts } from "./start-client.ts";
import { sumRows } from "./sum-rows.ts";

/** The checkout: what is chosen shows in the sum at once; an order is told once, and then shown. */
export async function showCheckout({ attune, facts, catalogue }: PageParts): Promise<void> {
  const all = await catalogue;
  const { currency } = facts;
  const form = byId<HTMLFormElement>("checkout");
  const lines = cartLines(all);
  if (lines.length === 0) {
    draw(form, html`<p class="empty">Your cart is empty. <a href="/shop/all">Look around</a></p>`);
    return;
  }
  const products = lines.map(({ item, quantity }) => productOf(item, quantity));
  const coupon = couponNow();
  const chosen = () => {
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    return { text, sum: orderSum(lines, coupon, text("delivery"), data.getAll("addOn").map(String)) };
  };
  function showSum(): void {
    const { sum } = chosen();
    draw(
      byId("summary"),
      html`${orderLines(lines, currency, false)}${sumRows(sum, currency, `Code ${coupon?.code ?? ""}`)}
<p class="row total"><span>Total</span><b>${moneyText(sum.total, currency)}</b></p>`,
    );
  }
  attune.commerce.checkoutStarted({ currency, value: chosen().sum.total / 1e6, products });
  attune.commerce.checkoutStepViewed({ step: 1 });
  showSum();

  let hasPaid = false;
  form.addEventListener("change", (event) => {
    const { name, value } = event.target as HTMLInputElement;
    if (name === "payment" && !hasPaid) {
      hasPaid = true;
      attune.commerce.paymentInfoEntered({ payment_method: value });
    }
    if (name === "delivery") attune.commerce.checkoutStepCompleted({ step: 2, shipping_method: value });
    showSum();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = [...form.querySelectorAll<HTMLInputElement>("input")].find((input) => !input.checkValidity());
    for (const input of form.querySelectorAll("input")) input.toggleAttribute("aria-invalid", !input.checkValidity());
    if (wrong !== undefined) {
      byId("trouble").textContent =
        `${wrong.closest("label")?.textContent?.trim() ?? "A field"}: ${wrong.validationMessage}`;
      wrong.focus();
      return;
    }
    const { text, sum } = chosen();
    const order: PastOrder = {
      orderId: `HH-${Date.now().toString(36).toUpperCase()}`,
      at: Date.now(),
      lines: lines.map(({ item, quantity }) => ({ itemId: item.itemId, quantity })),
      sum,
    };
    signIn(attune, { email: text("email"), firstName: text("firstName"), lastName: text("lastName") });
    if (!hasPaid) attune.commerce.paymentInfoEntered({ payment_method: text("payment") });
    attune.commerce.checkoutStepCompleted({ step: 4, payment_method: text("payment") });
    attune.commerce.orderCompleted({
      order_id: order.orderId,
      revenue: (sum.products - sum.discount + sum.addOns) / 1e6,
      total: sum.total / 1e6,
      shipping: sum.delivery / 1e6,
      discount: sum.discount / 1e6,
      currency,
      payment_method: text("payment"),
      ...(coupon === null ? {} : { coupon: coupon.code }),
      products,
    });
    keep("orders", [order, ...readKept<PastOrder[]>("orders", [])].slice(0, 20));
    emptyCart();
    location.assign("/shop/thank-you");
  });
}
