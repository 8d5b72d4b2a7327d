import type { MonthFlows } from "../funnel/month-flows.ts";
import type { CostSet, Program, ScenarioPlan } from "./program.ts";

/** Program cost of a month, by row: usage of what the scenario does, priced above what is included. */
export function usageCost(
  set: CostSet,
  dose: number,
  { scenario, rows }: MonthFlows,
  columns: readonly Float64Array[],
  out: Float64Array,
): void {
  for (const { unit, perHead, price, includedPerMonth } of set.usage) {
    const heads =
      unit === "visitors" || unit === "calls"
        ? scenario.visitors
        : unit === "orders"
          ? scenario.orders
          : scenario.active;
    const each = unit === "messages" || unit === "calls" ? perHead * dose : perHead;
    const prices = columns[price]!;
    for (let i = 0; i < rows; i++) out[i]! += Math.max(0, heads[i]! * each - includedPerMonth) * prices[i]!;
  }
}

/** What a cost set and the tactics that run cost once and each month, by row; usage aside. */
export function fixedCosts(
  program: Program,
  set: CostSet,
  plan: ScenarioPlan,
  columns: readonly Float64Array[],
  rows: number,
) {
  const once = new Float64Array(rows);
  const perMonth = new Float64Array(rows);
  const running = program.tactics.filter((_, t) => plan.doses[t] !== null).map(({ cost }) => cost);
  for (const line of [...set.lines, ...running]) {
    const [first, each] = [columns[line.once]!, columns[line.perMonth]!];
    for (let i = 0; i < rows; i++) {
      once[i]! += first[i]!;
      perMonth[i]! += each[i]!;
    }
  }
  return { once, perMonth };
}

/** Mean dose of the tactics that run: what messages and calls go with. */
export function meanDose(plan: ScenarioPlan): number {
  const doses = plan.doses.flatMap((dose) => (dose === null ? [] : [dose.intensity * dose.frequency]));
  return doses.length === 0 ? 0 : doses.reduce((sum, dose) => sum + dose, 0) / doses.length;
}
