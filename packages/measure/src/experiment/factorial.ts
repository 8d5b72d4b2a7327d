import type { ArmEstimate } from "./arm-estimate.ts";
import { type TestedEffect, welch } from "./welch.ts";

/** Two changes tried together: four cells. */
export interface FactorialCells {
  neither: ArmEstimate;
  first: ArmEstimate;
  second: ArmEstimate;
  both: ArmEstimate;
}

/** What each change does on average over the other, and whether they help or hinder each other. */
export interface FactorialEffects {
  first: TestedEffect;
  second: TestedEffect;
  /** What both together add beyond the sum of each alone; 0 when they do not touch each other. */
  interaction: TestedEffect;
}

/**
 * Main effects and interaction of a 2 × 2 factorial experiment. With an interaction a main effect is an average that no person gets: read
 * the interaction first.
 * @see Box, Hunter, Hunter (2005), Statistics for experimenters, chapter 5
 */
export function factorialEffects({ neither, first, second, both }: FactorialCells, alpha = 0.05): FactorialEffects {
  const cells = [neither, first, second, both];
  const contrast = (signs: readonly number[], scale: number) => contrastOf(cells, signs, scale, alpha);
  return {
    first: contrast([-1, 1, -1, 1], 0.5),
    second: contrast([-1, -1, 1, 1], 0.5),
    interaction: contrast([1, -1, -1, 1], 1),
  };
}

function contrastOf(
  cells: readonly ArmEstimate[],
  signs: readonly number[],
  scale: number,
  alpha: number,
): TestedEffect {
  const estimate = scale * cells.reduce((sum, cell, i) => sum + signs[i]! * cell.value, 0);
  const variance = scale * scale * cells.reduce((sum, cell) => sum + cell.variance, 0);
  // Satterthwaite over all four cells.
  const spread = scale ** 4 * cells.reduce((sum, cell) => sum + cell.variance ** 2 / cell.degreesOfFreedom, 0);
  return welch(
    {
      treated: estimate,
      control: 0,
      treatedVariance: variance,
      controlVariance: 0,
      covariance: 0,
      degreesOfFreedom: variance ** 2 / spread,
      treatedUnits: cells.reduce((sum, cell) => sum + cell.n, 0),
      controlUnits: 0,
    },
    alpha,
  );
}
