import type { WaterfallStep } from "@attune/model/scenario-report";
import { centralColumns } from "../scenario/columns.ts";
import type { Program, ScenarioPlan } from "../scenario/program.ts";
import { simulateColumns } from "../scenario/simulate-draws.ts";

/** What each thing that the tactics change brings of the margin gained, at present value; the parts sum to the gain. */
export interface GainParts {
  /** Channel mix and drivers that the scenario moves by itself. */
  moved: number;
  /** By target: a stage, `visitors`, `orderValue`, … */
  targets: { target: string; amount: number }[];
}

/**
 * Splits the margin gained over the targets by Shapley's value: each target's part is its mean contribution over all orders in which the targets could come in,
 * so that no order is favoured where they multiply each other. 2^targets rows of the central case.
 * @see Shapley (1953); Owen (2014), SIAM/ASA J. Uncertain. Quantif. 2, 245–251
 */
export function gainParts(program: Program, plan: ScenarioPlan): GainParts {
  const running = program.tactics.filter((_, t) => plan.doses[t] !== null);
  const targets = [...new Set(running.flatMap(({ lifts }) => lifts.map(({ target }) => target)))];
  const k = targets.length;
  const rows = 2 ** k;
  const columns = centralColumns(program, rows);
  for (const { lifts } of running) {
    for (const { target, slot } of lifts) {
      const bit = 1 << targets.indexOf(target);
      const column = columns[slot]!;
      for (let mask = 0; mask < rows; mask++) if ((mask & bit) === 0) column[mask] = 0;
    }
  }
  const { gain } = simulateColumns({ ...program, approaches: [] }, plan, null, columns, rows);
  const weights = orderWeights(k);
  return {
    moved: gain[0]!,
    targets: targets.map((target, i) => {
      let amount = 0;
      for (let mask = 0; mask < rows; mask++) {
        if ((mask & (1 << i)) === 0) amount += weights[bitCount(mask)]! * (gain[mask | (1 << i)]! - gain[mask]!);
      }
      return { target, amount };
    }),
  };
}

/** |S|!(k − |S| − 1)!/k!, by the size of S. */
function orderWeights(k: number): number[] {
  const weights = [1 / k];
  for (let size = 1; size < k; size++) weights.push((weights[size - 1]! * size) / (k - size));
  return weights;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The steps from nothing to the net present value: what is gained, by target, then what is paid. */
export function waterfallSteps(
  parts: GainParts,
  paid: { incentives: number; acquisition: number; program: number },
): WaterfallStep[] {
  const steps = [
    { label: "channel mix and drivers", amount: parts.moved },
    ...parts.targets.map(({ target, amount }) => ({ label: target, amount })),
    { label: "incentives", amount: -paid.incentives },
    { label: paid.acquisition < 0 ? "saved acquisition" : "added acquisition", amount: -paid.acquisition },
    { label: "program cost", amount: -paid.program },
  ];
  return steps.filter(({ amount }) => amount !== 0);
}
