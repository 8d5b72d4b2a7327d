import { createRng } from "@attune/math/rng";
import type { ScenarioResult } from "@attune/model/scenario-report";
import { simulateMonths } from "../funnel/simulate-months.ts";
import type { World } from "../funnel/world.ts";
import type { GainParts } from "../sensitivity/waterfall.ts";
import { centralColumns, createDraws } from "./columns.ts";
import { distributionOf } from "./distribution.ts";
import type { Program, ScenarioPlan } from "./program.ts";

/** The share that goes on at each stage, all funnels together, as the baseline has it and as the scenario has it in its last month; and what the change brings. */
export function stageRates(
  program: Program,
  plan: ScenarioPlan,
  parts: GainParts,
  { draws, seed }: { draws: number; seed: number },
): ScenarioResult["stages"] {
  const columns = centralColumns(program, draws);
  createDraws(program, createRng(seed))(columns, draws);
  const { base, scenario } = simulateMonths(program, plan, null, columns, draws, () => {});
  const before = ratesOf(base, draws);
  const after = ratesOf(scenario, draws);
  return program.funnels[0]!.stages.map(({ name }, s) => ({
    name,
    baseline: distributionOf(before[s]!),
    scenario: distributionOf(after[s]!),
    marginGain: parts.targets.find(({ target }) => target === name)?.amount ?? 0,
  }));
}

/** By stage and row: who goes on over who came so far. */
function ratesOf({ funnels }: World, rows: number): Float64Array[] {
  let reached = funnels.map(({ visitors }) => visitors);
  return funnels[0]!.rates.map((_, s) => {
    const next = funnels.map(({ rates }, f) => reached[f]!.map((people, i) => people * rates[s]![i]!));
    const rate = Float64Array.from({ length: rows }, (_value, i) => sumAt(next, i) / sumAt(reached, i));
    reached = next;
    return rate;
  });
}

function sumAt(columns: readonly Float64Array[], row: number): number {
  return columns.reduce((sum, column) => sum + column[row]!, 0);
}
