import type { Program, ScenarioPlan, StressProgram } from "../scenario/program.ts";
import type { Columns } from "./effective-columns.ts";
import { createMonthFlows, type MonthFlows, type WorldFlows } from "./month-flows.ts";
import { createScenarioWorld } from "./scenario-world.ts";
import { createBaseWorld, type FunnelState, type World } from "./world.ts";

/** What both worlds meet in a month: season, growth, stress. */
interface Circumstances {
  /** Factor of the visitors, by row. */
  level: Float64Array;
  demand: number;
  conversion: number;
  orderValue: number;
  marginRate: number;
  orderLimit: number | null;
}

/** Both worlds as they are in the last month. */
export interface SimulatedWorlds {
  base: World;
  scenario: World;
}

/**
 * Runs the scenario beside the baseline month by month, all rows at once, and hands each month's flows to `take`, which must not keep them: they are
 * written anew. Both worlds have the same draws, so that their differences are due to the scenario alone.
 *
 * Orders = visitors × Π stage rates. A share of them are customers' first; the others come from customers won before, and so go with the number of
 * active customers, A(m+1) = A(m)·(1 − churn) + first orders(m). O(rows · months · funnels · (stages + lifts)).
 */
export function simulateMonths(
  program: Program,
  plan: ScenarioPlan,
  stress: StressProgram | null,
  columns: Columns,
  rows: number,
  take: (flows: MonthFlows) => void,
): SimulatedWorlds {
  const base = createBaseWorld(program, columns, rows);
  const { world: scenario, shares, advance } = createScenarioWorld(program, plan, columns, rows, churnWeights(program));
  const flows = createMonthFlows(rows, program.funnels.length);
  const started = customersAtStart(program, base, columns, rows);
  flows.base.active.set(started);
  flows.scenario.active.set(started);
  const growth = columns[program.growth]!;
  const monthlyGrowth = new Float64Array(rows);
  for (let i = 0; i < rows; i++) monthlyGrowth[i] = (1 + growth[i]!) ** (1 / 12);
  const level = new Float64Array(rows).fill(1);

  for (let month = 1; month <= program.horizonMonths; month++) {
    flows.month = month;
    advance(month);
    const circumstances = circumstancesOf(program, stress, month, level);
    flow(flows.base, base, program, circumstances, started, columns, rows);
    flow(flows.scenario, scenario, program, circumstances, started, columns, rows);
    addIncentives(flows, program, plan, shares, columns);
    take(flows);
    if (program.customers !== null) {
      goOn(flows.base, rows);
      goOn(flows.scenario, rows);
    }
    for (let i = 0; i < rows; i++) level[i]! *= monthlyGrowth[i]!;
  }
  return { base, scenario };
}

function circumstancesOf(
  program: Program,
  stress: StressProgram | null,
  month: number,
  level: Float64Array,
): Circumstances {
  const season = program.season?.[((program.start?.month ?? 1) + month - 2) % 12] ?? 1;
  const calm = { level, demand: season, conversion: 1, orderValue: 1, marginRate: 1, orderLimit: null };
  if (stress === null || month < stress.fromMonth || month > stress.toMonth) return calm;
  return {
    level,
    demand: season * (1 + stress.demand),
    conversion: 1 + stress.conversion,
    orderValue: 1 + stress.orderValue,
    marginRate: 1 + stress.marginRate,
    orderLimit: stress.orderLimit,
  };
}

/** Writes a month of one world. */
function flow(
  flows: WorldFlows,
  { funnels, churn }: World,
  program: Program,
  circumstances: Circumstances,
  started: Float64Array,
  columns: Columns,
  rows: number,
): void {
  const { visitors, orders, first, revenue, margin, firstMargin, acquisition, active } = flows;
  const { level, demand, conversion, orderLimit } = circumstances;
  const remaining = flows.remaining;
  for (let i = 0; i < rows; i++) remaining[i] = active[i]! / started[i]!;
  for (const sum of [visitors, orders, first, revenue, margin, firstMargin]) sum.fill(0);
  if (churn !== null) flows.churn.set(churn);
  if (program.acquisition === null) acquisition.fill(0);
  else acquisition.set(columns[program.acquisition.perMonth]!.subarray(0, rows));
  funnels.forEach((funnel, f) => {
    const { visitors: usual, first: firstOrders, again } = funnel;
    const ownOrders = flows.funnelRevenue[f]!;
    for (let i = 0; i < rows; i++) {
      const traffic = level[i]! * demand;
      const fresh = firstOrders[i]! * traffic * conversion;
      const all = fresh + again[i]! * traffic * conversion * remaining[i]!;
      visitors[i]! += usual[i]! * traffic;
      first[i]! += fresh;
      orders[i]! += all;
      ownOrders[i] = all;
    }
    const price = program.acquisition === null ? null : columns[program.acquisition.perVisitor[f]!]!;
    if (price !== null) for (let i = 0; i < rows; i++) acquisition[i]! += usual[i]! * level[i]! * demand * price[i]!;
  });
  funnels.forEach((funnel, f) => {
    addMoney(flows, funnel, f, circumstances, rows);
  });
  if (orderLimit !== null) limit(flows, orderLimit, rows);
}

