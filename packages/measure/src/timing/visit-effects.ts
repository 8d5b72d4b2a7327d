import type { EffectSlope, EffectsByGroup, GroupEffect, OrderEffect } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { type ClusteredModel, clusteredModel } from "./clustered-model.ts";
import { bandOf, delayBands, doublingsOf } from "./delay-groups.ts";
import { doseGroups, sinceFirstGroups } from "./dose-groups.ts";
import type { VisitRow } from "./visit-sequence.ts";

/** Visits with their weights, and how many people they are of. */
export interface WeightedVisits {
  rows: readonly VisitRow[];
  weights: Float64Array;
  people: number;
}

type WithSlope = EffectsByGroup & { slope: EffectSlope | Undetermined };

const fewest = 20;
/** Visits from this number on are one. */
const lastVisit = 12;

/** What each further touch adds: touched as the k-th time, against never touched by the same visit. */
export function visitDose(of: WeightedVisits): WithSlope {
  const groups = doseGroups.map(({ group }) => group);
  const at = ({ touchesBefore }: VisitRow) => Math.min(touchesBefore, groups.length - 1);
  const found = touchEffects(of, groups, at);
  return {
    id: "dose",
    question: "What does each further touch add, soon after it?",
    ...found,
    slope: touchSlope(of, at, "one more touch"),
  };
}

/** The same touches by the time since the first one. */
export function visitSinceFirst(of: WeightedVisits): EffectsByGroup {
  const at = ({ at, firstTouchAt }: VisitRow) => {
    const since = firstTouchAt === null ? 0 : at - firstTouchAt;
    return sinceFirstGroups.findIndex(({ fromMs, toMs }) => since >= fromMs && since < toMs);
  };
  return {
    id: "since-first",
    question: "Does a touch still work, so long after the first one?",
    ...touchEffects(
      of,
      sinceFirstGroups.map(({ group }) => group),
      at,
    ),
  };
}

/** By the delay since the signal when the visit began, touched against untouched visits of the same delay. */
export function visitDelay(of: WeightedVisits, signal: string): WithSlope {
  const never = "no such event before";
  const groups = [...delayBands.map(({ group }) => group), never];
  const at = ({ delayMs }: VisitRow) => (delayMs === null ? delayBands.length : bandOf(delayMs));
  const levels = groups.slice(1).map((_, band) => indicator(of.rows, (row) => at(row) === band + 1));
  const place = (row: VisitRow) => (row.delayMs === null ? null : doublingsOf(delayBands[bandOf(row.delayMs)]!));
  const { groups: effects } = touchEffects(of, groups, at, levels);
  const inBands = { ...of, ...onlyWithSignal(of) };
  const levelsInBands = delayBands.slice(1).map((_, band) => indicator(inBands.rows, (row) => at(row) === band + 1));
  return {
    id: "delay",
    question: `Does it matter how long after “${signal}” a visit is touched?`,
    groups: effects,
    differ: touchEffects(
      inBands,
      delayBands.map(({ group }) => group),
      at,
      levelsInBands,
    ).differ,
    slope: touchSlope(inBands, (row) => place(row)!, "doubling of the delay", levelsInBands),
  };
}

/** The effect where another tactic had been shown before, and where it had not: chance decided neither. */
export function visitOrder(of: WeightedVisits): OrderEffect[] {
  const others = [...new Set(of.rows.flatMap(({ seenBefore }) => [...seenBefore]))].sort();
  return others.flatMap((after) => {
    const at = (row: VisitRow) => (row.seenBefore.has(after) ? 1 : 0);
    const level = indicator(of.rows, (row) => at(row) === 1);
    const { groups } = touchEffects(of, [`${after} not shown before`, `${after} shown before`], at, [level]);
    const [withheld, shown] = groups as [GroupEffect, GroupEffect];
    if (isUndetermined(withheld.effect) || isUndetermined(shown.effect)) return [];
    const difference = touchSlope(of, at, "", [level]);
    if (isUndetermined(difference)) return [];
    const { per: _, ...effect } = difference;
    return [{ after, shown, withheld, difference: effect }];
  });
}

/** One coefficient of being touched per group, beside the number of the visit and what earlier touches left in untouched visits. */
function touchEffects(
  of: WeightedVisits,
  groups: readonly string[],
  at: (row: VisitRow) => number,
  levels: readonly Float64Array[] = [],
): { groups: GroupEffect[]; differ: EffectsByGroup["differ"] } {
  const { rows } = of;
  const counts = groups.map((_, group) => {
    const own = rows.filter((row) => at(row) === group);
    const exposed = own.filter(({ isTouched }) => isTouched).length;
    return { exposed, heldOut: own.length - exposed };
  });
  const columns = groups.map((_, group) => indicator(rows, (row) => row.isTouched && at(row) === group));
  const model = modelOf(of, columns, levels);
  const enough = counts.map(({ exposed }) => exposed >= fewest);
  return {
    groups: groups.map((group, i) => ({
      group,
      ...counts[i]!,
      effect: enough[i]
        ? model.effect(i)
        : undetermined("too-few-visits", `Fewer than ${fewest} visits were touched here.`),
    })),
    differ: model.equality([...groups.keys()].filter((i) => enough[i])),
  };
}

/** The change of the effect along a scale, in one model. */
function touchSlope(
  of: WeightedVisits,
  at: (row: VisitRow) => number,
  per: string,
  levels: readonly Float64Array[] = [],
): EffectSlope | Undetermined {
  const touched = indicator(of.rows, ({ isTouched }) => isTouched);
  const along = Float64Array.from(of.rows, (row) => (row.isTouched ? at(row) : 0));
  const effect = modelOf(of, [touched, along], levels).effect(1);
  return isUndetermined(effect) ? effect : { per, ...effect };
}

function modelOf(
  { rows, weights, people }: WeightedVisits,
  columns: readonly Float64Array[],
  levels: readonly Float64Array[],
): ClusteredModel {
  const numbers = Array.from({ length: lastVisit }, (_, i) => i + 1);
  const all = [
    ...columns,
    ...numbers.map((number) => indicator(rows, (row) => Math.min(row.number, lastVisit) === number)),
    indicator(rows, ({ isTouched, touchesBefore }) => !isTouched && touchesBefore > 0),
    Float64Array.from(rows, ({ isTouched, touchesBefore }) => (isTouched ? 0 : Math.log1p(touchesBefore))),
    ...levels,
  ];
  const outcome = Float64Array.from(rows, ({ response }) => response);
  const person = Int32Array.from(rows, (row) => row.person);
  return clusteredModel(all, outcome, weights, person, people);
}

function onlyWithSignal({ rows, weights }: WeightedVisits): Pick<WeightedVisits, "rows" | "weights"> {
  const kept = [...rows.keys()].filter((i) => rows[i]!.delayMs !== null);
  return { rows: kept.map((i) => rows[i]!), weights: Float64Array.from(kept, (i) => weights[i]!) };
}

function indicator(rows: readonly VisitRow[], isIn: (row: VisitRow) => boolean): Float64Array {
  const column = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) if (isIn(rows[i]!)) column[i] = 1;
  return column;
}
