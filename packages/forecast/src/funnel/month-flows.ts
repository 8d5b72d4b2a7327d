/** What happens in one world in one month, a value per row. */
export interface WorldFlows {
  visitors: Float64Array;
  orders: Float64Array;
  /** Orders that are a customer's first. */
  first: Float64Array;
  revenue: Float64Array;
  margin: Float64Array;
  /** Margin of first orders. */
  firstMargin: Float64Array;
  /** What winning customers costs. */
  acquisition: Float64Array;
  /** Active customers at the month's start, and the share of them that leaves; 1 and 0 where nothing is known of customers. */
  active: Float64Array;
  churn: Float64Array;
  /** Active customers over those at the very start. */
  remaining: Float64Array;
  /** By funnel. */
  funnelRevenue: Float64Array[];
  funnelMargin: Float64Array[];
}

/** One month of both worlds. `month` counts from 1. */
export interface MonthFlows {
  month: number;
  rows: number;
  base: WorldFlows;
  scenario: WorldFlows;
  /** Discounts that the tactics gave. */
  incentives: Float64Array;
}

function createWorldFlows(rows: number, funnels: number): WorldFlows {
  const array = () => new Float64Array(rows);
  return {
    visitors: array(),
    orders: array(),
    first: array(),
    revenue: array(),
    margin: array(),
    firstMargin: array(),
    acquisition: array(),
    active: array().fill(1),
    churn: array(),
    remaining: array(),
    funnelRevenue: Array.from({ length: funnels }, array),
    funnelMargin: Array.from({ length: funnels }, array),
  };
}

export function createMonthFlows(rows: number, funnels: number): MonthFlows {
  return {
    month: 0,
    rows,
    base: createWorldFlows(rows, funnels),
    scenario: createWorldFlows(rows, funnels),
    incentives: new Float64Array(rows),
  };
}
