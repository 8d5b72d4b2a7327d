import type { EffectStudy } from "@attune/model/effect-study";
import type { ExperimentReport, MetricReport, VariantComparison } from "@attune/model/experiment-report";
import type { TacticEvidence } from "@attune/model/playbook-report";
import type { MetricComparison, TacticReport } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { Interval } from "../charts/interval-scale.ts";

/** When a change of a metric can be told from chance. */
export type TimeToAnswer =
  /** Its interval leaves zero out. */
  | { kind: "answered" }
  /** A change this large would have shown by now: what there is, is smaller, or none. */
  | { kind: "would-have-shown" }
  /** So many days more, at as many people a day as so far. */
  | { kind: "days"; days: number };

/** What is known of an effect so far. */
export interface EffectSoFar {
  effect: { interval: Interval; standardError: number } | Undetermined;
  /** Of those who were left alone, in the metric's unit. */
  level: number | Undetermined;
  unit: string;
  /** In the two groups. */
  people: readonly [number, number];
  daysSoFar: number;
}

/** What a study of a tactic may be about, and what a group's report counts of it. */
export type StudyOutcome = keyof typeof totalOf;
const totalOf = { revenue: "revenue", orders: "orders", conversion: "conversions" } as const;

/** Standard normal: two-sided at 5 %, found with a chance of 80 %. */
const zOfLevel = 1.959964;
const zOfPower = 0.841621;
const dayMs = 86_400_000;

/**
 * How long until a relative change shows in the metric's 95 % interval with a chance of 80 %. The standard error falls with the root of the people, so
 * (σ (z₁₋α⁄₂ + z₁₋β) / δ)² times as many are needed as there are; of an interval that may be looked at on any day, z₁₋α⁄₂ is as wide as it is now. Null where
 * neither the effect's standard error nor a level to take one from is known.
 * @param lift the relative change that is to be told, above 0
 * @see Chow, Shao & Wang (2008), Sample Size Calculations in Clinical Research, §1.3
 */
export function timeToAnswer(
  { effect, level, unit, people, daysSoFar }: EffectSoFar,
  lift: number,
): TimeToAnswer | null {
  if (!isUndetermined(effect) && leavesZeroOut(effect.interval)) return { kind: "answered" };
  if (isUndetermined(level) || level <= 0) return null;
  const error = isUndetermined(effect) ? errorOfShares(unit, level, people) : effect.standardError;
  if (error === null || error <= 0) return null;
  const width = isUndetermined(effect) ? zOfLevel : widthOf(effect);
  const times = ((error * (width + zOfPower)) / (lift * level)) ** 2;
  if (times <= 1) return { kind: "would-have-shown" };
  return daysSoFar <= 0 ? null : { kind: "days", days: Math.ceil(daysSoFar * (times - 1)) };
}

function leavesZeroOut([from, to]: Interval): boolean {
  return (from !== null && from > 0) || (to !== null && to < 0);
}

/** Half of an interval in standard errors. */
function widthOf({ interval: [from, to], standardError }: { interval: Interval; standardError: number }): number {
  return from === null || to === null ? zOfLevel : (to - from) / (2 * standardError);
}

/** Of two shares at the same level; null for what is no share, whose spread a level does not tell. */
function errorOfShares(unit: string, level: number, [one, other]: readonly [number, number]): number | null {
  if (unit !== "share" || level >= 1 || one === 0 || other === 0) return null;
  return Math.sqrt(level * (1 - level) * (1 / one + 1 / other));
}

/** Of a tactic's report, or of all tactics together; null while nobody has come in. */
export function effectOfReport(
  { exposed, heldOut, since, computedAt }: Pick<TacticReport, "exposed" | "heldOut" | "since" | "computedAt">,
  { effect, control, treated, unit }: MetricComparison,
): EffectSoFar | null {
  if (since === undefined) return null;
  return {
    effect,
    level: isUndetermined(control) ? treated : control,
    unit,
    people: [exposed.people, heldOut.people],
    daysSoFar: (Date.parse(computedAt) - Date.parse(since)) / dayMs,
  };
}

/** Of what the playbook's document tells of a tactic, whose report says since when; the level is what the lift is relative to. */
export function effectOfEvidence(
  report: Pick<TacticReport, "exposed" | "heldOut" | "since" | "computedAt" | "metrics">,
  { metric, effect, lift }: Pick<TacticEvidence, "metric" | "effect" | "lift">,
): EffectSoFar | null {
  const short = report.metrics.find(({ name }) => name === metric);
  if (short !== undefined) return effectOfReport(report, short);
  if (isUndetermined(effect) || isUndetermined(lift) || lift.estimate === 0) return null;
  const level = effect.estimate / lift.estimate;
  return effectOfReport(report, { name: metric, unit: "count", effect, lift, control: level, treated: level });
}

/**
 * Of a study without an experiment: as sure as its first method that has an interval, at the level of those whom the tactic's report holds out. Null of a
 * design whose numbers are not of each person in a window (by period, of the whole shop, of each time it was shown): there the level is another measure.
 */
export function effectOfStudy(
  report: Pick<TacticReport, "exposed" | "heldOut" | "since">,
  {
    design,
    outcome,
    estimates,
    computedAt,
  }: Pick<EffectStudy, "design" | "estimates"> & { outcome: StudyOutcome; computedAt: string },
): EffectSoFar | null {
  if (design !== "weighting" && design !== "matching") return null;
  const group = report.heldOut.people > 0 ? report.heldOut : report.exposed;
  const known = estimates.flatMap(({ estimate, interval }) =>
    isUndetermined(estimate) || isUndetermined(interval) || interval[0] === null || interval[1] === null
      ? []
      : [[interval[0], interval[1]] as const],
  )[0];
  if (known === undefined || report.since === undefined || group.people === 0) return null;
  return {
    effect: { interval: [...known], standardError: (known[1] - known[0]) / (2 * zOfLevel) },
    level: group[totalOf[outcome]] / group.people,
    unit: outcome,
    people: [report.exposed.people, report.heldOut.people],
    daysSoFar: (Date.parse(computedAt) - Date.parse(report.since)) / dayMs,
  };
}

/** Of an experiment's report, whose days are counted as people were first seen; null where they were not, and of a part of the people. */
export function effectOfComparison(
  report: Pick<ExperimentReport, "timeline">,
  metric: MetricReport,
  { effect, control, variant, segment }: VariantComparison,
): EffectSoFar | null {
  const daysSoFar = report.timeline?.[0]?.days.length ?? 0;
  const of = (id: string) => metric.variants.find((one) => one.id === id);
  const level = of(control)?.mean;
  if (segment !== undefined || level === undefined || daysSoFar === 0) return null;
  const people = [of(variant)?.n ?? 0, of(control)?.n ?? 0] as const;
  return { effect, level, unit: metric.unit ?? "count", people, daysSoFar };
}
