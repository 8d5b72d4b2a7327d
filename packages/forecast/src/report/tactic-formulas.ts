import type { Program, ScenarioPlan, TacticProgram } from "../scenario/program.ts";
import type { DriverFactors } from "./driver-formulas.ts";
import type { InputCells, ModelRows } from "./model-rows.ts";
import {
  type Expression,
  exponential,
  ifPositive,
  least,
  literal,
  minus,
  most,
  over,
  plus,
  power,
  times,
} from "./sheet-expression.ts";

export interface TacticFormulas {
  /** By tactic; null where it does not run. */
  doses: (Expression | null)[];
  /** Writes how far each tactic is in the month. */
  advance(month: number): void;
  /** The factor of the present month; null where no tactic touches the target. */
  factor(target: string, reaches: (tactic: number) => number): Expression | null;
  incentives(month: number, revenue: Expression, reaches: (tactic: number) => number): Expression;
}

const zero = literal(0);
const one = literal(1);

/** Lifts, ramps, novelty, doses and incentives of the tactics that run; intensity and frequency are cells to change. */
export function createTacticFormulas(
  program: Program,
  plan: ScenarioPlan,
  { quantity }: InputCells,
  rows: ModelRows,
  drivers: DriverFactors,
): TacticFormulas {
  const running = program.tactics.flatMap((tactic, t) => {
    const dose = plan.doses[t];
    if (dose === null || dose === undefined) return [];
    const intensity = rows.changeable(`${tactic.id}: intensity`, dose.intensity);
    const frequency = rows.changeable(`${tactic.id}: frequency`, dose.frequency);
    const amount = rows.constant(`${tactic.id}: dose`, times(intensity, frequency));
    const strength = rows.constant(
      `${tactic.id}: reach and response`,
      times(quantity(tactic.reach), response(tactic, amount), fatigue(tactic, frequency)),
    );
    const lifts = tactic.lifts.map(({ target, slot, measured }) => {
      const calibrated = measured ? times(quantity(slot), quantity(program.calibration)) : quantity(slot);
      const full = times(calibrated, strength, drivers.factor(`tactics.${tactic.id}`));
      const kept = times(full, minus(one, quantity(tactic.cannibalization)));
      return {
        target,
        lift: rows.constant(`${tactic.id}: lift of ${target}`, ifPositive(full, kept, full), "percent"),
      };
    });
    return [{ tactic, t, intensity, amount, lifts }];
  });
  const shares = new Map<number, Expression>();

  function response({ saturation }: TacticProgram, dose: Expression): Expression {
    const kappa = quantity(saturation);
    const bent = over(
      minus(one, exponential(minus(zero, times(kappa, dose)))),
      minus(one, exponential(minus(zero, kappa))),
    );
    return ifPositive(minus(kappa, literal(1e-6)), bent, dose);
  }

  function fatigue({ fatigue: tired }: TacticProgram, frequency: Expression): Expression {
    if (tired === null) return one;
    const excess = most(zero, minus(frequency, literal(tired.freeFrequency)));
    return most(literal(-1), minus(one, times(quantity(tired.lossPerUnit), excess)));
  }

  function shareOf({ delayMonths, rampMonths, novelty }: TacticProgram, month: number): Expression {
    const since = month - 0.5 - delayMonths;
    if (since <= 0) return zero;
    const ramp = rampMonths === 0 ? one : least(one, over(literal(since), literal(rampMonths)));
    if (novelty === null) return ramp;
    const remaining = quantity(novelty.remaining);
    const halved = power(literal(2), minus(zero, over(literal(since), quantity(novelty.halfLifeMonths))));
    return times(ramp, plus(remaining, times(minus(one, remaining), halved)));
  }

  return {
    doses: program.tactics.map((_, t) => running.find((one_) => one_.t === t)?.amount ?? null),
    advance(month) {
      for (const { tactic, t } of running) {
        shares.set(t, rows.monthly(`${tactic.id}: share of its full effect`, month, shareOf(tactic, month), "percent"));
      }
    },
    factor(target, reaches) {
      const hits = running.flatMap(({ t, lifts }) => {
        const weight = reaches(t);
        return lifts
          .filter((lift) => lift.target === target && weight > 0)
          .map(({ lift }) => ({ t, weight, effect: times(lift, shares.get(t)!) }));
      });
      if (hits.length === 0) return null;
      const overlaps = program.interactions.flatMap(({ a, b, overlap }) => {
        const first = hits.find(({ t }) => t === a);
        const second = hits.find(({ t }) => t === b);
        if (first === undefined || second === undefined) return [];
        return [minus(one, times(quantity(overlap), most(zero, least(first.effect, second.effect))))];
      });
      const lifted = hits.map(({ effect, weight }) =>
        plus(one, weight === 1 ? effect : times(effect, literal(weight))),
      );
      return most(zero, times(...lifted, ...overlaps));
    },
    incentives(month, revenue, reaches) {
      const given = running.flatMap(({ tactic: { incentive, reach, delayMonths }, t, intensity }) =>
        incentive === null || reaches(t) === 0 || month <= delayMonths || shares.get(t)!.value <= 0
          ? []
          : [
              times(
                revenue,
                quantity(reach),
                least(one, intensity),
                quantity(incentive.redemption),
                quantity(incentive.discount),
              ),
            ],
      );
      return given.length === 0 ? zero : plus(...given);
    },
  };
}
