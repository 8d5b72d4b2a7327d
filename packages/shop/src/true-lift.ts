import { dayMs } from "@attune/math/time-units";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { answerWith } from "./answer-with.ts";
import { decideByChance } from "./decide-by-chance.ts";
import { type PersonOutcome, personOutcomes } from "./person-outcomes.ts";
import { simulate } from "./simulate.ts";
import type { SimulationSettings } from "./world.ts";

/** A mean per person in both worlds. */
export interface TrueContrast {
  /** With the tactic shown to everyone it reaches, and withheld from everyone. */
  treated: number;
  control: number;
  /** Absolute: treated − control. */
  effect: number;
  /** Relative: effect / control. */
  lift: number;
  /** Of the lift: how far these people may lie from all the people there could be. */
  standardError: number;
}

/** What a tactic causes, by metric. */
export interface TrueLift {
  /** People with an opportunity and a whole window after it. */
  people: number;
  conversionRate: TrueContrast | Undetermined;
  /** In euros, before tax and shipping. */
  revenuePerVisitor: TrueContrast | Undetermined;
}

/** The shop as it is measured, and the tactic in question. */
export interface TrueLiftSettings extends SimulationSettings {
  tacticId: string;
  /** Default 7. */
  windowDays?: number;
  /** Share withheld of every other tactic, as in the world that is measured. Default 0.4, as in the demo. */
  otherHoldout?: number;
}

/**
 * What the tactic truly causes per person, intention to treat, within the window from the first opportunity. The shop is simulated
 * twice with the same luck, once with the tactic shown to all whom it reaches and once withheld from all; the difference is the effect,
 * and only what the tactic changed differs. [Potential outcomes: Rubin 1974; common random numbers: Glasserman and Yao 1992.]
 *
 * Tactics of the same placement go on, withheld from `otherHoldout` of the people. Take many shoppers: the standard error tells.
 */
export function trueLift(settings: TrueLiftSettings): TrueLift {
  const withTactic = worldWhere(settings, 0);
  const without = worldWhere(settings, 1);
  const pairs = [...without].flatMap(([userId, control]) => {
    const treated = withTactic.get(userId);
    return treated ? [{ treated, control }] : [];
  });
  const contrast = (metric: (outcome: PersonOutcome) => number) =>
    contrastOf(pairs.map(({ treated, control }) => [metric(treated), metric(control)]));
  return {
    people: pairs.length,
    conversionRate: contrast(({ orders }) => (orders > 0 ? 1 : 0)),
    revenuePerVisitor: contrast(({ revenue }) => revenue),
  };
}

/** The outcomes in the world where the tactic is withheld from that share of people: 0 or 1. */
function worldWhere(settings: TrueLiftSettings, holdout: 0 | 1): Map<string, PersonOutcome> {
  const {
    tacticId,
    windowDays = 7,
    otherHoldout = 0.4,
    startAt,
    days,
    seed,
    catalogue,
    truth = catalogue.kind.truth,
  } = settings;
  const holdoutOf = (id: string) => (id === tacticId ? holdout : otherHoldout);
  const steps = answerWith(simulate(settings), decideByChance({ seed, truth, holdout: holdoutOf }));
  return personOutcomes(steps, { tacticId, windowDays, endAt: startAt + days * dayMs });
}

/** Means of the pairs [treated, control]; the lift's standard error by the delta method for a ratio of paired means. */
function contrastOf(pairs: readonly (readonly [number, number])[]): TrueContrast | Undetermined {
  const n = pairs.length;
  if (n < 2)
    return undetermined("too-few-people", "Fewer than two people had an opportunity and a whole window after it.");
  const treated = pairs.reduce((sum, [y]) => sum + y, 0) / n;
  const control = pairs.reduce((sum, [, y]) => sum + y, 0) / n;
  if (control === 0)
    return undetermined("zero-baseline", "Nobody bought without the tactic, so there is nothing to relate to.");
  const ratio = treated / control;
  const squares = pairs.reduce((sum, [y1, y0]) => sum + (y1 - ratio * y0) ** 2, 0);
  const standardError = Math.sqrt(squares / (n - 1) / n) / control;
  return { treated, control, effect: treated - control, lift: ratio - 1, standardError };
}
