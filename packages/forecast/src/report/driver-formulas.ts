import type { Program } from "../scenario/program.ts";
import type { InputCells, ModelRows } from "./model-rows.ts";
import { type Expression, least, literal, over, power, times } from "./sheet-expression.ts";

/** What drivers outside the funnel do to what it is made of. */
export interface DriverFactors {
  /** 1 where no driver moves the target. */
  factor(target: string): Expression;
  /** A quantity times the target's factor, cut at `limit` where one is given and something moves it. */
  of(slot: number, target: string, limit?: number): Expression;
}

/** The factors (value/center)^elasticity, drivers before what they move. @param shifts by driver; null for the baseline */
export function driverFactors(
  program: Program,
  shifts: readonly number[] | null,
  { quantity }: InputCells,
  rows: ModelRows,
): DriverFactors {
  const factors = new Map<string, Expression>();
  program.drivers.forEach(({ id, slot, center, moves }, d) => {
    const shift = shifts?.[d] ?? 1;
    const upstream = factors.get(`drivers.${id}`);
    const ratio = rows.constant(
      `${id} over its usual value${shifts === null ? "" : ", in the scenario"}`,
      times(
        over(quantity(slot), literal(center)),
        ...(shift === 1 ? [] : [literal(shift)]),
        ...(upstream === undefined ? [] : [upstream]),
      ),
    );
    for (const { target, elasticity } of moves) {
      const own = power(ratio, quantity(elasticity));
      const others = factors.get(target);
      factors.set(target, others === undefined ? own : times(others, own));
    }
  });
  return {
    factor: (target) => factors.get(target) ?? literal(1),
    of(slot, target, limit) {
      const factor = factors.get(target);
      if (factor === undefined) return quantity(slot);
      const product = times(quantity(slot), factor);
      return limit === undefined ? product : least(literal(limit), product);
    },
  };
}
