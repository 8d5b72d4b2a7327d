import type { Rng } from "@attune/math/rng";
import type { MonthFlows } from "../funnel/month-flows.ts";
import { simulateMonths } from "../funnel/simulate-months.ts";
import { centralColumns, createDraws } from "./columns.ts";
import { createOutcomeTaker } from "./outcome-taker.ts";
import { createOutcomes, type Outcomes } from "./outcomes.ts";
import type { Program, ScenarioPlan, StressProgram } from "./program.ts";

/** Rows that are simulated at once: their arrays stay in the cache. */
const CHUNK = 512;

/** Called with every month of every chunk; `at` is the chunk's first row, `running` the net of everything so far. */
type Watch = (flows: MonthFlows, at: number, running: Float64Array) => void;

/** What a scenario comes to in so many draws. The same seed gives the same draws to every scenario of the file. */
export function simulateDraws(
  program: Program,
  plan: ScenarioPlan,
  stress: StressProgram | null,
  { draws, rng, watch }: { draws: number; rng: Rng; watch?: Watch },
): Outcomes {
  const fill = createDraws(program, rng);
  const columns = centralColumns(program, Math.min(CHUNK, draws));
  const outcomes = createOutcomes(program, draws);
  for (let at = 0; at < draws; at += CHUNK) {
    const rows = Math.min(CHUNK, draws - at);
    fill(columns, rows);
    simulateRows(program, plan, stress, columns, rows, outcomes, at, watch);
  }
  return outcomes;
}

/** What given columns come to. */
export function simulateColumns(
  program: Program,
  plan: ScenarioPlan,
  stress: StressProgram | null,
  columns: readonly Float64Array[],
  rows: number,
  watch?: Watch,
): Outcomes {
  const outcomes = createOutcomes(program, rows);
  for (let at = 0; at < rows; at += CHUNK) {
    const size = Math.min(CHUNK, rows - at);
    const views = columns.map((column) => column.subarray(at, at + size));
    simulateRows(program, plan, stress, views, size, outcomes, at, watch);
  }
  return outcomes;
}

function simulateRows(
  program: Program,
  plan: ScenarioPlan,
  stress: StressProgram | null,
  columns: readonly Float64Array[],
  rows: number,
  outcomes: Outcomes,
  at: number,
  watch: Watch | undefined,
): void {
  const taker = createOutcomeTaker(program, plan, columns, rows, outcomes, at);
  simulateMonths(program, plan, stress, columns, rows, (flows) => {
    taker.month(flows);
    watch?.(flows, at, taker.running);
  });
  taker.finish();
}
