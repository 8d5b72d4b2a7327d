import type { RevenueDefinition } from "@attune/model/business";
import type { Json, JsonObject } from "@attune/model/json";
import type { EventMoney, Micros, MoneyKind } from "@attune/model/money";
import type { VocabularyName } from "@attune/model/vocabulary";
import { multiplyMicros } from "./multiply-micros.ts";
import { parseAmount } from "./parse-amount.ts";
import type { CurrencyInUse } from "./read-currency.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import { wellFormed } from "./well-formed.ts";

const maxOrderIdLength = 512;

/**
 * The events that move revenue. `Order Cancelled` is not among them: money that goes back is told by `Order Refunded`, and shops
 * send both; `Order Updated` repeats what `Order Completed` said.
 */
const moneyKinds: Partial<Record<VocabularyName, MoneyKind>> = {
  "Order Completed": "order",
  "Order Refunded": "refund",
  "Balance Adjusted": "adjustment",
};

/**
 * What an event says about revenue, by the business's one definition: the base, plus tax and shipping where declared so.
 * The base is `revenue` (Segment: without tax and shipping); else `total` less tax and shipping; else GA4's `value`; else `subtotal`;
 * else the sum of lines less discount. Undefined for events that move no money and where no amount is stated: an unknown amount
 * is not zero.
 * @param signed allows negative refunds, as imports of ledgers have them.
 */
export function readMoney(
  name: VocabularyName,
  properties: JsonObject,
  linesMicros: Micros | undefined,
  currency: CurrencyInUse,
  revenue: RevenueDefinition,
  signed: boolean,
): EventMoney | undefined | Refusal {
  const kind = moneyKinds[name];
  if (kind === undefined) return undefined;
  const original =
    kind === "adjustment" ? readAdjustment(properties) : readRevenue(kind, properties, linesMicros, revenue);
  if (original === undefined || isRefusal(original)) return original;
  if (original < 0 && kind !== "adjustment" && !(kind === "refund" && signed))
    return refuse(
      "negative-amount",
      "The amount is negative; money paid back is an `Order Refunded` with a positive amount.",
      "properties",
    );
  const amountMicros = multiplyMicros(original, currency.rateMicros);
  if (amountMicros === undefined) return tooMuch("properties");
  const money: EventMoney = { kind, amountMicros, originalCurrency: currency.code, originalAmountMicros: original };
  const orderId = readOrderId(properties);
  if (orderId !== undefined) money.orderId = orderId;
  return money;
}

type Amount = Micros | undefined | Refusal;

function readAdjustment(properties: JsonObject): Amount {
  return firstAmount(properties, ["amount", "revenue", "total", "value"]);
}

function readRevenue(
  kind: MoneyKind,
  properties: JsonObject,
  linesMicros: Micros | undefined,
  revenue: RevenueDefinition,
): Amount {
  const parts = readParts(properties);
  if (isRefusal(parts)) return parts;
  const base = readBase(kind, properties, linesMicros, parts);
  if (base === undefined || isRefusal(base)) return base;
  const sum = base + (revenue.includeTax ? parts.tax : 0) + (revenue.includeShipping ? parts.shipping : 0);
  return Number.isSafeInteger(sum) ? sum : tooMuch("properties");
}

interface Parts {
  tax: Micros;
  shipping: Micros;
  discount: Micros;
}

function readParts(properties: JsonObject): Parts | Refusal {
  const tax = readAmount(properties.tax, "tax");
  if (isRefusal(tax)) return tax;
  const shipping = readAmount(properties.shipping ?? shopifyShipping(properties), "shipping");
  if (isRefusal(shipping)) return shipping;
  const discount = readAmount(properties.discount, "discount");
  if (isRefusal(discount)) return discount;
  const parts: Parts = { tax: tax ?? 0, shipping: shipping ?? 0, discount: discount ?? 0 };
  for (const field of ["tax", "shipping"] as const)
    if (parts[field] < 0) return refuse("negative-amount", `The ${field} is negative.`, `properties.${field}`);
  return parts;
}

function readBase(kind: MoneyKind, properties: JsonObject, linesMicros: Micros | undefined, parts: Parts): Amount {
  const revenue = readAmount(properties.revenue, "revenue");
  if (revenue !== undefined) return revenue;
  const total = readAmount(properties.total, "total");
  if (isRefusal(total)) return total;
  if (total !== undefined) return total - parts.tax - parts.shipping;
  const stated = firstAmount(properties, kind === "refund" ? ["value", "subtotal", "amount"] : ["value", "subtotal"]);
  if (stated !== undefined) return stated;
  if (kind === "refund") {
    const paidBack = shopifyPaidBack(properties);
    if (paidBack !== undefined) return paidBack;
  }
  return linesMicros === undefined ? undefined : linesMicros - parts.discount;
}

function firstAmount(properties: JsonObject, fields: readonly string[]): Amount {
  for (const field of fields) {
    const amount = readAmount(properties[field], field);
    if (amount !== undefined) return amount;
  }
  return undefined;
}

function readAmount(value: Json | undefined, field: string): Amount {
  if (value == null || value === "") return undefined;
  const amount = parseAmount(value);
  return (
    amount ??
    refuse("bad-amount", "An amount is a decimal number of at most nine billion units.", `properties.${field}`)
  );
}

/** `total_shipping_price_set.shop_money.amount`, where a Shopify order states its shipping. */
function shopifyShipping(properties: JsonObject): Json | undefined {
  const set = properties.total_shipping_price_set;
  const money = typeof set === "object" && set !== null && !Array.isArray(set) ? set.shop_money : undefined;
  return typeof money === "object" && money !== null && !Array.isArray(money) ? money.amount : undefined;
}

/** What the transactions of a Shopify refund paid back together. */
function shopifyPaidBack(properties: JsonObject): Amount {
  if (!Array.isArray(properties.transactions)) return undefined;
  let sum: Micros | undefined;
  for (const transaction of properties.transactions) {
    if (typeof transaction !== "object" || transaction === null || Array.isArray(transaction)) continue;
    if (transaction.kind !== "refund" || (transaction.status ?? "success") !== "success") continue;
    const amount = readAmount(transaction.amount, "transactions");
    if (isRefusal(amount)) return amount;
    sum = (sum ?? 0) + (amount ?? 0);
  }
  return sum;
}

/** Events named `Order …` may carry the order's id as `id`, as Shopify does. */
function readOrderId(properties: JsonObject): string | undefined {
  const value = properties.order_id ?? properties.id;
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== ""
    ? wellFormed(value.trim().slice(0, maxOrderIdLength))
    : undefined;
}

function tooMuch(path: string): Refusal {
  return refuse("bad-amount", "The amount is beyond what can be kept exactly.", path);
}
