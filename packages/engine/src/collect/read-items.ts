import type { EventItem } from "@attune/model/event";
import type { Json, JsonObject } from "@attune/model/json";
import { type Micros, microsPerUnit } from "@attune/model/money";
import type { VocabularyName } from "@attune/model/vocabulary";
import { multiplyMicros } from "./multiply-micros.ts";
import { parseAmount } from "./parse-amount.ts";
import type { CurrencyInUse } from "./read-currency.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { vocabulary } from "./vocabulary.ts";
import { wellFormed } from "./well-formed.ts";

/** Lines beyond it stay in `properties` and in the sum; they are only not indexed as items. */
export const maxItems = 1_000;
const maxFieldLength = 512;

export interface ProductLines {
  items: EventItem[];
  /** Price times quantity over all lines, in the event's own currency; undefined where a line has no price or there are none. */
  sumMicros: Micros | undefined;
}

const none: ProductLines = { items: [], sumMicros: undefined };

/**
 * The product lines of an event: its `products`, or for a product event its own properties.
 * @param signed allows negative prices and quantities, as imports of ledgers have them.
 */
export function readItems(
  name: VocabularyName,
  properties: JsonObject,
  currency: CurrencyInUse,
  signed: boolean,
): ProductLines | Refusal {
  const carries = vocabulary[name];
  if (carries === "nothing") return none;
  const { products } = properties;
  if (products == null) return carries === "product" ? readOwn(properties, currency, signed) : none;
  if (!Array.isArray(products)) return refuse("wrong-type", "Products are a list.", "properties.products");
  return readList(products, currency, signed);
}

function readOwn(properties: JsonObject, currency: CurrencyInUse, signed: boolean): ProductLines | Refusal {
  const line = readLine(properties, currency, signed);
  if ("fault" in line) return refuse(line.fault.code, line.fault.reason, `properties.${line.fault.field}`);
  return { items: line.item === undefined ? [] : [line.item], sumMicros: line.totalMicros };
}

function readList(products: Json[], currency: CurrencyInUse, signed: boolean): ProductLines | Refusal {
  const items: EventItem[] = [];
  let sumMicros: Micros | undefined = products.length === 0 ? undefined : 0;
  for (let i = 0; i < products.length; i++) {
    const product = products[i];
    if (typeof product !== "object" || product === null || Array.isArray(product))
      return refuse("wrong-type", "A product is an object.", `properties.products[${i}]`);
    const line = readLine(unwrapped(product), currency, signed);
    if ("fault" in line)
      return refuse(line.fault.code, line.fault.reason, `properties.products[${i}].${line.fault.field}`);
    if (line.item !== undefined && items.length < maxItems) items.push(line.item);
    if (sumMicros !== undefined) sumMicros = line.totalMicros === undefined ? undefined : sumMicros + line.totalMicros;
  }
  return { items, sumMicros: Number.isSafeInteger(sumMicros) ? sumMicros : undefined };
}

/** A line of a Shopify refund wraps the line of its order. */
function unwrapped(product: JsonObject): JsonObject {
  const inner = product.line_item;
  if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return product;
  return { ...inner, quantity: product.quantity ?? inner.quantity ?? 1 };
}

interface LineFault {
  fault: { code: "bad-amount" | "negative-amount" | "wrong-type"; reason: string; field: string };
}

interface Line {
  /** Undefined where the line names no product. */
  item: EventItem | undefined;
  /** Undefined without a price. */
  totalMicros: Micros | undefined;
}

function readLine(product: JsonObject, currency: CurrencyInUse, signed: boolean): Line | LineFault {
  const quantityMicros = isAbsent(product.quantity) ? microsPerUnit : parseAmount(product.quantity);
  if (quantityMicros === undefined) return fault("wrong-type", "A quantity is a number.", "quantity");
  if (quantityMicros < 0 && !signed) return fault("negative-amount", "A quantity is not negative.", "quantity");
  let priceMicros: Micros | undefined;
  let totalMicros: Micros | undefined;
  if (!isAbsent(product.price)) {
    const price = parseAmount(product.price);
    if (price === undefined) return fault("bad-amount", "A price is a decimal number.", "price");
    if (price < 0 && !signed) return fault("negative-amount", "A price is not negative.", "price");
    totalMicros = multiplyMicros(price, quantityMicros);
    priceMicros = multiplyMicros(price, currency.rateMicros);
    if (totalMicros === undefined || priceMicros === undefined)
      return fault("bad-amount", "The amount is beyond what can be kept exactly.", "price");
  }
  const itemId = firstId(product);
  if (itemId === undefined) return { item: undefined, totalMicros };
  const item: EventItem = { itemId, quantity: quantityMicros / microsPerUnit };
  const name = text(product.name ?? product.item_name ?? product.title);
  if (name !== undefined) item.name = name;
  const category = text(product.category ?? product.item_category ?? product.product_type);
  if (category !== undefined) item.category = category;
  const brand = text(product.brand ?? product.item_brand ?? product.vendor);
  if (brand !== undefined) item.brand = brand;
  if (priceMicros !== undefined) item.priceMicros = priceMicros;
  return { item, totalMicros };
}

/** `product_id` is the vocabulary's own; then GA4's, the stock keeping unit, and Segment's v1 name. */
function firstId(product: JsonObject): string | undefined {
  return (
    text(product.product_id) ??
    text(product.item_id) ??
    text(product.productId) ??
    text(product.itemId) ??
    text(product.sku) ??
    text(product.id)
  );
}

function text(value: Json | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return undefined;
  const trimmed = value.trim();
  return trimmed === "" ? undefined : wellFormed(trimmed.slice(0, maxFieldLength));
}

function isAbsent(value: Json | undefined): boolean {
  return value == null || value === "";
}

function fault(code: LineFault["fault"]["code"], reason: string, field: string): LineFault {
  return { fault: { code, reason, field } };
}
