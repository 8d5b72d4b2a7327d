/** Twenty segments: windows, sequences, recency, absence, first touch, segments of segments. */
const templates = {
  "viewed-not-bought": {
    all: [
      { touched: "view", sameItem: true, atLeast: 3, withinDays: 7 },
      { event: "Order Completed", atMost: 0, withinDays: 7 },
    ],
  },
  "lapsing-loyal": {
    all: [
      { event: "Order Completed", atLeast: 3 },
      { daysSince: "Order Completed", atLeast: 60 },
    ],
  },
  "new-on-clearance": { all: [{ visitor: "new" }, { firstTouch: "page", contains: "sale" }] },
  champions: {
    all: [
      { event: "Order Completed", atLeast: 5 },
      { event: "Order Completed", atLeast: 1, withinDays: 30 },
    ],
  },
  promising: {
    all: [
      { event: "Order Completed", atLeast: 1, atMost: 1 },
      { event: "Order Completed", atLeast: 1, withinDays: 30 },
    ],
  },
  hibernating: { daysSince: "Order Completed", atLeast: 90 },
  "cart-abandoners": { all: [{ cart: "not-empty" }, { hoursSince: "Product Added", atLeast: 1, atMost: 72 }] },
  "discount-seekers": { event: "Coupon Applied", atLeast: 2, withinDays: 90 },
  "vip-at-risk": {
    all: [
      { sum: "gross", atLeast: 100 },
      { event: "Order Completed", atLeast: 3 },
      { daysSince: "Order Completed", atLeast: 45 },
    ],
  },
  "window-shoppers": {
    all: [
      { event: "Product Viewed", atLeast: 10, withinDays: 30 },
      { event: "Order Completed", atMost: 0 },
    ],
  },
  "second-order-due": {
    all: [
      { event: "Order Completed", atLeast: 1, atMost: 1 },
      { daysSince: "Order Completed", atLeast: 14, atMost: 60 },
    ],
  },
  "viewed-then-silent": {
    sequence: [
      { event: "Product Viewed", atLeast: 3, withinDays: 7 },
      { event: "Order Completed", atMost: 0, withinDays: 2 },
    ],
    withinDays: 30,
  },
  "added-then-left": {
    sequence: [{ touched: "cart" }, { touched: "purchase", atMost: 0, withinDays: 1 }],
    withinDays: 14,
    sameItem: true,
  },
  gold: { trait: "plan", is: "gold" },
  "gold-shoppers": { all: [{ segment: "gold" }, { segment: "window-shoppers" }] },
  "busy-day": { event: "Product Viewed", atLeast: 5, withinHours: 24 },
  "fans-of-three": { touched: "any", category: "category-3", atLeast: 3, withinDays: 30 },
  "dear-lookers": { touched: "view", priceAtLeast: 80, atLeast: 2, withinDays: 14 },
  spenders: { sum: "revenue", atLeast: 150 },
  "not-seen-lately": { not: { event: "Product Viewed", atLeast: 1, withinDays: 14 } },
};

export const twentySegments = templates;

/** An attune.yaml with these segments and four placements. */
export function playbookOf(segments) {
  const lines = ["business: { name: Bench, currency: EUR }", "placements:"];
  for (const id of ["home", "list", "product", "cart"])
    lines.push(`  ${id}: { default: { content: { headline: Welcome } } }`);
  lines.push("segments:");
  for (const [id, when] of Object.entries(segments)) lines.push(`  ${id}: { when: ${JSON.stringify(when)} }`);
  lines.push("tactics:");
  Object.keys(segments).forEach((id, i) => {
    const placement = ["home", "list", "product", "cart"][i % 4];
    lines.push(
      `  for-${id}: { placement: ${placement}, priority: ${i}, when: { segment: ${id} }, content: { headline: ${id} } }`,
    );
  });
  return `${lines.join("\n")}\n`;
}
