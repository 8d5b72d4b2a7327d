import { monthlyRate } from "../economics/net-present-value.ts";
import { customerLifetimeValue } from "../economics/returns.ts";
import type { MonthFlows, WorldFlows } from "../funnel/month-flows.ts";
import type { Outcomes, Pair } from "./outcomes.ts";
import type { Program, ScenarioPlan } from "./program.ts";
import { fixedCosts, meanDose, usageCost } from "./program-costs.ts";

const FIRST_YEAR = 12;

/** Takes the months of a chunk of draws and writes what they come to from row `at` on. */
export interface OutcomeTaker {
  month(flows: MonthFlows): void;
  /** Net of everything so far, by row, not discounted. */
  running: Float64Array;
  finish(): void;
}

/** Sums of one world over the months, by row. */
interface Totals {
  visitors: Float64Array;
  orders: Float64Array;
  first: Float64Array;
  revenue: Float64Array;
  margin: Float64Array;
  firstMargin: Float64Array;
  acquisition: Float64Array;
  active: Float64Array;
  left: Float64Array;
}

export function createOutcomeTaker(
  program: Program,
  plan: ScenarioPlan,
  columns: readonly Float64Array[],
  rows: number,
  outcomes: Outcomes,
  at: number,
): OutcomeTaker {
  const discount = monthlyRate(program.discountRate);
  const dose = meanDose(plan);
  const view = (whole: Float64Array) => whole.subarray(at, at + rows);
  const [npv, gain, spent, payback] = [outcomes.npv, outcomes.gain, outcomes.spent, outcomes.payback].map(view) as Four;
  const own = fixedCosts(program, program.costs, plan, columns, rows);
  const others = program.approaches.map((set, k) => ({
    set,
    fixed: fixedCosts(program, set, plan, columns, rows),
    spent: view(outcomes.approachSpent[k]!),
    firstYear: view(outcomes.approachFirstYear[k]!),
    whole: view(outcomes.approachCost[k]!),
  }));
  const firstYearNet = view(outcomes.firstYearNet);
  const firstYearSpent = view(outcomes.firstYearSpent);
  const running = own.once.map((once) => -once);
  const cost = new Float64Array(rows);
  const base = createTotals(rows);
  const scenario = createTotals(rows);
  for (const { fixed, spent: total, firstYear, whole } of others) {
    whole.set(fixed.once);
    total.set(fixed.once);
    firstYear.set(fixed.once);
  }
  spent.set(own.once);
  firstYearNet.set(running);
  firstYearSpent.set(own.once);
  view(outcomes.programCost).set(own.once);
  const programSpent = view(outcomes.programSpent);
  programSpent.set(own.once);

  return {
    running,
    month(flows) {
      const { month } = flows;
      const worth = (1 + discount) ** -month;
      addTotals(base, flows.base, rows);
      addTotals(scenario, flows.scenario, rows);
      flows.scenario.funnelMargin.forEach((margin, f) => {
        const sum = view(outcomes.funnelGain[f]!);
        const before = flows.base.funnelMargin[f]!;
        for (let i = 0; i < rows; i++) sum[i]! += margin[i]! - before[i]!;
      });
      const given = view(outcomes.incentives);
      const fromProgram = view(outcomes.programCost);
      cost.set(own.perMonth);
      usageCost(program.costs, dose, flows, columns, cost);
      for (let i = 0; i < rows; i++) {
        const gained = flows.scenario.margin[i]! - flows.base.margin[i]!;
        const paid = cost[i]! + flows.incentives[i]! + flows.scenario.acquisition[i]! - flows.base.acquisition[i]!;
        given[i]! += flows.incentives[i]!;
        fromProgram[i]! += cost[i]!;
        gain[i]! += gained * worth;
        spent[i]! += paid * worth;
        programSpent[i]! += cost[i]! * worth;
        const before = running[i]!;
        const after = before + gained - paid;
        running[i] = after;
        if (before < 0 && after >= 0) payback[i] = month - 1 + before / (before - after);
        if (month <= FIRST_YEAR) {
          firstYearNet[i]! += gained - paid;
          firstYearSpent[i]! += paid;
        }
      }
      for (const { set, fixed, spent: total, firstYear, whole } of others) {
        cost.set(fixed.perMonth);
        usageCost(set, dose, flows, columns, cost);
        for (let i = 0; i < rows; i++) {
          const paid = cost[i]! + flows.incentives[i]! + flows.scenario.acquisition[i]! - flows.base.acquisition[i]!;
          whole[i]! += cost[i]!;
          total[i]! += paid * worth;
          if (month <= FIRST_YEAR) firstYear[i]! += paid;
        }
      }
    },
    finish() {
      const gainedRevenue = view(outcomes.revenueGain);
      const gainedMargin = view(outcomes.marginGain);
      view(outcomes.revenueBase).set(base.revenue);
      const acquired = { base: view(outcomes.acquisitionCost.base), scenario: view(outcomes.acquisitionCost.scenario) };
      for (let i = 0; i < rows; i++) {
        npv[i] = gain[i]! - spent[i]!;
        if (running[i]! < 0) payback[i] = Number.POSITIVE_INFINITY;
        gainedRevenue[i] = scenario.revenue[i]! - base.revenue[i]!;
        gainedMargin[i] = scenario.margin[i]! - base.margin[i]!;
        // The scenario's customers are won by what it costs, too.
        const fromProgram = outcomes.programCost[at + i]! + outcomes.incentives[at + i]!;
        acquired.base[i] = program.acquisition === null ? Number.NaN : base.acquisition[i]! / base.first[i]!;
        acquired.scenario[i] =
          program.acquisition === null ? Number.NaN : (scenario.acquisition[i]! + fromProgram) / scenario.first[i]!;
      }
      writeMetrics(base, (pair) => view(pair.base), program, discount, outcomes, rows);
      writeMetrics(scenario, (pair) => view(pair.scenario), program, discount, outcomes, rows);
    },
  };
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

function createTotals(rows: number): Totals {
  const array = () => new Float64Array(rows);
  return {
    visitors: array(),
    orders: array(),
    first: array(),
    revenue: array(),
    margin: array(),
    firstMargin: array(),
    acquisition: array(),
    active: array(),
    left: array(),
  };
}

function addTotals(totals: Totals, flows: WorldFlows, rows: number): void {
  for (let i = 0; i < rows; i++) {
    totals.visitors[i]! += flows.visitors[i]!;
    totals.orders[i]! += flows.orders[i]!;
    totals.first[i]! += flows.first[i]!;
    totals.revenue[i]! += flows.revenue[i]!;
    totals.margin[i]! += flows.margin[i]!;
    totals.firstMargin[i]! += flows.firstMargin[i]!;
    totals.acquisition[i]! += flows.acquisition[i]!;
    totals.active[i]! += flows.active[i]!;
    totals.left[i]! += flows.active[i]! * flows.churn[i]!;
  }
}

function writeMetrics(
  totals: Totals,
  into: (pair: Pair) => Float64Array,
  program: Program,
  discount: number,
  outcomes: Outcomes,
  rows: number,
): void {
  const known = program.customers !== null;
  const [conversion, orderValue] = [into(outcomes.conversion), into(outcomes.orderValue)];
  const [repeatProbability, lifetimeValue] = [into(outcomes.repeatProbability), into(outcomes.lifetimeValue)];
  const [revenuePer, marginPer] = [into(outcomes.revenuePerCustomer), into(outcomes.marginPerCustomer)];
  for (let i = 0; i < rows; i++) {
    conversion[i] = totals.orders[i]! / totals.visitors[i]!;
    orderValue[i] = totals.revenue[i]! / totals.orders[i]!;
    const months = totals.active[i]!;
    const churn = totals.left[i]! / months;
    const again = (totals.orders[i]! - totals.first[i]!) / months;
    const marginAgain = (totals.margin[i]! - totals.firstMargin[i]!) / months;
    repeatProbability[i] = known ? ordersAgainWithinYear(again, churn) : Number.NaN;
    revenuePer[i] = known ? totals.revenue[i]! / months : Number.NaN;
    marginPer[i] = known ? totals.margin[i]! / months : Number.NaN;
    lifetimeValue[i] = known
      ? customerLifetimeValue(totals.firstMargin[i]! / totals.first[i]!, marginAgain, churn, discount)
      : Number.NaN;
  }
}

/** Chance of at least one more order in twelve months, orders of those who stay being Poisson. */
function ordersAgainWithinYear(ordersPerMonth: number, churn: number): number {
  const none = Math.exp(-ordersPerMonth);
  let never = 1;
  for (let month = 0; month < 12; month++) never = churn + (1 - churn) * none * never;
  return 1 - never;
}
