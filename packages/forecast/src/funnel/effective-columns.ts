import type { Program, Slot } from "../scenario/program.ts";

/** Columns of draws by slot: `columns[slot][row]`. */
export type Columns = readonly Float64Array[];

/** What the funnels are once the drivers outside have moved them: columns of `rows` values each. */
export interface EffectiveFunnels {
  visitors: Float64Array[];
  stages: Float64Array[][];
  orderValue: Float64Array[];
  marginRate: Float64Array[];
  /** Factors; null where nothing moves it. */
  repeat: Float64Array | null;
  churn: Float64Array | null;
  /** By tactic: factor of its lifts. */
  tactics: (Float64Array | null)[];
}

/**
 * Multiplies each driver's (value/center)^elasticity into what it moves, drivers before what they move. Without drivers the columns themselves are answered, not copies.
 * @param shifts by driver: what a scenario makes of its central value; 1 leaves it
 */
export function effectiveFunnels(
  program: Program,
  columns: Columns,
  rows: number,
  shifts: readonly number[],
): EffectiveFunnels {
  const factors = targetFactors(program, columns, rows, shifts);
  const moved = (slot: Slot, target: string, most = Number.POSITIVE_INFINITY) => {
    const factor = factors.get(target);
    const column = columns[slot]!;
    if (factor === undefined) return column;
    const product = new Float64Array(rows);
    for (let i = 0; i < rows; i++) product[i] = Math.min(most, column[i]! * factor[i]!);
    return product;
  };
  return {
    visitors: program.funnels.map(({ visitors }) => moved(visitors, "visitors")),
    stages: program.funnels.map(({ stages }) => stages.map(({ name, slot }) => moved(slot, `stages.${name}`, 1))),
    orderValue: program.funnels.map(({ orderValue }) => moved(orderValue, "orderValue")),
    marginRate: program.funnels.map(({ marginRate }) => moved(marginRate, "marginRate", 1)),
    repeat: factors.get("repeat") ?? null,
    churn: factors.get("churn") ?? null,
    tactics: program.tactics.map(({ id }) => factors.get(`tactics.${id}`) ?? null),
  };
}

function targetFactors(
  program: Program,
  columns: Columns,
  rows: number,
  shifts: readonly number[],
): Map<string, Float64Array> {
  const factors = new Map<string, Float64Array>();
  program.drivers.forEach(({ id, slot, center, moves }, d) => {
    const column = columns[slot]!;
    const own = factors.get(`drivers.${id}`);
    const shift = shifts[d]!;
    const ratio = new Float64Array(rows);
    for (let i = 0; i < rows; i++) ratio[i] = (column[i]! / center) * shift * (own === undefined ? 1 : own[i]!);
    for (const { target, elasticity } of moves) {
      const power = columns[elasticity]!;
      const factor = factors.get(target) ?? new Float64Array(rows).fill(1);
      for (let i = 0; i < rows; i++) factor[i]! *= ratio[i]! ** power[i]!;
      factors.set(target, factor);
    }
  });
  return factors;
}
