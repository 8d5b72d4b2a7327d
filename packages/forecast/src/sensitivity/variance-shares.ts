import { normalQuantile } from "@attune/math/distribution/normal";
import type { ScenarioResult } from "@attune/model/scenario-report";
import { undetermined } from "@attune/model/undetermined";
import { centralColumns, uncertainSlots } from "../scenario/columns.ts";
import type { Program, ScenarioPlan, Slot } from "../scenario/program.ts";
import { valueAt } from "../scenario/quantity.ts";
import { simulateColumns } from "../scenario/simulate-draws.ts";
import { sobolIndices } from "./sobol-indices.ts";
import { mostDimensions, sobolColumn } from "./sobol-sequence.ts";

/** Which quantities make the net present value uncertain, by Sobol' indices; the largest first. */
export function varianceShares(
  program: Program,
  plan: ScenarioPlan,
  points: number,
  seed: number,
): ScenarioResult["sobol"] {
  const slots = uncertainSlots(program);
  if (slots.length === 0) return undetermined("nothing-uncertain", "The file states every number as exact.");
  if (2 * slots.length > mostDimensions) {
    return undetermined(
      "too-many-quantities",
      `${slots.length} uncertain quantities; the sequence reaches ${mostDimensions / 2}.`,
    );
  }
  const bare = { ...program, approaches: [] };
  const center = centralColumns(program, points);
  const sample = (from: number) => slots.map((slot, k) => drawn(program, slot, sobolColumn(from + k, points, seed)));
  const { first, total, variance } = sobolIndices(sample(0), sample(slots.length), (columns) => {
    const whole = [...center];
    slots.forEach((slot, k) => {
      whole[slot] = columns[k] as Float64Array<ArrayBuffer>;
    });
    return simulateColumns(bare, plan, null, whole, points).npv;
  });
  if (variance === 0)
    return undetermined("no-variance", "None of the uncertain quantities moves the net present value.");
  const shares = slots.map((slot, k) => ({
    path: program.quantities[slot]!.path,
    first: first[k]!.estimate,
    firstError: first[k]!.standardError,
    total: total[k]!.estimate,
    totalError: total[k]!.standardError,
  }));
  return { points, shares: shares.sort((x, y) => y.total - x.total) };
}

function drawn({ quantities }: Program, slot: Slot, uniform: Float64Array): Float64Array {
  const { spread } = quantities[slot]!;
  for (let i = 0; i < uniform.length; i++) uniform[i] = valueAt(spread, normalQuantile(uniform[i]!));
  return uniform;
}
