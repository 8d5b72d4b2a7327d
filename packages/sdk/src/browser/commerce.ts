import type { JsonObject } from "@attune/model/json";

/** A product as Segment's e-commerce events tell it. `price` of one unit, in the shop's currency. */
export interface Product extends JsonObject {
  product_id: string;
}

/** An order, a cart or a checkout. `revenue` is what it earns, without tax and shipping. */
export interface Order extends JsonObject {
  products: Product[];
}

export type Track = (event: string, properties?: JsonObject) => void;

/** The events of a shop under the names of Segment's e-commerce vocabulary. */
export function createCommerce(track: Track) {
  const tell =
    <T extends JsonObject>(event: string) =>
    (properties: T) =>
      track(event, properties);
  return {
    searched: (query: string, more: JsonObject = {}) => track("Products Searched", { ...more, query }),
    listViewed: tell<JsonObject>("Product List Viewed"),
    productClicked: tell<Product>("Product Clicked"),
    productViewed: tell<Product>("Product Viewed"),
    productAdded: tell<Product>("Product Added"),
    productRemoved: tell<Product>("Product Removed"),
    wishlisted: tell<Product>("Product Added to Wishlist"),
    cartViewed: tell<Order>("Cart Viewed"),
    checkoutStarted: tell<Order>("Checkout Started"),
    checkoutStepViewed: tell<JsonObject>("Checkout Step Viewed"),
    checkoutStepCompleted: tell<JsonObject>("Checkout Step Completed"),
    paymentInfoEntered: tell<JsonObject>("Payment Info Entered"),
    couponApplied: tell<JsonObject>("Coupon Applied"),
    orderCompleted: tell<Order & { order_id: string }>("Order Completed"),
  };
}
