import type { VocabularyName } from "@attune/model/vocabulary";
import { vocabulary } from "./vocabulary.ts";

/**
 * Names of other vocabularies, in plain form (lower case, words apart), and what they mean in ours.
 * Shopify tells of one order several times (`orders/create`, `orders/paid`, `orders/fulfilled`, …): only `orders/create` completes
 * it, the others update it, so that no order counts twice.
 */
const synonyms: Record<string, VocabularyName> = {
  // Google Analytics 4
  search: "Products Searched",
  "view search results": "Products Searched",
  "view item list": "Product List Viewed",
  "select item": "Product Clicked",
  "view item": "Product Viewed",
  "add to cart": "Product Added",
  "remove from cart": "Product Removed",
  "view cart": "Cart Viewed",
  "begin checkout": "Checkout Started",
  "add shipping info": "Checkout Step Completed",
  "add payment info": "Payment Info Entered",
  purchase: "Order Completed",
  refund: "Order Refunded",
  "add to wishlist": "Product Added to Wishlist",
  "view promotion": "Promotion Viewed",
  "select promotion": "Promotion Clicked",
  "sign up": "Signed Up",
  "page view": "Page Viewed",
  "screen view": "Screen Viewed",
  login: "Signed In",
  logout: "Signed Out",
  // Shopify webhook topics
  "orders create": "Order Completed",
  "orders paid": "Order Updated",
  "orders updated": "Order Updated",
  "orders edited": "Order Updated",
  "orders fulfilled": "Order Updated",
  "orders partially fulfilled": "Order Updated",
  "orders cancelled": "Order Cancelled",
  "refunds create": "Order Refunded",
  "checkouts create": "Checkout Started",
  "carts create": "Cart Updated",
  "carts update": "Cart Updated",
  "customers create": "Signed Up",
  // Shopify's customer events (web pixels)
  "product viewed": "Product Viewed",
  "collection viewed": "Product List Viewed",
  "search submitted": "Products Searched",
  "product added to cart": "Product Added",
  "product removed from cart": "Product Removed",
  "checkout completed": "Order Completed",
  "payment info submitted": "Payment Info Entered",
  // Segment's e-commerce v1 and common spellings
  "viewed product": "Product Viewed",
  "viewed product category": "Product List Viewed",
  "product category viewed": "Product List Viewed",
  "viewed product list": "Product List Viewed",
  "clicked product": "Product Clicked",
  "added product": "Product Added",
  "removed product": "Product Removed",
  "searched products": "Products Searched",
  "product searched": "Products Searched",
  "viewed cart": "Cart Viewed",
  "started checkout": "Checkout Started",
  "checkout initiated": "Checkout Started",
  "initiate checkout": "Checkout Started",
  "viewed checkout step": "Checkout Step Viewed",
  "completed checkout step": "Checkout Step Completed",
  "completed order": "Order Completed",
  "updated order": "Order Updated",
  "refunded order": "Order Refunded",
  "cancelled order": "Order Cancelled",
  "order canceled": "Order Cancelled",
  "canceled order": "Order Cancelled",
  "viewed promotion": "Promotion Viewed",
  "clicked promotion": "Promotion Clicked",
  "logged in": "Signed In",
  "logged out": "Signed Out",
  "user signed up": "Signed Up",
};

const byPlainName = new Map<string, VocabularyName>(Object.entries(synonyms));
for (const name of Object.keys(vocabulary) as VocabularyName[]) byPlainName.set(plainName(name), name);

/** Longer names are nobody's synonym, and the regular expressions below need not read them. */
const longestSynonym = 40;

/** The vocabulary's name for an event, whichever way it was written; undefined for events that it does not know. */
export function canonicalName(name: string): VocabularyName | undefined {
  if (Object.hasOwn(vocabulary, name)) return name as VocabularyName;
  return name.length > longestSynonym ? undefined : byPlainName.get(plainName(name));
}

/** `OrderCompleted`, `order_completed`, `orders/create` → words in lower case with single spaces. */
function plainName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}
