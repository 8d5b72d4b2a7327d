/**
 * The names of events that Attune knows: Segment's e-commerce v2 events, the names of `page` and `screen` calls, the account events of its
 * B2B page, and what Attune adds: `Cart Updated`, `Balance Adjusted` (an amount that belongs to no order) and `Stock Adjusted`.
 * @see https://segment.com/docs/connections/spec/ecommerce/v2/
 */
export const vocabularyNames = [
  "Products Searched",
  "Product List Viewed",
  "Product List Filtered",
  "Promotion Viewed",
  "Promotion Clicked",
  "Product Clicked",
  "Product Viewed",
  "Product Added",
  "Product Removed",
  "Cart Viewed",
  "Cart Updated",
  "Checkout Started",
  "Checkout Step Viewed",
  "Checkout Step Completed",
  "Payment Info Entered",
  "Order Completed",
  "Order Updated",
  "Order Refunded",
  "Order Cancelled",
  "Coupon Entered",
  "Coupon Applied",
  "Coupon Denied",
  "Coupon Removed",
  "Product Added to Wishlist",
  "Product Removed from Wishlist",
  "Wishlist Product Added to Cart",
  "Product Shared",
  "Cart Shared",
  "Product Reviewed",
  "Page Viewed",
  "Screen Viewed",
  "Signed Up",
  "Signed In",
  "Signed Out",
  "Balance Adjusted",
  "Stock Adjusted",
] as const;

export type VocabularyName = (typeof vocabularyNames)[number];
