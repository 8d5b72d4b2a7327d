import type { BrandWords, CategoryWords } from "./catalogue-words.ts";

/** What a project tool can do, by area; features cost nothing by themselves. */
export const saasCategories: readonly CategoryWords[] = [
  {
    name: "Planning",
    weight: 12,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Roadmap", "Timeline", "Milestone View", "Backlog", "Workload View"],
    materials: ["Shared", "Quarterly", "Linked", "Nested"],
  },
  {
    name: "Boards",
    weight: 12,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Board", "Swimlane", "Card Template", "Checklist", "Filter"],
    materials: ["Kanban", "Compact", "Coloured", "Personal"],
  },
  {
    name: "Documents",
    weight: 10,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Page", "Wiki", "Comment Thread", "Export", "Template"],
    materials: ["Live", "Versioned", "Private", "Public"],
  },
  {
    name: "Automation",
    weight: 10,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Rule", "Trigger", "Webhook", "Schedule", "Recurring Task"],
    materials: ["Custom", "Ready-Made", "Chained", "Timed"],
  },
  {
    name: "Reports",
    weight: 10,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Burndown", "Dashboard", "Time Sheet", "Forecast", "Heat Map"],
    materials: ["Weekly", "Team", "Embedded", "Saved"],
  },
  {
    name: "Integrations",
    weight: 10,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Calendar Sync", "Chat Bridge", "Code Link", "File Drive", "Mail Inbox"],
    materials: ["Two-Way", "Instant", "Filtered", "Signed"],
  },
  {
    name: "Security",
    weight: 6,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Single Sign-On", "Audit Log", "Guest Access", "Backup", "Role"],
    materials: ["Managed", "Detailed", "Granular", "Regional"],
  },
];

/** Its editions, each with the first words of its features. */
export const saasBrands: readonly BrandWords[] = [
  { name: "Core", priceLevel: 1, lines: ["Basic", "Quick", "Everyday", "Plain"] },
  { name: "Team", priceLevel: 1, lines: ["Team", "Group", "Joint", "Common"] },
  { name: "Business", priceLevel: 1, lines: ["Smart", "Advanced", "Scaled", "Guided"] },
  { name: "Labs", priceLevel: 1, lines: ["Beta", "Preview", "New", "Trial"] },
];
