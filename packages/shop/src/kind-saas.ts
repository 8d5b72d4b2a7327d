import { declarePlaybook } from "./declare-playbook.ts";
import type { Kind } from "./kind.ts";
import { saasBrands, saasCategories } from "./saas-words.ts";

/** A tool for projects that is subscribed to: people look at what it can do, use it, and pay when a plan is worth it. */
export const saasKind: Kind = {
  kindId: "saas",
  businessName: "Planwerk",
  origin: "https://app.planwerk.example",
  itemPrefix: "PW",
  runPrefix: "pw",
  categories: saasCategories,
  brands: saasBrands,
  pageCall: "page",
  pages: {
    home: { name: "Workspace", path: "/", title: "Planwerk" },
    list: { name: "Area", path: "/areas/", title: "" },
    search: { name: "Help Search", path: "/help?q=", title: "Help: " },
    item: { name: "Feature", path: "/features/", title: "" },
    basket: { name: "Plans", path: "/plans", title: "Plans" },
    checkout: { name: "Upgrade", path: "/plans/upgrade", title: "Upgrade" },
  },
  events: {
    listed: "Area Opened",
    searched: "Help Searched",
    viewed: "Feature Viewed",
    unavailable: "Feature Locked",
    added: "Feature Used",
    removed: "Feature Disabled",
    basket: "Plans Viewed",
    begun: "Trial Started",
  },
  completed: "Subscription Started",
  funnel: ["Feature Viewed", "Feature Used", "Plans Viewed", "Trial Started", "Subscription Started"],
  plan: { planId: "team", name: "Team, a month", priceMicros: 49_000_000 },
  habit: {
    view: 0.55,
    add: 0.2,
    stay: 0.5,
    mostLists: 10,
    landsOnHome: 0.7,
    landsOnList: 0.2,
    searches: 0.15,
    logsIn: 0.7,
    listLength: 6,
    attach: 0.35,
    removes: 0.03,
    buy: 0.15,
    turnsRound: 0.05,
    beginsInVain: 0.4,
  },
  placements: {
    home: "workspace-start",
    list: "area-top",
    item: "feature-next",
    basket: "plans-note",
    leaving: "plans-leaving",
  },
  playbook: declarePlaybook({
    placements: {
      "workspace-start": { title: "First card of the workspace", headline: "Good to see you" },
      "area-top": { title: "Strip above an area" },
      "feature-next": { title: "Card beside a feature", headline: "What else there is" },
      "plans-note": { title: "Note above the plans" },
      "plans-leaving": { title: "Layer shown to people who leave the plans" },
    },
    tactics: [
      {
        tacticId: "first-steps",
        name: "Three first steps for new people",
        placementId: "workspace-start",
        hypothesis: "Who uses something on the first day understands what the tool is for.",
        when: { visitor: "new" },
        content: { headline: "Three steps to your first plan" },
        goal: { metricId: "activation-rate", target: 0.15 },
      },
      {
        tacticId: "next-feature",
        name: "The next feature, by what is used",
        placementId: "feature-next",
        hypothesis: "People who see what goes with their feature use a second one.",
        content: { headline: "Goes well with it" },
        items: { from: "similar-items", limit: 3 },
        goal: { metricId: "activation-rate", target: 0.1 },
      },
      {
        tacticId: "team-price",
        name: "Price per team, not per head",
        placementId: "plans-note",
        hypothesis: "A price that does not grow with each colleague is easier to say yes to.",
        content: { headline: "One price for the whole team" },
        goal: { metricId: "subscription-rate", target: 0.2 },
      },
      {
        tacticId: "webinar-strip",
        name: "Webinar strip",
        placementId: "area-top",
        hypothesis: "People who hear others tell how they work with it stay longer.",
        content: { headline: "Thursday at four: how others plan" },
      },
    ],
    metrics: [
      { metricId: "subscription-rate", name: "subscription rate", events: ["Subscription Started"] },
      { metricId: "trial-rate", name: "trial rate", events: ["Trial Started"] },
      { metricId: "activation-rate", name: "people who used a feature", events: ["Feature Used"] },
    ],
    segments: [
      {
        segmentId: "active-without-plan",
        name: "Active, without a plan",
        when: {
          all: [
            { event: "Feature Used", atLeast: 3, withinDays: 14 },
            { event: "Subscription Started", atMost: 0 },
          ],
        },
        nextBestAction: "Show the plan that fits what they use; offer a conversation.",
      },
      {
        segmentId: "gone-quiet",
        name: "Worked with it, and stopped",
        when: {
          all: [
            { event: "Feature Used", atLeast: 3 },
            { daysSince: "Feature Used", atLeast: 14 },
          ],
        },
        nextBestAction: "One mail with where they left off, and a person to ask.",
      },
      {
        segmentId: "new-customers",
        name: "New customers",
        when: { event: "Subscription Started", atLeast: 1, withinDays: 30 },
        nextBestAction: "No offer: the second feature, so that it becomes a habit.",
      },
    ],
  }),
  truth: [
    { tacticId: "first-steps", placementId: "workspace-start", reaches: ({ isNew }) => isNew, everyone: { add: 0.35 } },
    { tacticId: "next-feature", placementId: "feature-next", reaches: () => true, everyone: { view: 0.2, add: 0.2 } },
    { tacticId: "team-price", placementId: "plans-note", reaches: () => true, everyone: { buy: 0.6 } },
    { tacticId: "webinar-strip", placementId: "area-top", reaches: () => true, everyone: {} },
  ],
};
