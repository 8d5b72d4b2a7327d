import type { VocabularyName } from "@attune/model/vocabulary";

/** Where an event of the vocabulary carries its products: a list, its own properties, or (either) whichever is there. */
type Carries = "products" | "product" | "nothing";

/** What each event of the vocabulary carries. */
export const vocabulary: Readonly<Record<VocabularyName, Carries>> = {
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
};