/** Turns the orders of a funnel into revenue and margin, and adds them to those of the world. */
function addMoney(
  { funnelRevenue, funnelMargin, revenue, margin, firstMargin }: WorldFlows,
  { orderValue, orderMargin, first }: FunnelState,
  f: number,
  circumstances: Circumstances,
  rows: number,
): void {
  const { level, demand, conversion } = circumstances;
  const ownRevenue = funnelRevenue[f]!;
  const ownMargin = funnelMargin[f]!;
  const value = circumstances.orderValue;
  const worth = circumstances.orderValue * circumstances.marginRate;
  const firstWorth = worth * demand * conversion;
  for (let i = 0; i < rows; i++) {
    const orders = ownRevenue[i]!;
    const paid = orders * orderValue[i]! * value;
    const kept = orders * orderMargin[i]! * worth;
    ownRevenue[i] = paid;
    ownMargin[i] = kept;
    revenue[i]! += paid;
    margin[i]! += kept;
    firstMargin[i]! += first[i]! * level[i]! * orderMargin[i]! * firstWorth;
  }
}

/** What cannot be delivered is not sold: every order is as likely to be refused. */
function limit(flows: WorldFlows, orderLimit: number, rows: number): void {
  for (let i = 0; i < rows; i++) {
    const kept = orderLimit / flows.orders[i]!;
    if (!(kept < 1)) continue;
    flows.orders[i]! *= kept;
    flows.first[i]! *= kept;
    flows.firstMargin[i]! *= kept;
    flows.revenue[i]! *= kept;
    flows.margin[i]! *= kept;
    for (const revenue of flows.funnelRevenue) revenue[i]! *= kept;
    for (const margin of flows.funnelMargin) margin[i]! *= kept;
  }
}

/** Discount × redemption of the revenue that the tactic reaches, as far as it is in. */
function addIncentives(
  flows: MonthFlows,
  program: Program,
  plan: ScenarioPlan,
  shares: readonly Float64Array[],
  columns: Columns,
): void {
  flows.incentives.fill(0);
  program.tactics.forEach(({ incentive, reach, reaches, delayMonths }, t) => {
    const dose = plan.doses[t];
    if (incentive === null || dose === null || dose === undefined || flows.month <= delayMonths) return;
    const [discount, redemption, met] = [columns[incentive.discount]!, columns[incentive.redemption]!, columns[reach]!];
    // The discount is given in full from the first day; only what it brings about ramps up or wears off.
    const given = shares[t]!.some((share) => share > 0) ? Math.min(1, dose.intensity) : 0;
    flows.scenario.funnelRevenue.forEach((revenue, f) => {
      if (reaches[f] !== true) return;
      for (let i = 0; i < flows.rows; i++)
        flows.incentives[i]! += revenue[i]! * met[i]! * given * redemption[i]! * discount[i]!;
    });
  });
}

function goOn({ active, churn, first }: WorldFlows, rows: number): void {
  for (let i = 0; i < rows; i++) active[i] = active[i]! * (1 - churn[i]!) + first[i]!;
}

/** Customers at the start: as stated, else as many as an average month's first orders keep up: N = A·churn. Never 0, since repeat orders are related to it. */
function customersAtStart(program: Program, base: World, columns: Columns, rows: number): Float64Array {
  const started = new Float64Array(rows).fill(1);
  if (program.customers === null) return started;
  const stated = program.customers.active === null ? null : columns[program.customers.active]!;
  for (let i = 0; i < rows; i++) {
    let won = 0;
    for (const { visitors, conversion, newShare } of base.funnels) won += visitors[i]! * conversion[i]! * newShare[i]!;
    const active = stated === null ? won / base.churn![i]! : stated[i]!;
    started[i] = active > 0 && Number.isFinite(active) ? active : 1;
  }
  return started;
}

/** By tactic: the share of repeat orders that its funnels have, at central values. */
export function churnWeights(program: Program): number[] {
  const center = (slot: number) => program.quantities[slot]!.spread.center;
  const repeats = program.funnels.map(
    ({ visitors, stages, newShare }) =>
      center(visitors) * stages.reduce((rate, { slot }) => rate * center(slot), 1) * (1 - center(newShare)),
  );
  const all = repeats.reduce((sum, one) => sum + one, 0);
  return program.tactics.map(({ reaches }) =>
    all === 0 ? 1 : repeats.reduce((sum, one, f) => sum + (reaches[f] === true ? one : 0), 0) / all,
  );
}
