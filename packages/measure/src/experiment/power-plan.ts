import { rootBetween } from "@attune/math/root-between";
import { AttuneError } from "@attune/model/errors";
import { sequentialCriticalValue } from "./confidence-sequence.ts";
import { crossingProbability, groupSequentialBounds } from "./group-sequential.ts";
import {
  detectableStandardErrors,
  type ErrorRates,
  meanSampleSize,
  minimumDetectableEffect,
  proportionSampleSize,
} from "./power.ts";
import { obrienFlemingSpending } from "./spending.ts";

/** What is planned. */
export interface PowerQuestion {
  kind: "proportion" | "mean" | "ratio";
  /** The control's value: a share 0…1, a mean, a ratio. */
  baseline: number;
  /** Of single units; for a ratio, of the linearized ratio per unit. Not needed for proportions. */
  standardDeviation?: number;
  /** The absolute effect to be found. Left out: the smallest that the visitors of `days` find. */
  effect?: number;
  power?: number;
  alpha?: number;
  /** Treated units per control unit. */
  ratio?: number;
  dailyVisitors?: number;
  /** With `dailyVisitors` and no effect: how long one can wait. */
  days?: number;
  method?: "fixed" | "sequential" | "group-sequential";
  /** Looks of a group-sequential plan, evenly spaced. */
  looks?: number;
}

/** Looks that stand for looking all the time. */
const CONTINUOUS_LOOKS = 50;

/** How many units, for how long, and what they can find. */
export interface PowerPlan {
  schema: "attune.measure.power/1";
  method: "fixed" | "sequential" | "group-sequential";
  power: number;
  alpha: number;
  baseline: number;
  effect: number;
  lift: number | null;
  units: { control: number; treated: number; total: number };
  /** Units of the method over units of a fixed horizon: at most, and on average under the planned effect. */
  inflation: number;
  averageInflation: number;
  days?: number;
  /** What these units find with the power asked for. */
  minimumDetectableEffect: number;
}

/**
 * Sample size, duration and the smallest detectable effect of a plan.
 * Misuse throws with the name of what is missing.
 */
export function powerPlan(question: PowerQuestion): PowerPlan {
  const { kind, baseline, power = 0.8, alpha = 0.05, ratio = 1, method = "fixed", looks = 5 } = question;
  requireShare("power", power);
  requireShare("alpha", alpha);
  if (question.effect === 0)
    throw new AttuneError("bad-request", "No number of units finds an effect of zero.", { path: "effect" });
  const rates = { power, alpha };
  const standardDeviation = deviationOf(question);
  const inflation = inflationOf(method, rates, looks);
  const availableControl =
    question.dailyVisitors !== undefined && question.days !== undefined
      ? (question.dailyVisitors * question.days) / (1 + ratio)
      : null;
  const detectable = (control: number) =>
    kind === "proportion"
      ? detectableShare(baseline, control / inflation.most, rates, ratio)
      : minimumDetectableEffect(standardDeviation, control / inflation.most, rates, ratio);
  if (question.effect === undefined && availableControl === null) {
    throw new AttuneError("bad-request", "A plan needs the effect to be found, or daily visitors and days.", {
      path: "effect",
    });
  }
  const effect = question.effect ?? detectable(availableControl!);
  const fixed =
    kind === "proportion"
      ? proportionSampleSize(baseline, checkedShare(baseline + effect), rates, ratio)
      : meanSampleSize(standardDeviation, effect, rates, ratio);
  const control = Math.ceil(
    availableControl !== null && question.effect === undefined ? availableControl : fixed * inflation.most,
  );
  const treated = Math.ceil(control * ratio);
  const total = control + treated;
  return {
    schema: "attune.measure.power/1",
    method,
    power,
    alpha,
    baseline,
    effect,
    lift: baseline === 0 ? null : effect / baseline,
    units: { control, treated, total },
    inflation: inflation.most,
    averageInflation: inflation.average,
    ...(question.dailyVisitors === undefined ? {} : { days: Math.ceil(total / question.dailyVisitors) }),
    minimumDetectableEffect: detectable(control),
  };
}

/** The rise of a share that so many control units find: the sample size's formula, solved the other way. */
function detectableShare(baseline: number, controlUnits: number, rates: ErrorRates, ratio: number): number {
  const missing = (rise: number) =>
    Math.log(proportionSampleSize(baseline, baseline + rise, rates, ratio) / controlUnits);
  const rise = rootBetween(missing, 1e-9 * (1 - baseline), (1 - 1e-9) * (1 - baseline));
  if (Number.isFinite(rise)) return rise;
  throw new AttuneError(
    "bad-request",
    `${Math.floor(controlUnits)} units per variant find no rise of a share at all.`,
    { path: "days" },
  );
}

function deviationOf({ kind, baseline, standardDeviation }: PowerQuestion): number {
  if (kind === "proportion") return Math.sqrt(checkedShare(baseline) * (1 - baseline));
  if (standardDeviation !== undefined && standardDeviation > 0) return standardDeviation;
  throw new AttuneError("bad-request", `A plan for a ${kind} needs the standard deviation of single units.`, {
    path: "standard-deviation",
  });
}

function checkedShare(share: number): number {
  if (share > 0 && share < 1) return share;
  throw new AttuneError("bad-request", `A share must lie between 0 and 1; ${share} does not.`, { path: "baseline" });
}

/** Units over those of a fixed horizon that keep the power: `most` if nothing is found early, `average` under the planned effect. */
function inflationOf(
  method: "fixed" | "sequential" | "group-sequential",
  { power, alpha }: { power: number; alpha: number },
  looks: number,
): { most: number; average: number } {
  if (method === "fixed") return { most: 1, average: 1 };
  const count = method === "sequential" ? CONTINUOUS_LOOKS : looks;
  const times = Array.from({ length: count }, (_, i) => (i + 1) / count);
  // The sequence is tuned to the size at which it is to decide; its boundary then depends on the share of that size alone.
  const bounds =
    method === "sequential"
      ? times.map((time) => sequentialCriticalValue(time, alpha, 1))
      : groupSequentialBounds(times, obrienFlemingSpending, alpha);
  const fixedDrift = detectableStandardErrors({ power, alpha });
  const missing = (drift: number) => crossingProbability(times, bounds, drift) - power;
  const drift = rootBetween(missing, fixedDrift * 0.9, fixedDrift * 3, 1e-7);
  const most = (drift / fixedDrift) ** 2;
  return { most, average: most * expectedShare(times, bounds, drift) };
}

/** The share of the planned units that is seen on average before the boundary is crossed. */
function expectedShare(times: readonly number[], bounds: readonly number[], drift: number): number {
  let crossed = 0;
  let share = 0;
  times.forEach((time, k) => {
    const until = crossingProbability(times.slice(0, k + 1), bounds, drift);
    share += (until - crossed) * time;
    crossed = until;
  });
  return share + (1 - crossed);
}

function requireShare(path: string, value: number): void {
  if (!(value > 0 && value < 1))
    throw new AttuneError("bad-request", `${path} has to lie between 0 and 1; ${value} does not.`, { path });
}
