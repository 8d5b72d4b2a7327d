import type { Assumption } from "@attune/model/effect-study";
import type { Json } from "@attune/model/json";
import type { Effect } from "@attune/model/report";
import type { EffectSlope, EffectsByGroup, TimingReport } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import type { NamedColumn } from "../observational/method-estimate.ts";
import { short } from "../observational/short-number.ts";
import { robustnessValue } from "../sensitivity/robustness-value.ts";
import { historyColumns } from "../tactic/history-columns.ts";
import type { PersonHistory } from "../tactic/person-history.ts";
import { bandOf, delayBands } from "./delay-groups.ts";
import { groupEffect } from "./effects-by-group.ts";
import type { TimingOptions } from "./timing-report.ts";
import { narrateTiming, slopeSensitivity } from "./timing-words.ts";
import { variantDifference } from "./variant-difference.ts";
import { visitDelay, visitDose, visitOrder, visitSinceFirst, type WeightedVisits } from "./visit-effects.ts";
import { type VisitRow, visitColumns, visitRows } from "./visit-sequence.ts";
import { type VisitWeights, visitWeights } from "./visit-weights.ts";

/**
 * How the effect of a tactic hangs on delay, dose and order where nobody was held out: a marginal structural model over visits since the roll-out.
 * Visits in which the tactic was shown are compared with those in which it was not, weighted so that being shown has nothing to do with what was
 * known when the visit began: a person's past, their visits and orders since, and what earlier touches did to these. Errors are clustered by
 * person. Variants of the tactic, which chance assigns, are compared with each other. Undetermined without 100 visits of each kind.
 * @see Robins, Hernán and Brumback (2000), Epidemiology 11, 550–560; docs/methods/timing.md
 */
export function visitTimingReport(
  people: readonly PersonHistory[],
  options: TimingOptions,
): TimingReport | Undetermined {
  const rows = visitRows(people, options);
  const known = knownColumns(people, rows, options.lookbackMs);
  const band = rows.map(({ delayMs }) => (delayMs === null ? delayBands.length : bandOf(delayMs)));
  const weights = visitWeights(rows, known, band);
  if (isUndetermined(weights)) return weights;
  const of: WeightedVisits = { rows, weights: weights.history, people: people.length };
  const single: WeightedVisits = { ...of, weights: weights.single };
  const dose = visitDose(of);
  const delay = visitDelay(single, options.signal);
  const sinceFirst = visitSinceFirst(of);
  const order = visitOrder(single);
  const variants = variantContrasts(rows);
  const plain = visitDose({ ...of, weights: new Float64Array(rows.length).fill(1) });
  const touchedPeople = new Set(rows.filter(({ isTouched }) => isTouched).map(({ person }) => person)).size;
  const { largest, effectiveShare, mean, imbalance } = weights;
  return {
    schema: "attune.measure.timing/1",
    outcome: options.outcome,
    design: "visits",
    people: { exposed: touchedPeople, heldOut: people.length - touchedPeople },
    delay,
    variants,
    dose,
    sinceFirst,
    order,
    weights: { largest, effectiveShare },
    visitModel: {
      visits: rows.length,
      touched: rows.filter(({ isTouched }) => isTouched).length,
      meanWeight: mean,
      imbalance,
      unweightedFirstTouch: plain.groups[0]!.effect,
    },
    assumptions: assumptionsOf(weights, variants),
    sensitivity: sensitivityOf(delay.slope, dose, people.length),
    narrative: `Nobody was held out: visits in which it was shown are compared with like visits in which it was not. ${narrateTiming({ delay, dose, sinceFirst, order })}`,
  };
}

/** What was known when each visit began; columns that never vary are left out. */
function knownColumns(people: readonly PersonHistory[], rows: readonly VisitRow[], lookbackMs: number): NamedColumn[] {
  const before = historyColumns(people, lookbackMs).map(({ name, values }) => ({
    name,
    values: Float64Array.from(rows, ({ person }) => values[person]!),
  }));
  const during = visitColumns.map((name, j) => ({ name, values: Float64Array.from(rows, ({ known }) => known[j]!) }));
  return [...before, ...during].filter(({ values }) => values.some((value) => value !== values[0]));
}

