import { describe, expect, it } from "vitest";
import { canonicalName } from "./canonical-name.ts";
import { vocabulary } from "./vocabulary.ts";

describe("canonicalName", () => {
  it.each([
    "Order Completed",
    "order completed",
    "order_completed",
    "OrderCompleted",
    "orderCompleted",
    "ORDER COMPLETED",
    "order-completed",
  ])("knows %s for Order Completed", (name) => {
    expect(canonicalName(name)).toBe("Order Completed");
  });

  it.each([
    // developers.google.com/analytics/devguides/collection/ga4/reference/events
    ["view_item", "Product Viewed"],
    ["view_item_list", "Product List Viewed"],
    ["select_item", "Product Clicked"],
    ["add_to_cart", "Product Added"],
    ["remove_from_cart", "Product Removed"],
    ["view_cart", "Cart Viewed"],
    ["begin_checkout", "Checkout Started"],
    ["add_payment_info", "Payment Info Entered"],
    ["purchase", "Order Completed"],
    ["refund", "Order Refunded"],
    ["search", "Products Searched"],
    ["add_to_wishlist", "Product Added to Wishlist"],
    ["sign_up", "Signed Up"],
    ["login", "Signed In"],
    ["page_view", "Page Viewed"],
    // shopify.dev/docs/api/admin-rest/latest/resources/webhook
    ["orders/create", "Order Completed"],
    ["orders/paid", "Order Updated"],
    ["orders/cancelled", "Order Cancelled"],
    ["refunds/create", "Order Refunded"],
    ["checkouts/create", "Checkout Started"],
    ["carts/update", "Cart Updated"],
    ["customers/create", "Signed Up"],
    // segment.com/docs/connections/spec/ecommerce (version 1)
    ["Viewed Product", "Product Viewed"],
    ["Viewed Product Category", "Product List Viewed"],
    ["Added Product", "Product Added"],
    ["Completed Order", "Order Completed"],
  ])("knows %s for %s", (sent, name) => {
    expect(canonicalName(sent)).toBe(name);
  });

  it("does not know events that are nobody's", () => {
    for (const name of ["Button Clicked", "constructor", "__proto__", "toString", "購入", "", "x".repeat(10_000)])
      expect(canonicalName(name)).toBeUndefined();
  });

  it("leaves every name of the vocabulary as it is", () => {
    for (const name of Object.keys(vocabulary)) expect(canonicalName(name)).toBe(name);
  });
});
