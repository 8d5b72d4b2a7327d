import { normalQuantile } from "@attune/math/distribution/normal";
import type { ScenarioResult } from "@attune/model/scenario-report";
import { undetermined } from "@attune/model/undetermined";
import { centralColumns, uncertainSlots } from "../scenario/columns.ts";
import { correlate } from "../scenario/correlated-draws.ts";
import type { Program, ScenarioPlan, Slot } from "../scenario/program.ts";
import { valueAt } from "../scenario/quantity.ts";
import { simulateColumns } from "../scenario/simulate-draws.ts";
import { sobolIndices } from "./sobol-indices.ts";
import { mostDimensions, sobolColumn } from "./sobol-sequence.ts";

/** Which quantities make the net present value uncertain, by Sobol' indices; the largest first. Those that move together count as one. */
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
  const sample = (from: number) => {
    const normals = slots.map((_, k) => sobolColumn(from + k, points, seed).map(normalQuantile));
    for (const group of program.correlated)
      correlate(
        group,
        group.slots.map((slot) => normals[slots.indexOf(slot)]!),
        points,
      );
    return slots.map((slot, k) => valuesAt(program, slot, normals[k]!));
  };
  const groups = inputsOf(program, slots);
  const { first, total, variance } = sobolIndices(
    sample(0),
    sample(slots.length),
    (columns) => {
      const whole = [...center];
      slots.forEach((slot, k) => {
        whole[slot] = columns[k] as Float64Array<ArrayBuffer>;
      });
      return simulateColumns(bare, plan, null, whole, points).npv;
    },
    groups,
  );
  if (variance === 0)
    return undetermined("no-variance", "None of the uncertain quantities moves the net present value.");
  const shares = groups.map((group, k) => ({
    path: group.map((index) => program.quantities[slots[index]!]!.path).join(" with "),
    first: first[k]!.estimate,
    firstError: first[k]!.standardError,
    total: total[k]!.estimate,
    totalError: total[k]!.standardError,
  }));
  return { points, shares: shares.sort((x, y) => y.total - x.total) };
}

/** Columns that vary together, as indices into `slots`; the others each by itself. Foreign ones (of other approaches) do not vary here. */
function inputsOf({ correlated }: Program, slots: readonly Slot[]): number[][] {
  const groupOf = (slot: Slot) => correlated.find((group) => group.slots.includes(slot));
  return slots.flatMap((slot, k) => {
    const group = groupOf(slot);
    if (group === undefined) return [[k]];
    const members = group.slots.map((member) => slots.indexOf(member));
    return members[0] === k ? [members] : [];
  });
}

function valuesAt({ quantities }: Program, slot: Slot, normals: Float64Array): Float64Array {
  const { spread } = quantities[slot]!;
  for (let i = 0; i < normals.length; i++) normals[i] = valueAt(spread, normals[i]!);
  return normals;
}
