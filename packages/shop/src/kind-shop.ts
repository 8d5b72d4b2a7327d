import { brandWords, categoryWords } from "./catalogue-words.ts";
import { demoPlaybook } from "./demo-playbook.ts";
import type { Habit, Kind } from "./kind.ts";
import { demoTruth } from "./truth.ts";

/** What happens on the way from a page to an order. */
const shopHabit: Habit = {
  view: 0.52,
  add: 0.13,
  stay: 0.56,
  mostLists: 12,
  landsOnHome: 0.5,
  landsOnList: 0.3,
  searches: 0.22,
  logsIn: 0.3,
  listLength: 8,
  attach: 0.2,
  removes: 0.1,
  buy: 0.5,
  turnsRound: 0.08,
  beginsInVain: 0.35,
};

/** A home-and-living shop on the web. */
export const shopKind: Kind = {
  kindId: "shop",
  businessName: "Haus & Heim",
  origin: "https://www.haus-und-heim.example",
  itemPrefix: "HH",
  runPrefix: "hh",
  categories: categoryWords,
  brands: brandWords,
  pageCall: "page",
  pages: {
    home: { name: "Home", path: "/", title: "Haus & Heim" },
    list: { name: "Category", path: "/c/", title: "" },
    search: { name: "Search", path: "/search?q=", title: "Search: " },
    item: { name: "Product", path: "/p/", title: "" },
    basket: { name: "Cart", path: "/cart", title: "Your cart" },
    checkout: { name: "Checkout", path: "/checkout", title: "Checkout" },
  },
  events: {
    listed: "Product List Viewed",
    searched: "Products Searched",
    viewed: "Product Viewed",
    unavailable: "Product Unavailable",
    added: "Product Added",
    removed: "Product Removed",
    basket: "Cart Viewed",
    begun: "Checkout Started",
  },
  funnel: ["Product Viewed", "Product Added", "Checkout Started", "Order Completed"],
  habit: shopHabit,
  placements: {
    home: "home-hero",
    list: "listing-top",
    item: "product-recommendations",
    basket: "cart-cross-sell",
    leaving: "exit-offer",
  },
  playbook: demoPlaybook,
  truth: demoTruth,
};
