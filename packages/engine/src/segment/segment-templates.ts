import type { Segment } from "@attune/model/segment";

/** A segment that many businesses want, ready to take over; every field may be said otherwise. */
export type SegmentTemplate = Required<Pick<Segment, "name" | "description" | "when" | "nextBestAction">> & {
  templateId: string;
};

const ordered = "Order Completed";

/** The three that every shop starts with, and ten more. A playbook of five to ten covers most traffic. */
export const segmentTemplates: readonly SegmentTemplate[] = [
  {
    templateId: "viewed-not-bought",
    name: "Looked three times, did not buy",
    description: "Viewed one and the same product at least three times in the last week, and ordered nothing in it.",
    when: {
      all: [
        { touched: "view", sameItem: true, atLeast: 3, withinDays: 7 },
        { event: ordered, atMost: 0, withinDays: 7 },
      ],
    },
    nextBestAction:
      "Show that product first, with what takes doubts away (reviews, delivery, returns); a reminder by e-mail after a day. No discount at first.",
  },
  {
    templateId: "lapsing-loyal",
    name: "Loyal, no order for 60 days",
    description: "Ordered at least three times, the last time 60 days ago or more.",
    when: {
      all: [
        { event: ordered, atLeast: 3 },
        { daysSince: ordered, atLeast: 60 },
      ],
    },
    nextBestAction:
      "Win back with news from the categories they buy, by e-mail; an offer only if that is not answered.",
  },
  {
    templateId: "new-on-clearance",
    name: "New, landed on clearance",
    description: "New visitors whose first page was one of clearance or sale.",
    when: {
      all: [
        { visitor: "new" },
        {
          any: [
            { firstTouch: "page", contains: "clearance" },
            { firstTouch: "page", contains: "sale" },
          ],
        },
      ],
    },
    nextBestAction: "Keep to what they came for: the best of clearance, sorted by price, and how returns work.",
  },
  {
    templateId: "champions",
    name: "Champions (RFM: recent, frequent)",
    description: "Ordered at least five times, the last time within 30 days.",
    when: {
      all: [
        { event: ordered, atLeast: 5 },
        { event: ordered, atLeast: 1, withinDays: 30 },
      ],
    },
    nextBestAction: "New arrivals before all others, and a thank-you. No discount: they buy without one.",
  },
  {
    templateId: "promising",
    name: "Promising (RFM: recent, one order)",
    description: "Placed their first and only order within 30 days.",
    when: {
      all: [
        { event: ordered, atLeast: 1, atMost: 1 },
        { event: ordered, atLeast: 1, withinDays: 30 },
      ],
    },
    nextBestAction: "What goes with the first order, two weeks after it.",
  },
  {
    templateId: "hibernating",
    name: "Hibernating (RFM: long ago)",
    description: "Customers whose last order is 90 days ago or more.",
    when: { daysSince: ordered, atLeast: 90 },
    nextBestAction: "One message about what is new since; who does not answer is left in peace.",
  },
  {
    templateId: "cart-abandoners",
    name: "Cart left behind",
    description: "Something lies in the cart that was last added to between an hour and three days ago.",
    when: { all: [{ cart: "not-empty" }, { hoursSince: "Product Added", atLeast: 1, atMost: 72 }] },
    nextBestAction: "Remind of the cart on the next visit and by e-mail, with its items, stock and delivery time.",
  },
  {
    templateId: "discount-seekers",
    name: "Discount seekers",
    description: "Used at least two coupons within 90 days.",
    when: { event: "Coupon Applied", atLeast: 2, withinDays: 90 },
    nextBestAction: "Lead with sale prices; leave them out of tests of full-price offers.",
  },
  {
    templateId: "new-from-campaign",
    name: "New from a campaign",
    description: "New visitors whom a campaign brought.",
    when: { all: [{ visitor: "new" }, { firstTouch: "campaign", exists: true }] },
    nextBestAction: "Say on the first page what the campaign promised.",
  },
  {
    templateId: "vip-at-risk",
    name: "VIP at risk",
    description: "Spent 500 or more on at least three orders, and ordered nothing for 45 days.",
    when: {
      all: [
        { sum: "gross", atLeast: 500 },
        { event: ordered, atLeast: 3 },
        { daysSince: ordered, atLeast: 45 },
      ],
    },
    nextBestAction: "A personal message, and service before price: ask what was missing.",
  },
  {
    templateId: "window-shoppers",
    name: "Window shoppers",
    description: "Viewed at least ten products within 30 days and never ordered.",
    when: {
      all: [
        { event: "Product Viewed", atLeast: 10, withinDays: 30 },
        { event: ordered, atMost: 0 },
      ],
    },
    nextBestAction: "Help to choose: best sellers of their category, comparison, advice.",
  },
  {
    templateId: "second-order-due",
    name: "Second order due",
    description: "One order, 14 to 60 days ago.",
    when: {
      all: [
        { event: ordered, atLeast: 1, atMost: 1 },
        { daysSince: ordered, atLeast: 14, atMost: 60 },
      ],
    },
    nextBestAction: "Replenish or complete what they bought; the second order is what makes a customer.",
  },
  {
    templateId: "likely-lost",
    name: "Likely lost (predicted)",
    description:
      "Customers whose probability of still being one is at most 30 %, as predicted within the last 14 days.",
    when: { score: "probabilityAlive", atMost: 0.3, maxAgeDays: 14 },
    nextBestAction: "Spend little: one win-back by e-mail, measured against a holdout.",
  },
];
