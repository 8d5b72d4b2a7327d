import type { Program, ScenarioPlan } from "../scenario/program.ts";
import { type Columns, effectiveFunnels } from "./effective-columns.ts";
import { activeLifts, createProfiles } from "./tactic-profiles.ts";
import { productOf, settled, type World, worldOf } from "./world.ts";

/** The business with the scenario's tactics, moving from month to month. */
export interface ScenarioWorld {
  world: World;
  /** By tactic: the share of its full effect in the present month; 0 for a tactic that the plan leaves out. */
  shares: Float64Array[];
  /** Goes on to the month: 1, 2, … */
  advance(month: number): void;
}

/**
 * A tactic multiplies what it changes by 1 + lift × share of the month; tactics multiply each other, less the overlap of pairs that say the same thing
 * twice (1 − overlap × the smaller lift). Rates stay below 1.
 */
export function createScenarioWorld(
  program: Program,
  plan: ScenarioPlan,
  columns: Columns,
  rows: number,
  churnWeights: readonly number[],
): ScenarioWorld {
  const effective = effectiveFunnels(program, columns, rows, plan.driverShifts);
  const untouched = worldOf(program, effective, columns, rows);
  untouched.funnels.forEach(({ visitors }, f) => {
    const mix = plan.mix[f]!;
    if (mix !== 1) for (let i = 0; i < rows; i++) visitors[i]! *= mix;
  });
  const world: World = {
    funnels: untouched.funnels.map((funnel) => ({
      ...funnel,
      visitors: funnel.visitors.slice(),
      rates: funnel.rates.map((rate) => rate.slice()),
      orderValue: funnel.orderValue.slice(),
      marginRate: funnel.marginRate.slice(),
      repeat: funnel.repeat.slice(),
      first: new Float64Array(rows),
      again: new Float64Array(rows),
      orderMargin: new Float64Array(rows),
    })),
    churn: untouched.churn?.slice() ?? null,
  };
  for (const funnel of world.funnels) settled(funnel, rows);
  const lifts = activeLifts(program, plan, columns, effective, rows);
  const profiles = createProfiles(program, plan, columns, rows);
  const factor = new Float64Array(rows);

  /** Writes the factor of the target's tactics; false where none touches it. */
  function multiply(target: string, reaches: (tactic: number) => number): boolean {
    const hits = lifts.filter((one) => one.target === target && reaches(one.tactic) > 0);
    if (hits.length === 0) return false;
    factor.fill(1);
    for (const { lift, tactic } of hits) {
      const share = profiles.shares[tactic]!;
      const weight = reaches(tactic);
      for (let i = 0; i < rows; i++) factor[i]! *= 1 + lift[i]! * share[i]! * weight;
    }
    for (const { a, b, overlap } of program.interactions) {
      const first = hits.find(({ tactic }) => tactic === a);
      const second = hits.find(({ tactic }) => tactic === b);
      if (first === undefined || second === undefined) continue;
      const [shareA, shareB, lost] = [profiles.shares[a]!, profiles.shares[b]!, columns[overlap]!];
      for (let i = 0; i < rows; i++) {
        const smaller = Math.min(first.lift[i]! * shareA[i]!, second.lift[i]! * shareB[i]!);
        if (smaller > 0) factor[i]! *= 1 - lost[i]! * smaller;
      }
    }
    return true;
  }

  function apply(
    target: string,
    reaches: (tactic: number) => number,
    from: Float64Array,
    to: Float64Array,
    most: number,
  ): boolean {
    if (!multiply(target, reaches)) return false;
    // A lift below −100 % would turn buyers into less than nobody.
    for (let i = 0; i < rows; i++) to[i] = Math.min(most, from[i]! * Math.max(0, factor[i]!));
    return true;
  }

  return {
    world,
    shares: profiles.shares,
    advance(month) {
      if (!profiles.advance(month)) return;
      world.funnels.forEach((state, f) => {
        const before = untouched.funnels[f]!;
        const reaches = (tactic: number) => (program.tactics[tactic]!.reaches[f] === true ? 1 : 0);
        apply("visitors", reaches, before.visitors, state.visitors, Number.POSITIVE_INFINITY);
        apply("orderValue", reaches, before.orderValue, state.orderValue, Number.POSITIVE_INFINITY);
        apply("marginRate", reaches, before.marginRate, state.marginRate, 1);
        apply("repeat", reaches, before.repeat, state.repeat, Number.POSITIVE_INFINITY);
        const touched = program.funnels[f]!.stages.map(({ name }, s) =>
          apply(name, reaches, before.rates[s]!, state.rates[s]!, 1),
        );
        if (touched.includes(true)) state.conversion = productOf(state.rates, rows);
        settled(state, rows);
      });
      // Churn is everybody's: a tactic moves it by the share of repeat orders that it reaches.
      if (world.churn !== null) apply("churn", (tactic) => churnWeights[tactic]!, untouched.churn!, world.churn, 1);
    },
  };
}
