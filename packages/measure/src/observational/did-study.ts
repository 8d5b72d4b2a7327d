import type { Rng } from "@attune/math/rng";
import type { Assumption, CheckStatus, EffectStudy } from "@attune/model/effect-study";
import type { Json } from "@attune/model/json";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { refuteDid } from "../refute/refute-did.ts";
import {
  type AggregatedEffect,
  calendarAggregate,
  dynamicAggregate,
  groupAggregate,
  preTrendTest,
  simpleAggregate,
  simultaneousCritical,
} from "./aggregate-group-time.ts";
import type { InfluencedEffect } from "./doubly-robust-did.ts";
import { finishStudy } from "./finish-study.ts";
import {
  type ControlGroup,
  type GroupTimeOptions,
  type GroupTimeStudy,
  groupTimeEffects,
  influenceError,
} from "./group-time-effects.ts";
import { methodEstimate, type NamedColumn, withoutError } from "./method-estimate.ts";
import { type OutcomeWords, sizeInWords } from "./outcome-words.ts";
import { balancedPanel } from "./panel.ts";
import { short } from "./short-number.ts";
import { twoWayFixedEffects } from "./two-way-fixed-effects.ts";
import { noInterference } from "./untestable.ts";

export interface DidStudyOptions {
  unit: readonly string[];
  time: Float64Array;
  outcome: Float64Array;
  outcomeWords?: OutcomeWords | undefined;
  /** First treated period on every row of a unit; 0 or NaN: never. */
  firstTreated: Float64Array;
  control: ControlGroup;
  covariates: readonly NamedColumn[];
  /** Name of the group of units that depend on each other, on every row; for `twfe`. */
  cluster?: readonly string[];
}

/** A study by staggered difference-in-differences. @see docs/methods/difference-in-differences.md */
export function didStudy(options: DidStudyOptions, rng: Rng): EffectStudy | Undetermined {
  const prepared = prepare(options);
  if (isUndetermined(prepared)) return prepared;
  const { panel, groupOf } = prepared.cells;
  const study = groupTimeEffects(prepared.cells);
  if (!study.effects.some((cell) => cell.time >= cell.group)) {
    return undetermined("no-controls", "No group has controls in a period after it was treated.");
  }
  const simple = simpleAggregate(study);
  const group = groupAggregate(study);
  const calendar = calendarAggregate(study);
  const dynamic = dynamicAggregate(study);
  const trend = preTrendTest(study);
  const critical = simultaneousCritical(dynamic.parts, rng.fork("band"));
  const clusters =
    options.cluster === undefined
      ? undefined
      : panel.units.map((_, i) => options.cluster![panel.rowOf[i * panel.periods.length]!]!);
  const treatedUnits = groupOf.reduce((count, group) => count + (Number.isFinite(group) ? 1 : 0), 0);
  const alone = undetermined(
    "single-treated-unit",
    "With one treated unit its own noise cannot be told from the effect.",
  );
  const toEstimate = (method: string, of: InfluencedEffect) =>
    treatedUnits === 1
      ? withoutError(method, of.effect, alone)
      : methodEstimate(method, of.effect, influenceError(of.influence));
  return finishStudy(
    {
      design: "did",
      estimand: "average over treated units and their treated periods",
      n: panel.units.length,
      estimates: [
        toEstimate("simple", simple),
        toEstimate("group", group.overall),
        toEstimate("calendar", calendar.overall),
        toEstimate("dynamic", dynamic.overall),
        twoWayFixedEffects(panel, groupOf, clusters),
      ],
      primary: "simple",
      outcomeWords: options.outcomeWords,
      assumptions: assumptionsOf(study, dynamic.parts, trend, new Set(groupOf).size > 2),
      diagnostics: {
        groupTime: study.effects.map((cell) => ({
          group: cell.group,
          time: cell.time,
          ...tell(cell, 1.959963984540054),
        })),
        eventStudy: dynamic.parts.map((part) => ({
          since: part.at,
          ...tell(part, 1.959963984540054),
          band: bandOf(part, critical),
        })),
        byGroup: group.parts.map((part) => ({ group: part.at, ...tell(part, 1.959963984540054) })),
        byCalendarTime: calendar.parts.map((part) => ({ time: part.at, ...tell(part, 1.959963984540054) })),
        simultaneousCriticalValue: critical,
        preTrendTest: trend === null ? null : { ...trend },
        missingCells: study.missing,
        droppedUnits: panel.droppedUnits,
        alwaysTreatedUnits: prepared.alwaysTreated,
        controlGroup: options.control,
        twfeWarning:
          "Two-way fixed effects compare late with early adopters; with effects that grow it can have the wrong sign. It is shown for comparison only.",
      },
    },
    {
      refutations: refuteDid(prepared.cells, trend, rng),
      sensitivity: trendSensitivity(simple, dynamic.parts, options.outcomeWords),
      isRandomized: false,
    },
  );
}

