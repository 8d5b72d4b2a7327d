import { churnWeights } from "../funnel/simulate-months.ts";
import type { Program, ScenarioPlan } from "../scenario/program.ts";
import { driverFactors } from "./driver-formulas.ts";
import type { InputCells, ModelRows } from "./model-rows.ts";
import { type Expression, ifPositive, least, literal, minus, over, plus, power, times } from "./sheet-expression.ts";
import { createTacticFormulas } from "./tactic-formulas.ts";

/** The months of both worlds as formulas. */
export interface FunnelFormulas {
  /** By tactic; null where it does not run. */
  doses: (Expression | null)[];
  /** Values of the months so far. */
  marginGains: number[];
  /** Writes the month's rows; call it with 1, 2, … */
  advance(month: number): { marginGain: Expression; incentives: Expression; addedAcquisition: Expression };
  /** Who is there in the month, in the scenario. */
  heads(month: number): { visitors: Expression; orders: Expression; active: Expression };
}

const zero = literal(0);
const one = literal(1);

/** What `simulateMonths` does, cell by cell; stresses are left out. */
export function createFunnelFormulas(
  program: Program,
  plan: ScenarioPlan,
  inputs: InputCells,
  rows: ModelRows,
): FunnelFormulas {
  const { quantity } = inputs;
  const before = driverFactors(program, null, inputs, rows);
  const moved = plan.driverShifts.every((shift) => shift === 1)
    ? before
    : driverFactors(program, plan.driverShifts, inputs, rows);
  const tactics = createTacticFormulas(program, plan, inputs, rows, moved);
  const weights = churnWeights(program);
  const started = startingCustomers();
  const marginGains: number[] = [];
  let heads = { visitors: zero, orders: zero, active: one };
  let base = { active: started, first: zero };
  let scenario = { active: started, first: zero };
  let churn = zero;

  function startingCustomers(): Expression {
    if (program.customers === null) return one;
    const { active, churn: leaving } = program.customers;
    if (active !== null)
      return rows.constant("active customers at the start", ifPositive(quantity(active), quantity(active), one));
    const won = program.funnels.map(({ visitors, newShare, stages }) =>
      times(
        before.of(visitors, "visitors"),
        ...stages.map(({ name, slot }) => before.of(slot, `stages.${name}`, 1)),
        quantity(newShare),
      ),
    );
    const churnBefore = before.of(leaving, "churn", 1);
    return rows.constant(
      "active customers at the start",
      ifPositive(churnBefore, over(plus(...won), churnBefore), one),
    );
  }

  function goOn(month: number): void {
    if (program.customers === null || month === 1) return;
    const leaving = before.of(program.customers.churn, "churn", 1);
    base = {
      ...base,
      active: rows.monthly(
        "active customers: baseline",
        month,
        plus(times(base.active, minus(one, leaving)), base.first),
      ),
    };
    scenario = {
      ...scenario,
      active: rows.monthly("active customers", month, plus(times(scenario.active, minus(one, churn)), scenario.first)),
    };
  }

  function advance(month: number) {
    goOn(month);
    tactics.advance(month);
    const season = program.season?.[((program.start?.month ?? 1) + month - 2) % 12] ?? 1;
    const grown = power(plus(one, quantity(program.growth)), over(literal(month - 1), literal(12)));
    const level = rows.monthly("season and growth", month, times(literal(season), grown));
    if (program.customers !== null) {
      const factor = tactics.factor("churn", (tactic) => weights[tactic]!);
      const leaving = moved.of(program.customers.churn, "churn", 1);
      churn = rows.monthly("churn", month, factor === null ? leaving : least(one, times(leaving, factor)), "percent");
    }
    const flows = program.funnels.map((_, f) => funnelMonth(month, f, level));
    const total = (
      label: string,
      of: (flow: (typeof flows)[number]) => Expression,
      style: "money" | "number" = "number",
    ) => rows.monthly(label, month, plus(...flows.map(of)), style);
    base = { ...base, first: total("first orders: baseline", (flow) => flow.firstBefore) };
    scenario = { ...scenario, first: total("first orders", (flow) => flow.first) };
    heads = {
      visitors: total("visitors", (flow) => flow.visitors),
      orders: total("orders", (flow) => flow.orders),
      active: scenario.active,
    };
    const marginGain = total("margin gained in the month", (flow) => minus(flow.margin, flow.marginBefore), "money");
    marginGains.push(marginGain.value);
    return {
      marginGain,
      incentives: rows.monthly("incentives", month, plus(zero, ...flows.map((flow) => flow.incentives)), "money"),
      addedAcquisition: rows.monthly(
        "added acquisition",
        month,
        plus(zero, ...flows.map((flow) => flow.acquisition)),
        "money",
      ),
    };
  }

  function funnelMonth(month: number, f: number, level: Expression) {
    const funnel = program.funnels[f]!;
    const row = (label: string, expression: Expression, style: "money" | "number" | "percent" = "number") =>
      rows.monthly(`${funnel.label}: ${label}`, month, expression, style);
    const reaches = (tactic: number) => (program.tactics[tactic]!.reaches[f] === true ? 1 : 0);
    const changed = (value: Expression, target: string, limit: number | null) => {
      const factor = tactics.factor(target, reaches);
      if (factor === null) return value;
      return limit === null ? times(value, factor) : least(literal(limit), times(value, factor));
    };
    const newShare = quantity(funnel.newShare);
    const visitorsBefore = row("visitors, baseline", times(before.of(funnel.visitors, "visitors"), level));
    const rateBefore = times(...funnel.stages.map(({ name, slot }) => before.of(slot, `stages.${name}`, 1)));
    const boughtBefore = row("orders of these visitors, baseline", times(visitorsBefore, rateBefore));
    const firstBefore = times(boughtBefore, newShare);
    const againBefore = times(boughtBefore, minus(one, newShare), before.factor("repeat"), over(base.active, started));
    const revenueBefore = row(
      "revenue, baseline",
      times(plus(firstBefore, againBefore), before.of(funnel.orderValue, "orderValue")),
      "money",
    );
    const marginBefore = row(
      "margin, baseline",
      times(revenueBefore, before.of(funnel.marginRate, "marginRate", 1)),
      "money",
    );

    const mixed = times(moved.of(funnel.visitors, "visitors"), literal(plan.mix[f]!));
    const visitors = row("visitors", times(changed(mixed, "visitors", null), level));
    const rates = funnel.stages.map(({ name, slot }) =>
      row(`stage ${name}`, changed(moved.of(slot, `stages.${name}`, 1), name, 1), "percent"),
    );
    const bought = row("orders of these visitors", times(visitors, ...rates));
    const first = row("first orders", times(bought, newShare));
    const repeat = changed(moved.factor("repeat"), "repeat", null);
    const again = row("repeat orders", times(bought, minus(one, newShare), repeat, over(scenario.active, started)));
    const orders = plus(first, again);
    const revenue = row(
      "revenue",
      times(orders, changed(moved.of(funnel.orderValue, "orderValue"), "orderValue", null)),
      "money",
    );
    const margin = row(
      "margin",
      times(revenue, changed(moved.of(funnel.marginRate, "marginRate", 1), "marginRate", 1)),
      "money",
    );
    const price = program.acquisition === null ? null : quantity(program.acquisition.perVisitor[f]!);
    return {
      firstBefore: row("first orders, baseline", firstBefore),
      first,
      orders,
      visitors,
      margin,
      marginBefore,
      incentives: tactics.incentives(month, revenue, reaches),
      acquisition: price === null ? zero : times(minus(visitors, visitorsBefore), price),
    };
  }

  return { doses: tactics.doses, marginGains, advance, heads: () => heads };
}
