import type { Program, ScenarioPlan } from "../scenario/program.ts";
import type { FunnelFormulas } from "./funnel-formulas.ts";
import type { InputCells, ModelRows } from "./model-rows.ts";
import { type Expression, literal, minus, most, over, plus, times } from "./sheet-expression.ts";

export interface CostFormulas {
  once: Expression;
  /** Values of the months so far. */
  monthly: number[];
  month(month: number): Expression;
}

/** What the program costs: once before the first month, and each month with what is priced by use. */
export function costFormulas(
  program: Program,
  plan: ScenarioPlan,
  { quantity }: InputCells,
  rows: ModelRows,
  funnels: FunnelFormulas,
): CostFormulas {
  const running = program.tactics.flatMap((tactic, t) => (plan.doses[t] === null ? [] : [{ tactic, t }]));
  const lines = [
    ...program.costs.lines.map(({ name, once, perMonth }) => ({ name, once, perMonth })),
    ...running.map(({ tactic: { name, cost } }) => ({ name, ...cost })),
  ];
  const once = rows.constant("paid once", plus(...lines.map((line) => quantity(line.once))), "money");
  const perMonth = rows.constant("paid each month", plus(...lines.map((line) => quantity(line.perMonth))), "money");
  const doses = running.map(({ t }) => funnels.doses[t]!);
  const dose = rows.constant(
    "mean dose",
    doses.length === 0 ? literal(0) : over(plus(...doses), literal(doses.length)),
  );
  const monthly: number[] = [];
  return {
    once,
    monthly,
    month(month) {
      const used = program.costs.usage.map(({ unit, perHead, price, includedPerMonth }) => {
        const { visitors, orders, active } = funnels.heads(month);
        const heads = unit === "visitors" || unit === "calls" ? visitors : unit === "orders" ? orders : active;
        const each = unit === "messages" || unit === "calls" ? times(literal(perHead), dose) : literal(perHead);
        return times(most(literal(0), minus(times(heads, each), literal(includedPerMonth))), quantity(price));
      });
      const cost = rows.monthly("program cost in the month", month, plus(perMonth, ...used), "money");
      monthly.push(cost.value);
      return cost;
    },
  };
}
