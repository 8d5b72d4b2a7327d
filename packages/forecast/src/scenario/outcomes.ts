import type { Program } from "./program.ts";

/** What a draw comes to, one value per row. Money is scenario − baseline unless it says otherwise. */
export interface Outcomes {
  /** Present value of everything, and of its two sides: margin gained; program, incentives and added acquisition spent. */
  npv: Float64Array;
  gain: Float64Array;
  spent: Float64Array;
  /** Present value of the program's cost alone, a part of what is spent. */
  programSpent: Float64Array;
  /** Months until paid back for good; ∞ where not within the horizon. */
  payback: Float64Array;
  /** Net of the first twelve months, not discounted; what they gained and what was spent in them. */
  firstYearNet: Float64Array;
  firstYearSpent: Float64Array;
  /** Over the horizon, not discounted. */
  revenueGain: Float64Array;
  marginGain: Float64Array;
  incentives: Float64Array;
  programCost: Float64Array;
  /** Of the baseline. */
  revenueBase: Float64Array;
  /** Baseline and scenario, over the horizon. NaN where the file says nothing of customers or of acquisition. */
  conversion: Pair;
  orderValue: Pair;
  repeatProbability: Pair;
  revenuePerCustomer: Pair;
  marginPerCustomer: Pair;
  lifetimeValue: Pair;
  acquisitionCost: Pair;
  /** By funnel: margin gained. */
  funnelGain: Float64Array[];
  /** By other approach: present value spent instead of the own program's cost. */
  approachSpent: Float64Array[];
  /** The same in the first twelve months, not discounted. */
  approachFirstYear: Float64Array[];
  /** What the approach itself costs over the horizon, not discounted. */
  approachCost: Float64Array[];
}

export interface Pair {
  base: Float64Array;
  scenario: Float64Array;
}

export function createOutcomes(program: Program, draws: number): Outcomes {
  const array = () => new Float64Array(draws);
  const pair = () => ({ base: array(), scenario: array() });
  return {
    npv: array(),
    gain: array(),
    spent: array(),
    programSpent: array(),
    payback: array(),
    firstYearNet: array(),
    firstYearSpent: array(),
    revenueGain: array(),
    marginGain: array(),
    incentives: array(),
    programCost: array(),
    revenueBase: array(),
    conversion: pair(),
    orderValue: pair(),
    repeatProbability: pair(),
    revenuePerCustomer: pair(),
    marginPerCustomer: pair(),
    lifetimeValue: pair(),
    acquisitionCost: pair(),
    funnelGain: program.funnels.map(array),
    approachSpent: program.approaches.map(array),
    approachFirstYear: program.approaches.map(array),
    approachCost: program.approaches.map(array),
  };
}
