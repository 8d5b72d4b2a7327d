import type { JsonObject } from "@attune/model/json";

/** Property names of GA4, Shopify and Segment's v1, and what the vocabulary calls the same thing. */
const synonyms: Record<string, string> = {
  orderId: "order_id",
  transaction_id: "order_id",
  transactionId: "order_id",
  checkoutId: "checkout_id",
  cartId: "cart_id",
  items: "products",
  line_items: "products",
  refund_line_items: "products",
  productId: "product_id",
  item_id: "product_id",
  itemId: "product_id",
  item_name: "name",
  item_brand: "brand",
  item_category: "category",
  vendor: "brand",
  product_type: "category",
  search_term: "query",
  searchTerm: "query",
  item_list_id: "list_id",
  item_list_name: "list_name",
  promotion_name: "name",
  creative_name: "creative",
  creative_slot: "position",
  payment_type: "payment_method",
  shipping_tier: "shipping_method",
  total_price: "total",
  subtotal_price: "subtotal",
  total_tax: "tax",
  total_discounts: "discount",
};

/**
 * Properties under the vocabulary's names. Returns the same object where nothing is to be renamed (the common case); where both
 * names are there, both stay and the vocabulary's own holds.
 */
export function canonicalProperties(properties: JsonObject): JsonObject {
  for (const key in properties) {
    if (Object.hasOwn(synonyms, key)) return renamed(properties);
  }
  return properties;
}

function renamed(properties: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const key in properties) {
    const canonical = Object.hasOwn(synonyms, key) ? synonyms[key]! : key;
    const free = canonical === key || (properties[canonical] == null && result[canonical] == null);
    result[free ? canonical : key] = properties[key]!;
  }
  return result;
}
