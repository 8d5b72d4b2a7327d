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
  /** Products of the above, kept so that months need not multiply them anew: first orders, repeat orders at the start's number of customers, margin of an order. */
  first: Float64Array;
  again: Float64Array;
  orderMargin: Float64Array;
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
    funnels: program.funnels.map(({ newShare }, f) =>
      settled(
        {
          visitors: effective.visitors[f]!.slice(0, rows),
          rates: effective.stages[f]!.map((rate) => rate.slice(0, rows)),
          conversion: productOf(effective.stages[f]!, rows),
          orderValue: effective.orderValue[f]!.slice(0, rows),
          marginRate: effective.marginRate[f]!.slice(0, rows),
          repeat: effective.repeat?.slice(0, rows) ?? new Float64Array(rows).fill(1),
          newShare: columns[newShare]!,
          first: new Float64Array(rows),
          again: new Float64Array(rows),
          orderMargin: new Float64Array(rows),
        },
        rows,
      ),
    ),
    churn: program.customers === null ? null : scaledShare(columns[program.customers.churn]!, effective.churn, rows),
  };
}

/** Brings the products of a funnel up to date. */
export function settled(funnel: FunnelState, rows: number): FunnelState {
  const { visitors, conversion, newShare, repeat, orderValue, marginRate, first, again, orderMargin } = funnel;
  for (let i = 0; i < rows; i++) {
    const bought = visitors[i]! * conversion[i]!;
    first[i] = bought * newShare[i]!;
    again[i] = (bought - first[i]!) * repeat[i]!;
    orderMargin[i] = orderValue[i]! * marginRate[i]!;
  }
  return funnel;
}

export function productOf(factors: readonly Float64Array[], rows: number): Float64Array {
  const product = new Float64Array(rows).fill(1);
  for (const factor of factors) for (let i = 0; i < rows; i++) product[i]! *= factor[i]!;
  return product;
}

function scaledShare(share: Float64Array, factor: Float64Array | null, rows: number): Float64Array {
  const scaled = share.slice(0, rows);
  if (factor !== null) for (let i = 0; i < rows; i++) scaled[i] = Math.min(1, scaled[i]! * factor[i]!);
  return scaled;
}