interface Prepared {
  cells: GroupTimeOptions;
  alwaysTreated: number;
}

/** The balanced panel without the units that were treated from the start. */
function prepare(options: DidStudyOptions): Prepared | Undetermined {
  const first = Math.min(...new Set(options.time));
  const groupOfRow = options.firstTreated.map((value) => (value > 0 ? value : Number.POSITIVE_INFINITY));
  const kept = Int32Array.from([...groupOfRow.keys()].filter((row) => groupOfRow[row]! > first));
  if (kept.length === 0) {
    return undetermined(
      "always-treated",
      "Every unit is treated from the first period on, so nobody is seen without it.",
    );
  }
  const whole = kept.filter((row) => options.covariates.every((column) => Number.isFinite(column.values[row])));
  const take = (values: Float64Array) => Float64Array.from(whole, (row) => values[row]!);
  const panel = balancedPanel({
    unit: Array.from(whole, (row) => options.unit[row]!),
    time: take(options.time),
    outcome: take(options.outcome),
  });
  if (isUndetermined(panel)) return panel;
  if (panel.outcome.every((value) => value === panel.outcome[0])) {
    return undetermined("zero-variance", "The outcome is the same everywhere.");
  }
  if (panel.periods.length < 2) return undetermined("one-period", "A difference over time needs at least two periods.");
  const width = panel.periods.length;
  const rowOf = panel.rowOf.map((row) => whole[row]!);
  const groupOf = Float64Array.from(panel.units, (_, i) => groupOfRow[rowOf[i * width]!]!);
  const changed = panel.units.find((_, i) =>
    rowOf.subarray(i * width, (i + 1) * width).some((row) => groupOfRow[row] !== groupOf[i]),
  );
  if (changed !== undefined) {
    return undetermined("changing-start", `Unit ${changed} has more than one first treated period.`);
  }
  const last = panel.periods[width - 1]!;
  const effective = groupOf.map((group) =>
    group > last ? Number.POSITIVE_INFINITY : nextPeriod(panel.periods, group),
  );
  if (effective.every((group) => group === Number.POSITIVE_INFINITY)) {
    const dropped =
      panel.droppedUnits > 0 ? ` ${panel.droppedUnits} units lack an outcome in some period and were left out.` : "";
    return undetermined("nobody-treated", `No unit is treated within the periods of the data.${dropped}`);
  }
  const units = (predicate: (row: number) => boolean) =>
    new Set([...groupOfRow.keys()].filter(predicate).map((row) => options.unit[row])).size;
  return {
    cells: {
      panel: { ...panel, rowOf },
      groupOf: effective,
      control: options.control,
      covariates: options.covariates.map((column) => Float64Array.from(rowOf, (row) => column.values[row]!)),
    },
    alwaysTreated: units((row) => groupOfRow[row]! <= first),
  };
}

/** A start between two periods counts from the next one. */
function nextPeriod(periods: Float64Array, start: number): number {
  return periods.find((period) => period >= start)!;
}

