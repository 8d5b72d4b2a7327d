import { rootBetween } from "@attune/math/root-between";
import type { ScenarioResult } from "@attune/model/scenario-report";
import { undetermined } from "@attune/model/undetermined";
import { centralColumns } from "./columns.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Program, ScenarioPlan } from "./program.ts";
import { simulateColumns } from "./simulate-draws.ts";

/** Lifts are looked for up to so many times those expected. */
const MOST = 64;

/**
 * By how much conversion must rise for the central case to be worth nothing, all lifts being scaled alike. Undetermined where no scale does it: where
 * nothing is paid, or the margin gained never meets the cost.
 */
export function breakEvenLift(program: Program, plan: ScenarioPlan): ScenarioResult["money"]["breakEvenLift"] {
  const worth = (scale: number) => withLifts(program, plan, scale).npv[0]!;
  if (worth(0) >= 0) return undetermined("nothing-to-earn-back", "The scenario is worth its cost without any lift.");
  let high = 1;
  while (worth(high) < 0) {
    high *= 2;
    if (high > MOST) {
      return undetermined(
        "never-breaks-even",
        `Even ${MOST} times the lifts expected do not bring back what it costs.`,
      );
    }
  }
  const scale = rootBetween(worth, 0, high, 1e-10);
  return { conversionLift: conversionLift(program, plan, scale), shareOfExpected: scale };
}

/** Relative change of orders per visitor over the horizon that the tactics make in the central case, all lifts being scaled; a change of the channel mix is left out. */
export function conversionLift(program: Program, plan: ScenarioPlan, scale = 1): number {
  const { conversion } = withLifts(program, { ...plan, mix: plan.mix.map(() => 1) }, scale);
  return conversion.scenario[0]! / conversion.base[0]! - 1;
}

/** The central case with all lifts scaled. */
function withLifts(program: Program, plan: ScenarioPlan, scale: number): Outcomes {
  const bare = { ...program, approaches: [] };
  const columns = centralColumns(bare, 1);
  for (const { lifts } of program.tactics) for (const { slot } of lifts) columns[slot]![0]! *= scale;
  return simulateColumns(bare, plan, null, columns, 1);
}
