/**
 * The names of events that Attune knows: Segment's e-commerce v2 events, the names of `page` and `screen` calls, the account events of its
 * B2B page, those of its e-mail and mobile pages that tell of messages, and what Attune adds: `Cart Updated`, `Balance Adjusted` (an amount that
 * belongs to no order), `Stock Adjusted`, what was sent in each channel, support tickets, what people do not want to be shown (`Not Interested`, until `Interested Again`), and what people do where nothing is put in a cart: they read,
 * watch or listen (`Content …`), use a product (`Feature …`), try it and subscribe.
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
  "Not Interested",
  "Interested Again",
  "Page Viewed",
  "Screen Viewed",
  "Signed Up",
  "Signed In",
  "Signed Out",
  "Balance Adjusted",
  "Stock Adjusted",
  "Email Sent",
  "Email Delivered",
  "Email Opened",
  "Email Link Clicked",
  "Email Bounced",
  "Email Marked as Spam",
  "Unsubscribed",
  "Push Notification Sent",
  "Push Notification Received",
  "Push Notification Tapped",
  "Webhook Sent",
  "In-App Message Sent",
  "In-App Message Clicked",
  "Support Ticket Opened",
  "Support Ticket Closed",
  "Content Viewed",
  "Content Finished",
  "Content Saved",
  "Feature Viewed",
  "Feature Used",
  "Trial Started",
  "Subscription Started",
  "Subscription Cancelled",
] as const;

export type VocabularyName = (typeof vocabularyNames)[number];

/**
 * The events in which people touch items, by how much that tells: they looked, they kept it for later, they took it (into a cart, to its end,
 * into use), they bought it.
 */
export const touchNames = {
  view: ["Product Viewed", "Product Clicked", "Content Viewed", "Feature Viewed"],
  wishlist: ["Product Added to Wishlist", "Content Saved"],
  cart: ["Product Added", "Wishlist Product Added to Cart", "Content Finished", "Feature Used"],
  purchase: ["Order Completed"],
} as const satisfies Record<string, readonly VocabularyName[]>;

/** What makes an item popular: each touch counts once, so what comes in pairs (a click and the view that it leads to) is counted by one of them. */
export const popularityTouches = {
  views: ["Product Viewed", "Content Viewed", "Feature Viewed"],
  carts: ["Product Added", "Content Finished", "Feature Used"],
  purchases: ["Order Completed"],
} as const satisfies Record<string, readonly VocabularyName[]>;
