import { normalCdf } from "@attune/math/distribution/normal";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { Interactions } from "./interactions.ts";

/** How long a purchase of an item lasts, over people who bought it again. */
export interface Rhythm {
  /** Geometric mean of the time between two purchases of one person, in days. */
  typicalDays: number;
  /** Standard deviation of the logarithm of that time. */
  logDeviation: number;
  /** Repeated purchases it rests on. */
  repeats: number;
}

export interface Replenishment {
  item: number;
  /** When the next purchase is most likely due, in milliseconds. */
  dueAt: number;
  /** Probability that it would have come by now, were it to come at all: 0.5 at `dueAt`. */
  dueShare: number;
}

export interface ReplenishmentModel {
  /** Undetermined where fewer people than needed have bought the item again. */
  rhythmOf(item: number): Rhythm | Undetermined;
  /** What a person has bought before and is due again, most due first: `dueShare` of at least `minimumShare`, not overdue by more than `latest` typical times. */
  due(items: ArrayLike<number>, at: ArrayLike<number>, nowAt: number): Replenishment[];
}

export interface ReplenishmentParameters {
  /** Repeated purchases of an item before it is said to have a rhythm. */
  minimumRepeats: number;
  /** So many repeated purchases' worth of belief in the item's rhythm goes into a person's own. */
  priorRepeats: number;
  minimumShare: number;
  /** In typical times: later than that the person has gone elsewhere. */
  latest: number;
}

const msPerDay = 86_400_000;
/** Purchases within a day are one. */
const shortestDays = 1;

/**
 * When somebody will need an item again: times between purchases are log-normal per item, and a person's own times pull the mean towards themselves
 * (normal–normal shrinkage on the logarithm). Rows are purchases with times. Assumes that an item is bought again for the same use.
 */
export function trainReplenishment(purchases: Interactions, parameters: ReplenishmentParameters): ReplenishmentModel {
  const count = new Float64Array(purchases.itemIds.length);
  const sum = new Float64Array(count.length);
  const squares = new Float64Array(count.length);
  for (let person = 0; person + 1 < purchases.rowStart.length; person++) {
    const from = purchases.rowStart[person]!;
    const to = purchases.rowStart[person + 1]!;
    for (const [item, logs] of logTimesBetween(purchases.item.subarray(from, to), purchases.at.subarray(from, to))) {
      for (const value of logs) {
        count[item]! += 1;
        sum[item]! += value;
        squares[item]! += value * value;
      }
    }
  }

  function rhythmOf(item: number): Rhythm | Undetermined {
    const repeats = count[item]!;
    if (repeats < parameters.minimumRepeats) {
      return undetermined(
        "too-few-repeats",
        `Bought again ${repeats} times; a rhythm needs ${parameters.minimumRepeats}.`,
      );
    }
    const mean = sum[item]! / repeats;
    const variance = Math.max(0, squares[item]! / repeats - mean * mean) * (repeats / Math.max(1, repeats - 1));
    return { typicalDays: Math.exp(mean), logDeviation: Math.sqrt(variance), repeats };
  }

  return {
    rhythmOf,
    due(items, at, nowAt) {
      const own = logTimesBetween(items, at);
      const lastAt = new Map<number, number>();
      for (let i = 0; i < items.length; i++) lastAt.set(items[i]!, Math.max(lastAt.get(items[i]!) ?? 0, at[i]!));
      const found: Replenishment[] = [];
      for (const [item, boughtAt] of lastAt) {
        const rhythm = rhythmOf(item);
        if ("undetermined" in rhythm) continue;
        const times = own.get(item) ?? [];
        const logs = times.reduce((total, value) => total + value, 0);
        const mean =
          (parameters.priorRepeats * Math.log(rhythm.typicalDays) + logs) / (parameters.priorRepeats + times.length);
        const days = Math.max(0, nowAt - boughtAt) / msPerDay;
        if (days > parameters.latest * Math.exp(mean)) continue;
        const dueShare = normalCdf((Math.log(Math.max(days, 1e-9)) - mean) / Math.max(rhythm.logDeviation, 0.05));
        if (dueShare >= parameters.minimumShare)
          found.push({ item, dueAt: boughtAt + Math.exp(mean) * msPerDay, dueShare });
      }
      return found.sort((a, b) => b.dueShare - a.dueShare || a.item - b.item);
    },
  };
}

/** Logarithms of the days between purchases of the same item, per item; a person's row, oldest first. */
function logTimesBetween(items: ArrayLike<number>, at: ArrayLike<number>): Map<number, number[]> {
  const last = new Map<number, number>();
  const logs = new Map<number, number[]>();
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    const before = last.get(item);
    if (before !== undefined) {
      const days = (at[i]! - before) / msPerDay;
      if (days < shortestDays) continue;
      const list = logs.get(item);
      if (list === undefined) logs.set(item, [Math.log(days)]);
      else list.push(Math.log(days));
    }
    last.set(item, at[i]!);
  }
  return logs;
}
