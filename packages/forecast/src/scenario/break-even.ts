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
  const bare = { ...program, approaches: [] };
  const slots = program.tactics.flatMap(({ lifts }) => lifts.map(({ slot }) => slot));
  function scaled(scale: number): Outcomes {
    const columns = centralColumns(bare, 1);
    for (const slot of slots) columns[slot]![0]! *= scale;
    return simulateColumns(bare, plan, null, columns, 1);
  }
  const worth = (scale: number) => scaled(scale).npv[0]!;
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
  return { conversionLift: conversionLift(scaled(scale)), shareOfExpected: scale };
}

/** Relative change of orders per visitor over the horizon, of the first row. */
export function conversionLift({ conversion }: Outcomes): number {
  return conversion.scenario[0]! / conversion.base[0]! - 1;
}
