import type { ScenarioFile } from "@attune/model/scenario-file";

/** A business whose arithmetic fits in the head: 1,000 visitors a month, one in ten orders for 100, half of it margin. One tactic, no cost. */
export function smallBusiness(
  changes: Partial<ScenarioFile> = {},
  baseline: Partial<ScenarioFile["baseline"]> = {},
): ScenarioFile {
  return {
    name: "small",
    horizonMonths: 2,
    discountRate: 0,
    baseline: { funnels: [smallFunnel()], ...baseline },
    tactics: { push: { lifts: { buy: 0.2 } } },
    scenarios: { go: {} },
    costs: { platform: 0, engineering: 0, training: 0, upkeep: 0 },
    ...changes,
  };
}

export function smallFunnel(
  changes: Partial<ScenarioFile["baseline"]["funnels"][number]> = {},
): ScenarioFile["baseline"]["funnels"][number] {
  return { visitorsPerMonth: 1000, stages: { add: 0.2, buy: 0.5 }, orderValue: 100, marginRate: 0.5, ...changes };
}
