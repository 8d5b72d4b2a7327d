/** The steps of a shop, in their order: for who names none. Those that nobody ever took are left out where they are used. */
export const shopSteps: readonly string[] = ["Product Viewed", "Product Added", "Checkout Started", "Order Completed"];
