import type { JsonObject } from "@attune/model/json";
import type { ShopItem } from "./catalogue.ts";
import type { Plan } from "./kind.ts";

/** One line of a cart or an order. */
export interface CartLine {
  item: ShopItem;
  quantity: number;
}

/** Nothing where the item has no price of its own. */
const priced = (item: ShopItem): JsonObject => (item.priceMicros > 0 ? { price: item.priceMicros / 1e6 } : {});

/** The item as a product of Segment's e-commerce events; prices in euros with two decimals, tax not included. */
export function wireProduct(item: ShopItem): JsonObject {
  return {
    product_id: item.itemId,
    sku: item.itemId,
    name: item.name,
    category: item.category,
    brand: item.brand,
    ...priced(item),
    url: item.url,
    ...(item.priceMicros > 0 ? { currency: "EUR" } : {}),
  };
}

/** A place in a list: short, for a page of eight is sent with every list. */
export const wireListEntry = (item: ShopItem, index: number): JsonObject => ({
  product_id: item.itemId,
  ...priced(item),
  position: index + 1,
});

/** A line of a cart or an order. */
export const wireLine = ({ item, quantity }: CartLine): JsonObject => ({
  product_id: item.itemId,
  sku: item.itemId,
  name: item.name,
  category: item.category,
  brand: item.brand,
  ...priced(item),
  quantity,
});

const taxShare = 0.19;
const freeDeliveryCents = 50_00;
const deliveryCents = 4_95;

/**
 * The properties of a completed order. `revenue` is what the lines cost less the discount, before tax and shipping; `total` is
 * all that was paid. Computed in whole cents.
 */
export function wireOrder(orderId: string, lines: readonly CartLine[], discountShare: number): JsonObject {
  const subtotal = lines.reduce((sum, line) => sum + Math.round(line.item.priceMicros / 10_000) * line.quantity, 0);
  const discount = Math.round(subtotal * discountShare);
  const revenue = subtotal - discount;
  const shipping = revenue >= freeDeliveryCents ? 0 : deliveryCents;
  const tax = Math.round(revenue * taxShare);
  return {
    order_id: orderId,
    currency: "EUR",
    subtotal: subtotal / 100,
    discount: discount / 100,
    revenue: revenue / 100,
    shipping: shipping / 100,
    tax: tax / 100,
    total: (revenue + shipping + tax) / 100,
    products: lines.map(wireLine),
  };
}

/** The properties of the first payment of a subscription: the plan, no items. Computed in whole cents; tax is in the price. */
export function wireSubscription(orderId: string, plan: Plan, discountShare: number): JsonObject {
  const priceCents = Math.round(plan.priceMicros / 10_000);
  const discount = Math.round(priceCents * discountShare);
  return {
    order_id: orderId,
    currency: "EUR",
    plan: plan.planId,
    plan_name: plan.name,
    discount: discount / 100,
    revenue: (priceCents - discount) / 100,
    products: [],
  };
}
