import type { Assumption } from "@attune/model/effect-study";
import type { EffectsByGroup, TimingReport } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { short } from "../observational/short-number.ts";
import { type HistoryOutcome, outcomeOf } from "../tactic/history-columns.ts";
import type { PersonHistory } from "../tactic/person-history.ts";
import { delayBands, doublingsOf } from "./delay-groups.ts";
import { doseEffects } from "./dose-effects.ts";
import { differenceTest, effectSlope, groupEffect } from "./effects-by-group.ts";
import { orderEffects } from "./order-effects.ts";
import { narrateTiming, slopeSensitivity } from "./timing-words.ts";
import { variantDifference } from "./variant-difference.ts";

export interface TimingOptions {
  tacticId: string;
  outcome: HistoryOutcome;
  /** How long outcomes count from the first touch. */
  windowMs: number;
  /** How long a response to a single touch counts. */
  responseMs: number;
  lookbackMs: number;
  nowMs: number;
  /** The event whose time before the first touch is the delay. */
  signal: string;
}

/**
 * How a tactic with a holdout hangs on delay since a signal, on dose and on order; without one: `visitTimingReport`. Within each band exposed and held out are compared, which chance
 * assigned, so each effect is causal for the people of its band; that bands differ by delay and by nothing else is assumed, unless
 * variants randomized it. Dose uses a marginal structural model. Undetermined without 50 held out and 50 exposed people.
 * @see docs/methods/timing.md
 */
export function timingReport(histories: readonly PersonHistory[], options: TimingOptions): TimingReport | Undetermined {
  const people = wholePeople(histories, options);
  if (isUndetermined(people)) return people;
  const { tacticId, outcome, windowMs, signal } = options;
  const outcomes = Float64Array.from(people, (of) => outcomeOf(of, outcome, windowMs));
  const exposed = people.filter(({ arm }) => arm === "exposed").length;
  const delay = delayEffects(people, outcomes, signal);
  const variants = variantEffects(people, outcomes);
  const { dose, sinceFirst, weights } = doseEffects(people, options);
  const order = orderEffects(people, outcomes, tacticId);
  return {
    schema: "attune.measure.timing/1",
    outcome,
    design: "holdout",
    people: { exposed, heldOut: people.length - exposed },
    delay,
    variants,
    dose,
    sinceFirst,
    order,
    weights,
    assumptions: assumptionsOf(variants, weights),
    sensitivity: slopeSensitivity(delay.slope, dose.slope),
    narrative: narrateTiming({ delay, dose, sinceFirst, order }),
  };
}

const fewest = 50;

/** People whose window has ended; undetermined with fewer than 50 of an arm. */
export function wholePeople(
  histories: readonly PersonHistory[],
  { windowMs, nowMs }: { windowMs: number; nowMs: number },
): PersonHistory[] | Undetermined {
  const people = histories.filter(({ zeroAt }) => zeroAt + windowMs <= nowMs);
  const exposed = people.filter(({ arm }) => arm === "exposed").length;
  const heldOut = people.filter(({ arm }) => arm === "tactic-holdout").length;
  if (Math.min(exposed, heldOut) < fewest) {
    return undetermined(
      "too-few-people",
      `With a whole window there are ${exposed} exposed and ${heldOut} held out people; ${fewest} of each are the least. Without a holdout nothing tells what a touch adds from when people come.`,
    );
  }
  return people.filter(({ arm }) => arm === "exposed" || arm === "tactic-holdout");
}

function delayEffects(people: readonly PersonHistory[], outcomes: Float64Array, signal: string): TimingReport["delay"] {
  const rows = people.map(({ arm, zeroAt, signalAt }, i) => ({
    isExposed: arm === "exposed",
    value: outcomes[i]!,
    weight: 1,
    delayMs: signalAt === null ? null : zeroAt - signalAt,
  }));
  const bands = delayBands.map((band) =>
    groupEffect(
      band.group,
      rows.filter(({ delayMs }) => delayMs !== null && delayMs >= band.fromMs && delayMs < band.toMs),
    ),
  );
  const never = groupEffect(
    "no such event before",
    rows.filter(({ delayMs }) => delayMs === null),
  );
  return {
    id: "delay",
    question: `Does it matter how long after “${signal}” the first touch comes?`,
    groups: [...bands, never],
    differ: differenceTest(bands),
    slope: effectSlope(bands, delayBands.map(doublingsOf), "doubling of the delay"),
  };
}

function variantEffects(people: readonly PersonHistory[], outcomes: Float64Array): EffectsByGroup | Undetermined {
  const names = [...new Set(people.filter(({ arm }) => arm === "exposed").map(({ variantId }) => variantId))].sort();
  if (names.length < 2) return undetermined("one-variant", "The tactic has one variant, so no delays were randomized.");
  const groups = names.map((name) =>
    groupEffect(
      name,
      people.flatMap(({ arm, variantId }, i) => {
        const isExposed = arm === "exposed";
        return isExposed && variantId !== name ? [] : [{ isExposed, value: outcomes[i]!, weight: 1 }];
      }),
    ),
  );
  return {
    id: "variants",
    question: "Which of the variants that chance assigned (delays among them) does most?",
    groups,
    differ: variantDifference(
      people.flatMap(({ arm, variantId }, i) => (arm === "exposed" ? [{ variantId, value: outcomes[i]! }] : [])),
    ),
  };
}

function assumptionsOf(variants: EffectsByGroup | Undetermined, weights: TimingReport["weights"]): Assumption[] {
  return [
    {
      id: "randomized-holdout",
      statement: "Chance held people out, whatever their delay: within a band both groups are alike.",
      evidence: "The holdout is drawn by a hash of the person, before anything is known.",
      status: "pass",
    },
    {
      id: "delay-only",
      statement: "Bands of delay differ in their effect because of the delay, not because other people come sooner.",
      evidence: isUndetermined(variants)
        ? "No delays were randomized; people who come soon after a signal are other people. Randomize delays as variants to know."
        : "Variants were randomized: among them the difference is causal; the bands are as before.",
      status: isUndetermined(variants) ? "warn" : "pass",
    },
    {
      id: "no-unmeasured-continuation",
      statement:
        "What makes people come back after a touch, and also buy, was measured before it or is their last response.",
      evidence:
        "No data can show it; weights adjust for what was known, arm, last response and time since the first touch.",
      status: "warn",
    },
    {
      id: "positivity",
      statement: "At each number of touches everybody might have come again, and might not have.",
      evidence: `The largest weight is ${short(weights.largest)}; the weighted touches are worth ${short(100 * weights.effectiveShare)} % of their number.`,
      status: weights.effectiveShare < 0.2 ? "fail" : weights.effectiveShare < 0.5 ? "warn" : "pass",
    },
    {
      id: "no-carry-over",
      statement: "A response belongs to the last touch before it.",
      evidence: "An order counts for the touch it follows soonest; what earlier touches did is in it.",
      status: "warn",
    },
  ];
}