/** Each variant against the others, visit by visit: chance chose among them, so delays among the variants are randomized. */
function variantContrasts(rows: readonly VisitRow[]): EffectsByGroup | Undetermined {
  const touched = rows.filter(({ isTouched, touchesBefore }) => isTouched && touchesBefore === 0);
  const names = [...new Set(touched.map(({ variantId }) => variantId))].sort();
  if (names.length < 2) return undetermined("one-variant", "The tactic has one variant, so no delays were randomized.");
  const reference = names[0]!;
  return {
    id: "variants",
    question: `Which of the variants that chance assigned (delays among them) does most at the first touch, each against ${reference}?`,
    groups: names.slice(1).map((name) =>
      groupEffect(
        name,
        touched
          .filter(({ variantId }) => variantId === name || variantId === reference)
          .map(({ variantId, response }) => ({ isExposed: variantId === name, value: response, weight: 1 })),
      ),
    ),
    differ: variantDifference(touched.map(({ variantId, response }) => ({ variantId, value: response }))),
  };
}

function assumptionsOf(
  { largest, mean, effectiveShare, imbalance }: VisitWeights,
  variants: EffectsByGroup | Undetermined,
): Assumption[] {
  const off = Math.abs(mean - 1);
  const rest = Math.abs(imbalance.after);
  return [
    {
      id: "no-unmeasured-touching",
      statement:
        "Whether a visit was touched depends on nothing that also moves orders, but what was known when it began.",
      evidence:
        "No data can show it. The weights adjust for the person's past, the visits, looks, carts and orders since, and the time since the signal; what a visitor intends today is in it only as far as these tell.",
      status: "warn",
    },
    {
      id: "balance",
      statement: "Weighted, touched and untouched visits are alike in what was known.",
      evidence: `They differ most in ${imbalance.column || "nothing"}: ${short(imbalance.before)} standard deviations as they are, ${short(imbalance.after)} weighted.`,
      status: rest < 0.1 ? "pass" : rest < 0.25 ? "warn" : "fail",
    },
    {
      id: "positivity",
      statement: "Every visit might have been touched, and might not.",
      evidence: `The largest weight is ${short(largest)} (cut at the 1st and 99th percentile); the weighted visits are worth ${short(100 * effectiveShare)} % of their number.`,
      status: effectiveShare < 0.2 ? "fail" : effectiveShare < 0.5 ? "warn" : "pass",
    },
    {
      id: "models-of-touching",
      statement: "The logistic models of being touched are right.",
      evidence: `Stabilized weights average 1 where they are; here ${short(mean)}.`,
      status: off < 0.05 ? "pass" : off < 0.2 ? "warn" : "fail",
    },
    {
      id: "dose-counts",
      statement: "What earlier touches do to a visit hangs on their number, not on when they were.",
      evidence: "Compare the effects by number with those by time since the first touch.",
      status: "warn",
    },
    {
      id: "delay-only",
      statement: "Bands of delay differ in their effect because of the delay, not because other people come sooner.",
      evidence: isUndetermined(variants)
        ? "No delays were randomized; weights make touched and untouched visits of a band alike, not one band like another."
        : "Variants were randomized: among them the difference is causal; the bands are as before.",
      status: isUndetermined(variants) ? "warn" : "pass",
    },
  ];
}

/** Robustness values of the first touch: how strong something unseen would have to be. */
function sensitivityOf(
  delay: EffectSlope | Undetermined,
  dose: TimingReport["dose"],
  people: number,
): { [key: string]: Json } {
  const slopes = slopeSensitivity(delay, dose.slope);
  const first = dose.groups[0]!.effect;
  if (isUndetermined(first)) return slopes;
  const { toZero, toInsignificance } = robustnessValue(tOf(first), people - 1);
  return {
    ...slopes,
    firstTouchRobustness: toZero,
    firstTouchRobustnessToInsignificance: toInsignificance,
    inWords: `${String(slopes.inWords)} Something unseen that explained ${short(100 * toZero)} % of what is left of both being shown and ordering would bring the effect of the first touch to 0 (${short(100 * toInsignificance)} % would make it insignificant).`,
  };
}

function tOf({ estimate, standardError }: Effect): number {
  return estimate / standardError;
}
