import type { ScenarioMonth } from "@attune/model/scenario-report";
import { centralColumns } from "./columns.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Program, ScenarioPlan, StressProgram } from "./program.ts";
import { fixedCosts, meanDose, usageCost } from "./program-costs.ts";
import { simulateColumns } from "./simulate-draws.ts";

/** The central case month by month, what is paid once before the first of them, and what it all comes to (one row). */
export interface CentralCase {
  once: number;
  months: ScenarioMonth[];
  outcomes: Outcomes;
}

/** Every quantity at its middle. */
export function centralCase(program: Program, plan: ScenarioPlan, stress: StressProgram | null): CentralCase {
  const columns = centralColumns(program, 1);
  const { once, perMonth } = fixedCosts(program, program.costs, plan, columns, 1);
  const dose = meanDose(plan);
  const months: ScenarioMonth[] = [];
  const outcomes = simulateColumns(program, plan, stress, columns, 1, (flows) => {
    const { month, base, scenario } = flows;
    const cost = perMonth.slice();
    usageCost(program.costs, dose, flows, columns, cost);
    const incentives = flows.incentives[0]!;
    const addedAcquisition = scenario.acquisition[0]! - base.acquisition[0]!;
    months.push({
      month,
      ...labelOf(program, month),
      visitors: scenario.visitors[0]!,
      orders: scenario.orders[0]!,
      baselineOrders: base.orders[0]!,
      revenue: scenario.revenue[0]!,
      baselineRevenue: base.revenue[0]!,
      margin: scenario.margin[0]!,
      baselineMargin: base.margin[0]!,
      incentives,
      addedAcquisition,
      programCost: cost[0]!,
      net: scenario.margin[0]! - base.margin[0]! - incentives - addedAcquisition - cost[0]!,
    });
  });
  return { once: once[0]!, months, outcomes };
}

function labelOf({ start }: Program, month: number): { label?: string } {
  if (start === null) return {};
  const since = start.month - 1 + month - 1;
  return { label: `${start.year + Math.floor(since / 12)}-${String((since % 12) + 1).padStart(2, "0")}` };
}
