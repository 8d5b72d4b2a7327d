import type { Program, ScenarioPlan, TacticProgram } from "../scenario/program.ts";
import type { Columns, EffectiveFunnels } from "./effective-columns.ts";

/** A lift of a tactic that runs, as it is at full effect. */
export interface ActiveLift {
  tactic: number;
  target: string;
  lift: Float64Array;
}

/** How much of the dose's effect there is: 1 at dose 1; (1 − e^(−κ·dose))/(1 − e^(−κ)), a straight line at κ = 0. */
export function doseResponse(dose: number, saturation: number): number {
  return saturation < 1e-6 ? dose : Math.expm1(-saturation * dose) / Math.expm1(-saturation);
}

/** Lifts of the tactics that the plan runs: drawn lift × calibration × reach × response to the dose × fatigue × what is not cannibalized. */
export function activeLifts(
  program: Program,
  plan: ScenarioPlan,
  columns: Columns,
  effective: EffectiveFunnels,
  rows: number,
): ActiveLift[] {
  return program.tactics.flatMap((tactic, t) => {
    const dose = plan.doses[t];
    if (dose === null || dose === undefined) return [];
    const strength = strengthOf(tactic, dose, columns, rows);
    const moved = effective.tactics[t] ?? null;
    return tactic.lifts.map(({ target, slot, measured }) => {
      const drawn = columns[slot]!;
      const calibration = columns[program.calibration]!;
      const kept = columns[tactic.cannibalization]!;
      const lift = new Float64Array(rows);
      for (let i = 0; i < rows; i++) {
        const full = drawn[i]! * strength[i]! * (measured ? calibration[i]! : 1) * (moved === null ? 1 : moved[i]!);
        lift[i] = full > 0 ? full * (1 - kept[i]!) : full;
      }
      return { tactic: t, target, lift };
    });
  });
}

function strengthOf(
  tactic: TacticProgram,
  { intensity, frequency }: { intensity: number; frequency: number },
  columns: Columns,
  rows: number,
): Float64Array {
  const reach = columns[tactic.reach]!;
  const saturation = columns[tactic.saturation]!;
  const loss = tactic.fatigue === null ? null : columns[tactic.fatigue.lossPerUnit]!;
  const excess = tactic.fatigue === null ? 0 : Math.max(0, frequency - tactic.fatigue.freeFrequency);
  const strength = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const tired = loss === null ? 1 : Math.max(-1, 1 - loss[i]! * excess);
    strength[i] = reach[i]! * doseResponse(intensity * frequency, saturation[i]!) * tired;
  }
  return strength;
}

/** How far the tactic is in, at the middle of a month (1, 2, …): 0 before its delay ends, 1 after its ramp. */
export function rampShare(
  { delayMonths, rampMonths }: Pick<TacticProgram, "delayMonths" | "rampMonths">,
  month: number,
): number {
  const since = month - 0.5 - delayMonths;
  if (since <= 0) return 0;
  return rampMonths === 0 ? 1 : Math.min(1, since / rampMonths);
}

/** By tactic, the share of its full effect in the present month. */
export interface Profiles {
  shares: Float64Array[];
  /** Sets the shares of the month; call it with 1, 2, … Answers whether any changed since the month before. */
  advance(month: number): boolean;
}

/** Ramp and novelty over time: remaining + (1 − remaining)·2^(−months since it began/half-life). */
export function createProfiles(program: Program, plan: ScenarioPlan, columns: Columns, rows: number): Profiles {
  const active = program.tactics.flatMap((tactic, t) => (plan.doses[t] === null ? [] : [{ tactic, t }]));
  const shares = program.tactics.map(() => new Float64Array(rows));
  const last = program.tactics.map(() => Number.NaN);
  return {
    shares,
    advance(month) {
      let changed = false;
      for (const { tactic, t } of active) {
        const ramp = rampShare(tactic, month);
        if (tactic.novelty === null || ramp === 0) {
          if (ramp === last[t]) continue;
          shares[t]!.fill(ramp);
        } else {
          const halfLife = columns[tactic.novelty.halfLifeMonths]!;
          const remaining = columns[tactic.novelty.remaining]!;
          const since = month - 0.5 - tactic.delayMonths;
          const share = shares[t]!;
          for (let i = 0; i < rows; i++)
            share[i] = ramp * (remaining[i]! + (1 - remaining[i]!) * 2 ** (-since / halfLife[i]!));
        }
        last[t] = ramp;
        changed = true;
      }
      return changed;
    },
  };
}
