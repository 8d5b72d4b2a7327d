/** Where an event of the vocabulary carries its products: a list, its own properties, or (either) whichever is there. */
type Carries = "products" | "product" | "nothing";

/**
 * Segment's e-commerce v2 events, the names of `page` and `screen` calls, the account events of its B2B page, and what Attune adds: `Cart Updated`, `Balance Adjusted`
 * (an amount that belongs to no order) and `Stock Adjusted`.
 * @see https://segment.com/docs/connections/spec/ecommerce/v2/
 */
export const vocabulary = {
  "Products Searched": "products",
  "Product List Viewed": "products",
  "Product List Filtered": "products",
  "Promotion Viewed": "products",
  "Promotion Clicked": "products",
  "Product Clicked": "product",
  "Product Viewed": "product",
  "Product Added": "product",
  "Product Removed": "product",
  "Cart Viewed": "products",
  "Cart Updated": "products",
  "Checkout Started": "products",
  "Checkout Step Viewed": "products",
  "Checkout Step Completed": "products",
  "Payment Info Entered": "products",
  "Order Completed": "products",
  "Order Updated": "products",
  "Order Refunded": "products",
  "Order Cancelled": "products",
  "Coupon Entered": "products",
  "Coupon Applied": "products",
  "Coupon Denied": "products",
  "Coupon Removed": "products",
  "Product Added to Wishlist": "product",
  "Product Removed from Wishlist": "product",
  "Wishlist Product Added to Cart": "product",
  "Product Shared": "product",
  "Cart Shared": "products",
  "Product Reviewed": "product",
  "Page Viewed": "nothing",
  "Screen Viewed": "nothing",
  "Signed Up": "nothing",
  "Signed In": "nothing",
  "Signed Out": "nothing",
  "Balance Adjusted": "nothing",
  "Stock Adjusted": "products",
} as const satisfies Record<string, Carries>;

export type VocabularyName = keyof typeof vocabulary;
