import type { FunnelEconomics } from "@attune/model/scenario-report";
import { undetermined } from "@attune/model/undetermined";
import { monthlyRate } from "../economics/net-present-value.ts";
import { acquisitionCost, customerLifetimeValue, valueToCost } from "../economics/returns.ts";
import { createScenarioWorld } from "../funnel/scenario-world.ts";
import { churnWeights } from "../funnel/simulate-months.ts";
import { createBaseWorld, type World } from "../funnel/world.ts";
import { centralColumns } from "./columns.ts";
import type { Program, ScenarioPlan } from "./program.ts";

/**
 * What a new customer of each funnel costs and is worth in the central case: without the scenario, and with it in the last month of the horizon. What a
 * first order brings and what visitors cost are the funnel's own; what follows the first order is everybody's, since files say of customers nothing by
 * funnel. The program's own cost is not shared out here.
 */
export function unitEconomics(
  program: Program,
  plan: ScenarioPlan,
): { baseline: FunnelEconomics; scenario: FunnelEconomics }[] {
  const columns = centralColumns(program, 1);
  const base = createBaseWorld(program, columns, 1);
  const { world, advance } = createScenarioWorld(program, plan, columns, 1, churnWeights(program));
  for (let month = 1; month <= program.horizonMonths; month++) advance(month);
  const started = customersAtStart(program, base, columns);
  const [before, after] = [economicsOf(program, base, columns, started), economicsOf(program, world, columns, started)];
  return before.map((baseline, f) => ({ baseline, scenario: after[f]! }));
}

type CentralColumns = readonly Float64Array[];

/** As stated, else as many as the first orders of an average month keep up. */
function customersAtStart({ customers }: Program, base: World, columns: CentralColumns): number | null {
  if (customers === null) return null;
  if (customers.active !== null) return columns[customers.active]![0]!;
  return base.funnels.reduce((sum, { first }) => sum + first[0]!, 0) / base.churn![0]!;
}

function economicsOf(
  program: Program,
  { funnels, churn }: World,
  columns: CentralColumns,
  started: number | null,
): FunnelEconomics[] {
  const won = funnels.reduce((sum, { first }) => sum + first[0]!, 0);
  const marginAgain = funnels.reduce((sum, { again, orderMargin }) => sum + again[0]! * orderMargin[0]!, 0);
  const { acquisition, discountRate } = program;
  return funnels.map(({ first, visitors, orderMargin }, f): FunnelEconomics => {
    const shared = acquisition === null || won === 0 ? 0 : (columns[acquisition.perMonth]![0]! * first[0]!) / won;
    const spent = acquisition === null ? 0 : shared + visitors[0]! * columns[acquisition.perVisitor[f]!]![0]!;
    const cost =
      acquisition === null
        ? undetermined("no-acquisition-cost", "The file says nothing of what winning customers costs.")
        : acquisitionCost(spent, first[0]!);
    const value =
      started === null || churn === null || !(started > 0) || !(first[0]! > 0)
        ? undetermined(
            "no-customers",
            "The file says nothing of customers and their churn, or nobody becomes one here.",
          )
        : customerLifetimeValue(orderMargin[0]!, marginAgain / started, churn[0]!, monthlyRate(discountRate));
    return {
      firstMargin: orderMargin[0]!,
      acquisitionCost: cost,
      lifetimeValue: value,
      valueToCost: typeof value !== "number" ? value : typeof cost !== "number" ? cost : valueToCost(value, cost),
    };
  });
}
