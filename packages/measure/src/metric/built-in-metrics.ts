import type { Metric, MetricEntry, MetricType } from "@attune/model/metric";
import { readMetric } from "./read-metric.ts";

const order = { event: "Order Completed" };
const shown = ["Promotion Viewed", "Product List Viewed"];
const clicked = ["Promotion Clicked", "Product Clicked"];

/**
 * The metrics that need no entry, written as entries, so that one's own can begin as a copy. docs/guide/experiments-metrics.md has a
 * section for each: meaning, formula, when it lies. Columns name the same in a CSV file.
 */
export const builtInEntries = {
  "conversion-rate": {
    name: "conversion rate",
    ...order,
    column: "converted",
    type: ["product", "website", "omnichannel"],
  },
  "revenue-per-visitor": {
    name: "revenue per visitor",
    ...order,
    aggregation: "amount",
    column: "revenue",
    type: ["product", "email", "website", "omnichannel"],
  },
  "average-order-value": {
    name: "average order value",
    ...order,
    aggregation: "amount",
    column: "revenue",
    per: { ...order, aggregation: "count", column: "orders" },
    type: ["product", "omnichannel"],
  },
  "click-through-rate": {
    name: "click-through rate",
    event: clicked,
    aggregation: "count",
    column: "clicks",
    per: { event: shown, aggregation: "count", column: "views" },
    type: ["content", "product"],
  },
  "add-to-cart-rate": {
    name: "add-to-cart rate",
    event: "Product Added",
    column: "added",
    type: ["product", "website"],
  },
  "checkout-completion-rate": {
    name: "checkout completion rate",
    ...order,
    column: "completed",
    per: { event: "Checkout Started", column: "checkouts" },
    type: ["website"],
  },
  "cart-abandonment-rate": {
    name: "cart abandonment rate",
    ...order,
    aggregation: "absent",
    column: "abandoned",
    per: { event: "Product Added", column: "carts" },
    direction: "decrease",
    type: ["product", "website"],
  },
  retention: {
    name: "retention",
    event: "*",
    after: 7,
    window: 14,
    column: "returned",
    type: ["content", "omnichannel"],
  },
  "repeat-purchase-rate": {
    name: "repeat purchase rate",
    ...order,
    times: 2,
    column: "repeated",
    per: { ...order, column: "converted" },
    type: ["product", "omnichannel"],
  },
  "visits-per-person": {
    name: "visits per person",
    event: "*",
    aggregation: "visits",
    column: "visits",
    type: ["content"],
  },
  "page-views-per-visit": {
    name: "page views per visit",
    event: ["Page Viewed", "Screen Viewed"],
    aggregation: "count",
    column: "pages",
    per: { event: "*", aggregation: "visits", column: "visits" },
    unit: "count",
    type: ["website"],
  },
  "time-on-site": {
    name: "time on site",
    event: "*",
    aggregation: "seconds",
    column: "seconds",
    type: ["website"],
  },
  "time-on-page": {
    name: "time on page",
    event: "*",
    aggregation: "seconds",
    column: "seconds",
    per: { event: ["Page Viewed", "Screen Viewed"], aggregation: "count", column: "pages" },
    type: ["content", "website"],
  },
  "scroll-depth": {
    name: "scroll depth",
    event: "Page Left",
    property: "scroll_depth",
    column: "depth",
    per: { event: "Page Left", aggregation: "count", property: "scroll_depth", column: "pages" },
    unit: "share",
    type: ["content"],
  },
  "video-watch-share": {
    name: "video watch share",
    event: "Video Watched",
    property: "seconds_watched",
    column: "watched",
    per: { event: "Video Watched", property: "seconds", column: "length" },
    unit: "share",
    type: ["content"],
  },
  "open-rate": {
    name: "e-mail open rate",
    event: "Email Opened",
    column: "opened",
    per: { event: "Email Delivered", column: "delivered" },
    type: ["email"],
  },
  "email-click-rate": {
    name: "e-mail click rate",
    event: "Email Link Clicked",
    column: "clicked",
    per: { event: "Email Delivered", column: "delivered" },
    type: ["email"],
  },
  "unsubscribe-rate": {
    name: "unsubscribe rate",
    event: "Unsubscribed",
    column: "unsubscribed",
    per: { event: "Email Delivered", column: "delivered" },
    direction: "decrease",
    type: ["email"],
  },
  satisfaction: {
    name: "satisfaction",
    event: "Feedback Given",
    property: "rating",
    column: "rating",
    per: { event: "Feedback Given", aggregation: "count", property: "rating", column: "answers" },
    unit: "count",
    type: ["omnichannel"],
  },
  referral: {
    name: "referral",
    event: ["Product Shared", "Cart Shared", "Invite Sent"],
    column: "referred",
    type: ["omnichannel"],
  },
} as const satisfies Record<string, MetricEntry>;

/** The built-in metrics with one's own; one's own of the same id take their place. */
export function metricsWith(own: readonly Metric[]): Metric[] {
  const metrics = new Map<string, Metric>(
    Object.entries(builtInEntries).map(([id, entry]) => [id, readMetric(id, entry as unknown as MetricEntry)]),
  );
  for (const metric of own) metrics.set(metric.metricId, metric);
  return [...metrics.values()];
}

/** Those of a type, in their order; all where no type is asked for. */
export function metricsOfType(metrics: readonly Metric[], type: MetricType | undefined): Metric[] {
  return metrics.filter(({ types }) => type === undefined || types.includes(type));
}
