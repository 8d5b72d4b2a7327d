import type { PlaybookFile } from "@attune/model/playbook-file";

/** What the demo's shop has beside its tactics, as entries of attune.yaml: one of everything that a playbook can hold. */
export const shopExtras = {
  models: { belowThresholds: "a demo shows models at work" },
  placements: {
    "home-popular": { default: { content: { headline: "Chosen for you" }, items: { from: "for-you", limit: 8 } } },
  },
  segments: {
    "viewed-not-bought": { template: "viewed-not-bought" },
    "lapsing-loyal": { template: "lapsing-loyal" },
    "cart-abandoners": { template: "cart-abandoners" },
    "window-shoppers": { template: "window-shoppers" },
  },
  restraint: { everywhere: { caps: [{ atMost: 50, withinDays: 7 }] } },
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
