import type { Playbook } from "@attune/model/tactic";

/**
 * The playbook that `attune demo` runs. Holdouts are larger than a shop would choose, so that the demo can measure its tactics
 * within weeks. What each tactic truly does stands in `truth.ts`.
 */
export const demoPlaybook: Playbook = {
  holdout: 0.05,
  placements: {
    "home-hero": {
      placementId: "home-hero",
      title: "Banner of the home page",
      default: { content: { headline: "Things for a home that is yours", cta: "Look around", href: "/c/decoration" } },
    },
    "home-popular": {
      placementId: "home-popular",
      title: "Row of products on the home page",
      default: { content: { headline: "Popular right now" }, items: { from: "popular", limit: 8 } },
    },
    "product-recommendations": {
      placementId: "product-recommendations",
      title: "Row of products below a product",
      default: { content: { headline: "More from the shop" } },
    },
    "cart-cross-sell": {
      placementId: "cart-cross-sell",
      title: "Row of products in the cart",
      default: { content: {} },
    },
    "listing-top": {
      placementId: "listing-top",
      title: "Strip above a list of products",
      default: { content: {} },
    },
    "exit-offer": {
      placementId: "exit-offer",
      title: "Layer shown to people about to leave",
      default: { content: {} },
    },
  },
  tactics: [
    {
      tacticId: "welcome-guide",
      name: "Welcome guide for new visitors",
      placementId: "home-hero",
      hypothesis: "New visitors buy more often when the first page says what the shop stands for and how returns work.",
      when: { visitor: "new" },
      content: { headline: "New here? 30 days to try it at home", cta: "How it works", href: "/welcome" },
      priority: 20,
      holdout: 0.4,
      windowDays: 7,
    },
    {
      tacticId: "sale-countdown",
      name: "Sale countdown for returning visitors",
      placementId: "home-hero",
      hypothesis: "A countdown makes returning visitors decide now.",
      when: { visitor: "returning" },
      content: { headline: "Only until Sunday: up to 30 % off", cta: "To the sale", href: "/sale" },
      priority: 10,
      holdout: 0.4,
      windowDays: 7,
    },
    {
      tacticId: "popular-picks",
      name: "Popular picks below a product",
      placementId: "product-recommendations",
      hypothesis: "People who see what others like find something to buy.",
      content: { headline: "Others are looking at" },
      items: { from: "popular", limit: 8 },
      priority: 10,
      holdout: 0.4,
      windowDays: 7,
    },
    {
      tacticId: "complete-the-set",
      name: "Complete the set",
      placementId: "cart-cross-sell",
      hypothesis: "A few matching things in the cart raise the value of the order.",
      when: { cart: "not-empty" },
      content: { headline: "Goes well with it" },
      items: { from: "trending", limit: 4 },
      priority: 10,
      holdout: 0.4,
      windowDays: 7,
    },
    {
      tacticId: "delivery-banner",
      name: "Free delivery banner",
      placementId: "listing-top",
      hypothesis: "Saying early that delivery is free from 50 euros brings more orders.",
      content: { headline: "Free delivery from €50" },
      priority: 10,
      holdout: 0.4,
      windowDays: 7,
    },
    {
      tacticId: "last-chance",
      name: "Last chance: 10 % on the cart",
      placementId: "exit-offer",
      hypothesis: "A discount at the door wins carts that would be left behind.",
      when: { cart: "not-empty" },
      content: { headline: "Before you go: 10 % on your cart", code: "STAY10" },
      priority: 10,
      holdout: 0.4,
      windowDays: 7,
    },
  ],
};
