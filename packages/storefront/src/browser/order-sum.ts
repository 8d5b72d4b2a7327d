import { addOnMicros, deliveryMicros, freeFromMicros } from "../pages/order-prices.ts";
import { type CartLine, linesMicros } from "./cart.ts";
import type { Coupon } from "./coupon.ts";

/** What an order comes to, in micros of the shop's currency. */
export interface OrderSum {
  products: number;
  discount: number;
  addOns: number;
  delivery: number;
  total: number;
}

export function orderSum(
  lines: readonly CartLine[],
  coupon: Coupon | null,
  delivery: string,
  addOns: readonly string[],
): OrderSum {
  const products = linesMicros(lines);
  const discount = coupon === null ? 0 : Math.round((products * coupon.share) / 10_000) * 10_000;
  const added = addOns.reduce((sum, name) => sum + (addOnMicros[name] ?? 0), 0);
  const isFree = delivery === "standard" && products - discount >= freeFromMicros;
  const brought = isFree ? 0 : (deliveryMicros[delivery] ?? 0);
  return { products, discount, addOns: added, delivery: brought, total: products - discount + added + brought };
}
