import type { ScenarioFile } from "@attune/model/scenario-file";

type CostEntries = NonNullable<ScenarioFile["costs"]>;

/** A way to get personalization, with what it usually costs; every figure is an assumption with a date. */
export interface ApproachTemplate {
  name: string;
  /** When it fits, in one sentence. */
  fits: string;
  costs: CostEntries;
}

const asOf = "2026-11-01";
const assumed = { evidence: "E" as const, asOf };

/**
 * The three usual approaches. Yearly ranges of the platforms are the field's usual offers (an all-in-one platform 20,000 to 100,000 USD, a customer
 * data platform 5,000 to 30,000 USD, a team of one's own above 200,000 USD in salaries); the rest is what such projects usually need.
 * Replace them by your own offers.
 */
export const approachTemplates: Readonly<Record<string, ApproachTemplate>> = {
  "all-in-one": {
    name: "All-in-one platform",
    fits: "No engineers to spare, and the platform's own ideas of personalization are enough.",
    costs: {
      platform: {
        perYear: { value: 50_000, low: 20_000, high: 100_000 },
        ...assumed,
        source: "platform offers, USD a year",
      },
      engineering: {
        once: { value: 15_000, low: 8_000, high: 30_000 },
        ...assumed,
        source: "integration, two to six weeks",
      },
      training: {
        once: { value: 4_000, low: 2_000, high: 8_000 },
        ...assumed,
        source: "courses for two or three people",
      },
      upkeep: {
        perYear: { value: 12_000, low: 6_000, high: 24_000 },
        ...assumed,
        source: "one day a week of a marketer",
      },
    },
  },
  modular: {
    name: "Modular stack",
    fits: "Some engineering, data that must stay movable, and volumes for which usage prices are fair.",
    costs: {
      platform: {
        perYear: { value: 15_000, low: 5_000, high: 30_000 },
        ...assumed,
        source: "customer data platform, USD a year",
      },
      engineering: {
        once: { value: 40_000, low: 20_000, high: 70_000 },
        ...assumed,
        source: "two to four months of one engineer",
      },
      training: { once: { value: 5_000, low: 2_000, high: 10_000 }, ...assumed, source: "courses for the team" },
      upkeep: { perYear: { value: 24_000, low: 12_000, high: 40_000 }, ...assumed, source: "a fifth of an engineer" },
      usage: [
        { name: "model service", unit: "calls", perHead: 6, price: { value: 0.0002, low: 0.0001, high: 0.0005 } },
      ],
    },
  },
  custom: {
    name: "Custom build",
    fits: "Personalization is the product, and a team stays with it for years.",
    costs: {
      platform: { perYear: { value: 12_000, low: 6_000, high: 30_000 }, ...assumed, source: "hosting and tools" },
      engineering: {
        perYear: { value: 260_000, low: 200_000, high: 400_000 },
        ...assumed,
        source: "salaries of two or three engineers",
      },
      training: { once: { value: 6_000, low: 2_000, high: 15_000 }, ...assumed, source: "conferences, courses" },
      upkeep: {
        perYear: { value: 20_000, low: 10_000, high: 40_000 },
        ...assumed,
        source: "on call, security, upgrades",
      },
    },
  },
};
