import type { Program } from "../scenario/program.ts";
import { type Columns, type EffectiveFunnels, effectiveFunnels } from "./effective-columns.ts";

/** One funnel as it stands in a month, a value per row. */
export interface FunnelState {
  visitors: Float64Array;
  /** By stage: the share that goes on. */
  rates: Float64Array[];
  /** Orders per visitor: the product of the rates. */
  conversion: Float64Array;
  orderValue: Float64Array;
  marginRate: Float64Array;
  /** Factor of the orders of customers won before. */
  repeat: Float64Array;
  /** Share of the orders that are a customer's first, without any tactic. */
  newShare: Float64Array;
}

/** The business with or without the scenario. */
export interface World {
  funnels: FunnelState[];
  /** Share of customers that leaves in a month; null where the file says nothing of customers. */
  churn: Float64Array | null;
}

/** The business as it is. */
export function createBaseWorld(program: Program, columns: Columns, rows: number): World {
  const still = program.drivers.map(() => 1);
  return worldOf(program, effectiveFunnels(program, columns, rows, still), columns, rows);
}

/** A world of its own arrays for what tactics may change; the rest is shared with the columns. */
export function worldOf(program: Program, effective: EffectiveFunnels, columns: Columns, rows: number): World {
  return {
    funnels: program.funnels.map(({ newShare }, f) => ({
      visitors: effective.visitors[f]!.slice(0, rows),
      rates: effective.stages[f]!.map((rate) => rate.slice(0, rows)),
      conversion: productOf(effective.stages[f]!, rows),
      orderValue: effective.orderValue[f]!.slice(0, rows),
      marginRate: effective.marginRate[f]!.slice(0, rows),
      repeat: effective.repeat?.slice(0, rows) ?? new Float64Array(rows).fill(1),
      newShare: columns[newShare]!,
    })),
    churn: program.customers === null ? null : scaledShare(columns[program.customers.churn]!, effective.churn, rows),
  };
}

export function productOf(factors: readonly Float64Array[], rows: number): Float64Array {
  const product = new Float64Array(rows).fill(1);
  for (const factor of factors) for (let i = 0; i < rows; i++) product[i]! *= factor[i]!;
  return product;
}

function scaledShare(share: Float64Array, factor: Float64Array | null, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => Math.min(1, share[i]! * (factor === null ? 1 : factor[i]!)));
}
