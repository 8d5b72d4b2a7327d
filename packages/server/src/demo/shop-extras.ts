import type { PlaybookFile } from "@attune/model/playbook-file";

/** What the demo's shop has beside its tactics, as entries of attune.yaml: one of everything that a playbook can hold. */
export const shopExtras = {
  models: { belowThresholds: "a demo shows models at work" },
  placements: {
    "home-for-you": {
      title: "First row of products on the home page",
      default: { content: { headline: "This month's favourites" }, items: { from: "popular", limit: 8 } },
    },
    "product-similar": {
      title: "Second row of products below a product",
      default: { content: { headline: "Similar to this" }, items: { from: "similar-items", limit: 8 } },
    },
    "checkout-add-ons": {
      title: "Small things beside the delivery",
      default: { content: {}, items: { from: "cart-add-ons", limit: 4 } },
    },
    "checkout-payment": { title: "Line above the ways to pay" },
    "order-confirmation": {
      title: "Row of products after an order",
      default: { content: { headline: "What others take next" }, items: { from: "popular", limit: 8 } },
    },
  },
  segments: {
    "viewed-not-bought": { template: "viewed-not-bought" },
    "lapsing-loyal": { template: "lapsing-loyal" },
    "cart-abandoners": { template: "cart-abandoners" },
    "window-shoppers": { template: "window-shoppers" },
    promising: { template: "promising" },
    "second-order-due": { template: "second-order-due" },
    interested: {
      name: "Interested, nothing ordered yet",
      description: "Looked at a product within 30 days and never ordered.",
      when: {
        all: [
          { event: "Product Viewed", atLeast: 1, withinDays: 30 },
          { event: "Order Completed", atMost: 0 },
        ],
      },
      nextBestAction: "What they looked at, what is like it, and what takes doubts away. No discount at first.",
    },
    regulars: {
      name: "Regular customers",
      description: "Ordered at least twice, the last time within 60 days.",
      when: {
        all: [
          { event: "Order Completed", atLeast: 2 },
          { event: "Order Completed", atLeast: 1, withinDays: 60 },
        ],
      },
      nextBestAction: "New arrivals of their categories first. No discount: they buy without one.",
    },
  },
  catalogue: {
    rules: {
      "autumn-light": {
        name: "Autumn: lamps first",
        on: { placement: "home-for-you" },
        boost: [{ category: "Lighting", by: 1.3 }],
      },
    },
  },
  restraint: { channels: { email: { caps: [{ atMost: 5, withinDays: 7 }] } } },
  offers: { stay10: { name: "10 % on the cart", discount: { percent: 10 }, code: "STAY10", validDays: 14 } },
  tactics: {
    "welcome-guide": {
      variants: {
        guide: {},
        video: { content: { headline: "See in 40 seconds how trying at home works", cta: "Watch", href: "/welcome" } },
      },
      goal: { metric: "conversion-rate", target: "10 %" },
    },
    "popular-picks": {
      variants: {
        popular: {},
        similar: { content: { headline: "Like what you are looking at" }, items: { from: "similar-items", limit: 8 } },
        "for-you": { content: { headline: "Chosen for you" }, items: { from: "for-you", limit: 8 } },
      },
      goal: { metric: "revenue-per-visitor", target: "5 %" },
    },
    "sale-countdown": { guardrails: { "conversion-rate": 0.02 } },
    "last-chance": { offer: "stay10", goal: { metric: "conversion-rate", target: "5 %" } },
    "still-thinking": {
      name: "Still thinking about it",
      placement: "home-popular",
      hypothesis: "Who looked at one thing three times buys it when it is the first thing they see.",
      when: { segment: "viewed-not-bought" },
      content: { headline: "Still thinking about it? 30 days to send it back" },
      items: { from: "recently-viewed", limit: 8 },
      priority: 20,
      caps: [{ atMost: 3, withinDays: 7 }],
      goal: { metric: "conversion-rate", target: "10 %" },
    },
    "chosen-for-you": {
      name: "Chosen for you",
      placement: "home-for-you",
      hypothesis: "What suits one's own taste is bought more often than what is popular with all.",
      content: { headline: "Chosen for you" },
      items: { from: "for-you", limit: 8 },
      goal: { metric: "revenue-per-visitor", target: "5 %" },
    },
    "for-the-next-time": {
      name: "For the next time",
      placement: "order-confirmation",
      hypothesis: "Who has just ordered comes back sooner for what suits them.",
      content: { headline: "For the next time" },
      items: { from: "for-you", limit: 8 },
      goal: { metric: "conversion-rate", target: "2 %" },
    },
    "what-you-looked-at": {
      name: "What you looked at",
      goal: { metric: "conversion-rate", target: "5 %" },
    },
    "parcel-fillers": {
      name: "Small things for the parcel",
      placement: "checkout-add-ons",
      hypothesis: "What costs little and fits in the parcel is taken along when it is asked for at the till.",
      content: { headline: "Fits in the same parcel" },
      items: { from: "cart-add-ons", limit: 4, where: { priceAtMost: 30 } },
      holdout: 0.2,
      goal: { metric: "revenue-per-visitor", target: "2 %" },
    },
    "pay-later": {
      name: "Pay in three parts",
      placement: "checkout-payment",
      hypothesis: "Who looks a lot and never orders orders when the price comes in parts.",
      when: { segment: "window-shoppers" },
      content: { headline: "Pay in three parts, without interest" },
      holdout: 0.2,
      goal: { metric: "conversion-rate", target: "5 %" },
    },
    "help-to-choose": {
      name: "Help to choose",
      placement: "home-popular",
      hypothesis: "Who looks a lot and never orders needs fewer things to choose from.",
      when: { segment: "window-shoppers" },
      content: { headline: "Four that others kept" },
      items: { from: "popular", limit: 4 },
      priority: 10,
      goal: { metric: "conversion-rate", target: "10 %" },
    },
  },
  experiments: {
    "welcome-video": {
      hypothesis: "A film explains trying at home faster than a page of text.",
      tactic: "welcome-guide",
      control: "guide",
      metric: "conversion-rate",
    },
    "below-the-product": {
      hypothesis: "Which list below a product earns most is learned while it is shown.",
      tactic: "popular-picks",
      control: "popular",
      metric: "conversion-rate",
      bandit: { windowHours: 24, floor: 0.2 },
    },
  },
} as const;

/** Entries of a playbook file, by section. */
export type Extras = Partial<Record<keyof PlaybookFile, object>>;