function tell(
  of: InfluencedEffect,
  critical: number,
): { effect: number; standardError: number; interval: [number, number] } {
  return { effect: of.effect, standardError: influenceError(of.influence), interval: bandOf(of, critical) };
}

function bandOf(of: InfluencedEffect, critical: number): [number, number] {
  const half = critical * influenceError(of.influence);
  return [of.effect - half, of.effect + half];
}

function assumptionsOf(
  study: GroupTimeStudy,
  parts: readonly AggregatedEffect[],
  trend: ReturnType<typeof preTrendTest>,
  isStaggered: boolean,
): Assumption[] {
  const before = parts.filter((part) => part.at < 0);
  const list: Assumption[] = [
    {
      id: "parallel-trends",
      statement: "Without treatment both groups would have moved alike.",
      evidence:
        trend === null
          ? "There is no period before the first to test it on."
          : `Before treatment: χ² = ${short(trend.statistic)} with ${trend.degreesOfFreedom} degrees of freedom, p = ${short(trend.smallSample.pValue)} for this number of units (${short(trend.pValue)} by χ²); the largest earlier difference is ${short(Math.max(...before.map((part) => Math.abs(part.effect))))}. A test that does not reject is no proof.`,
      status: trend === null ? "warn" : trendStatus(trend.smallSample.pValue),
    },
    noInterference,
  ];
  const smallest = Math.min(...[...groupSizes(study).values()]);
  if (smallest < 10) list.push(smallGroups(smallest));
  if (isStaggered) {
    list.push({
      id: "no-anticipation",
      statement: "Nobody changed before their own start.",
      evidence: anticipation(before),
      status: anticipationStatus(before),
    });
  }
  return list;
}

function trendStatus(pValue: number): CheckStatus {
  return pValue < 0.01 ? "fail" : pValue < 0.05 ? "warn" : "pass";
}

function smallGroups(smallest: number): Assumption {
  return {
    id: "group-size",
    statement: "Each group has enough units for its error to be told.",
    evidence: `The smallest group has ${smallest} ${smallest === 1 ? "unit" : "units"}.`,
    status: smallest === 1 ? "fail" : "warn",
  };
}

function groupSizes(study: GroupTimeStudy): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const group of study.groupOf) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return sizes;
}

function anticipation(before: readonly AggregatedEffect[]): string {
  const last = before.find((part) => part.at === -1);
  if (last === undefined) return "There is no period before the start to look at.";
  return `In the period before the start the groups differed by ${short(last.effect)} (standard error ${short(influenceError(last.influence))}).`;
}

function anticipationStatus(before: readonly AggregatedEffect[]): CheckStatus {
  const last = before.find((part) => part.at === -1);
  if (last === undefined) return "warn";
  return Math.abs(last.effect) > 2.5758 * influenceError(last.influence) ? "fail" : "pass";
}

/** How large a departure from parallel trends must be, measured in what was seen before [after Rambachan and Roth 2023]. */
function trendSensitivity(
  simple: InfluencedEffect,
  parts: readonly AggregatedEffect[],
  words: OutcomeWords | undefined,
): { [key: string]: Json } {
  const largest = parts.filter((part) => part.at < 0).reduce((most, part) => Math.max(most, Math.abs(part.effect)), 0);
  if (largest === 0) {
    const least = Math.max(0, Math.abs(simple.effect) - 1.959963984540054 * influenceError(simple.influence));
    return {
      driftToZero: Math.abs(simple.effect),
      driftToInsignificance: least,
      inWords: `What would make it wrong: groups that drift apart by ${sizeInWords(simple.effect, words)} after the start for another reason (${sizeInWords(least, words)} would make it insignificant); no period before it shows how much they do.`,
    };
  }
  const times = Math.abs(simple.effect) / largest;
  return {
    breakdownOfParallelTrends: times,
    inWords: `What would make it wrong: groups that drift apart after the start by ${short(times)} times the largest difference seen before it.`,
  };
}
