import type { TornadoBar } from "@attune/model/scenario-report";
import { centralColumns, uncertainSlots } from "../scenario/columns.ts";
import type { Program, ScenarioPlan } from "../scenario/program.ts";
import { rangeOf } from "../scenario/quantity.ts";
import { simulateColumns } from "../scenario/simulate-draws.ts";

/** Each uncertain quantity at its P10 and P90, all others at their middle: what becomes of the net present value. Widest bar first. */
export function tornado(program: Program, plan: ScenarioPlan): TornadoBar[] {
  const slots = uncertainSlots(program);
  const columns = centralColumns(program, 2 * slots.length);
  const ranges = slots.map((slot, k) => {
    const range = rangeOf(program.quantities[slot]!.spread);
    columns[slot]![2 * k] = range.low;
    columns[slot]![2 * k + 1] = range.high;
    return range;
  });
  const { npv } = simulateColumns({ ...program, approaches: [] }, plan, null, columns, 2 * slots.length);
  return slots
    .map((slot, k) => ({
      path: program.quantities[slot]!.path,
      low: ranges[k]!.low,
      high: ranges[k]!.high,
      npvAtLow: npv[2 * k]!,
      npvAtHigh: npv[2 * k + 1]!,
    }))
    .sort((x, y) => Math.abs(y.npvAtHigh - y.npvAtLow) - Math.abs(x.npvAtHigh - x.npvAtLow));
}
