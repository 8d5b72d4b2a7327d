import { contentBrands, contentCategories } from "./content-words.ts";
import { declarePlaybook } from "./declare-playbook.ts";
import type { Kind } from "./kind.ts";

/** A magazine that lives of subscriptions: people read, some to the end, and meet an invitation to subscribe. */
export const contentKind: Kind = {
  kindId: "content",
  businessName: "Der Weitblick",
  origin: "https://www.der-weitblick.example",
  itemPrefix: "DW",
  runPrefix: "dw",
  categories: contentCategories,
  brands: contentBrands,
  pageCall: "page",
  pages: {
    home: { name: "Front Page", path: "/", title: "Der Weitblick" },
    list: { name: "Section", path: "/s/", title: "" },
    search: { name: "Search", path: "/search?q=", title: "Search: " },
    item: { name: "Article", path: "/a/", title: "" },
    basket: { name: "Invitation", path: "/subscribe", title: "Read on" },
    checkout: { name: "Subscription", path: "/subscribe/pay", title: "Your subscription" },
  },
  events: {
    listed: "Section Viewed",
    searched: "Content Searched",
    viewed: "Content Viewed",
    unavailable: "Content Unavailable",
    added: "Content Finished",
    removed: "Content Unsaved",
    basket: "Paywall Viewed",
    begun: "Subscription Form Opened",
  },
  completed: "Subscription Started",
  funnel: ["Content Viewed", "Content Finished", "Paywall Viewed", "Subscription Form Opened", "Subscription Started"],
  plan: { planId: "digital", name: "Digital subscription", priceMicros: 12_900_000 },
  habit: {
    view: 0.6,
    add: 0.16,
    stay: 0.6,
    mostLists: 12,
    landsOnHome: 0.4,
    landsOnList: 0.15,
    searches: 0.08,
    logsIn: 0.25,
    listLength: 8,
    attach: 0.3,
    removes: 0,
    buy: 0.2,
    turnsRound: 0.05,
    beginsInVain: 0.2,
  },
  placements: {
    home: "front-page",
    list: "section-top",
    item: "read-next",
    basket: "paywall",
    leaving: "leaving",
  },
  playbook: declarePlaybook({
    placements: {
      "front-page": { title: "First story of the front page", headline: "What matters today" },
      "section-top": { title: "Strip above a section" },
      "read-next": { title: "Below an article", headline: "More from the magazine" },
      paywall: { title: "Invitation to subscribe", headline: "Read on with a subscription" },
      leaving: { title: "Layer shown to people about to leave" },
    },
    tactics: [
      {
        tacticId: "newcomers-tour",
        name: "What we are, for new readers",
        placementId: "front-page",
        hypothesis: "New readers read more to the end when they know who writes.",
        when: { visitor: "new" },
        content: { headline: "New here? How we work" },
        goal: { metricId: "finish-rate", target: 0.1 },
      },
      {
        tacticId: "read-next",
        name: "Read next, by what the reader reads",
        placementId: "read-next",
        hypothesis: "Readers who see what others read on find a second story.",
        content: { headline: "Read on" },
        items: { from: "similar-items", limit: 6 },
        goal: { metricId: "finish-rate", target: 0.1 },
      },
      {
        tacticId: "price-first",
        name: "The price on the invitation",
        placementId: "paywall",
        hypothesis: "Naming the price at once spares people the search for it.",
        content: { headline: "12.90 € a month, ends when you like" },
        goal: { metricId: "subscription-rate", target: 0.2 },
      },
      {
        tacticId: "newsletter-strip",
        name: "Newsletter strip",
        placementId: "section-top",
        hypothesis: "A letter a week keeps people coming back.",
        content: { headline: "The week in five minutes, by e-mail" },
      },
    ],
    metrics: [
      { metricId: "subscription-rate", name: "subscription rate", events: ["Subscription Started"] },
      { metricId: "finish-rate", name: "people who finished a story", events: ["Content Finished"] },
    ],
    segments: [
      {
        segmentId: "habitual-readers",
        name: "Habitual readers without a subscription",
        when: {
          all: [
            { event: "Content Finished", atLeast: 3, withinDays: 14 },
            { event: "Subscription Started", atMost: 0 },
          ],
        },
        nextBestAction: "Invite now: they read to the end, and know why.",
      },
      {
        segmentId: "readers-gone",
        name: "Readers who stay away",
        when: {
          all: [
            { event: "Content Finished", atLeast: 3 },
            { daysSince: "Content Finished", atLeast: 21 },
          ],
        },
        nextBestAction: "The newsletter with what appeared since in the section they read most.",
      },
      {
        segmentId: "new-subscribers",
        name: "New subscribers",
        when: { event: "Subscription Started", atLeast: 1, withinDays: 30 },
        nextBestAction: "No offer: show what the subscription opens, so that it stays.",
      },
    ],
  }),
  truth: [
    {
      tacticId: "newcomers-tour",
      placementId: "front-page",
      reaches: ({ isNew }) => isNew,
      everyone: { add: 0.25 },
    },
    {
      tacticId: "read-next",
      placementId: "read-next",
      reaches: () => true,
      everyone: { view: 0.2, add: 0.3 },
    },
    { tacticId: "price-first", placementId: "paywall", reaches: () => true, everyone: { buy: 0.5 } },
    { tacticId: "newsletter-strip", placementId: "section-top", reaches: () => true, everyone: {} },
  ],
};
