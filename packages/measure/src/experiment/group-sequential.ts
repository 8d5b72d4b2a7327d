import { normalSurvival, normalUpperQuantile } from "@attune/math/distribution/normal";
import { gaussLegendre } from "@attune/math/gauss-legendre";
import { rootBetween } from "@attune/math/root-between";
import { AttuneError } from "@attune/model/errors";
import type { Spending } from "./spending.ts";

/** The part of the paths of B(t) = z·√t that has not crossed: a density at quadrature nodes. */
interface Surviving {
  time: number;
  points: Float64Array;
  /** density · quadrature weight */
  masses: Float64Array;
}

const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
/** No path is followed beyond this many standard deviations. */
const HORIZON = 9;
/** A z that stands for "cannot stop at this look". */
const NEVER = 38;

/** P(B crosses `bound` upward at the next look), given the paths that are left. */
function crossing(previous: Surviving | null, time: number, z: number): number {
  if (previous === null) return normalSurvival(z);
  const bound = z * Math.sqrt(time);
  const step = Math.sqrt(time - previous.time);
  let sum = 0;
  for (let i = 0; i < previous.points.length; i++) {
    sum += previous.masses[i]! * normalSurvival((bound - previous.points[i]!) / step);
  }
  return sum;
}

/** The paths between the bounds at the next look. The number of nodes follows the narrower of the two last steps. */
function advance(previous: Surviving | null, time: number, low: number, high: number, nextStep: number): Surviving {
  const scale = Math.sqrt(time);
  const from = Math.max(low, -HORIZON) * scale;
  const to = Math.min(high, HORIZON) * scale;
  const step = Math.sqrt(time - (previous?.time ?? 0));
  const narrow = Math.min(step, nextStep);
  const size = Math.min(2000, 32 + Math.ceil((2.2 * (to - from)) / narrow));
  const { nodes, weights } = gaussLegendre(roundUp(size));
  const points = new Float64Array(nodes.length);
  const masses = new Float64Array(nodes.length);
  const half = (to - from) / 2;
  let first = 0;
  for (let i = 0; i < nodes.length; i++) {
    const s = (from + to) / 2 + half * nodes[i]!;
    points[i] = s;
    let density = 0;
    if (previous === null) {
      density = Math.exp((-0.5 * s * s) / time) / (SQRT_TWO_PI * scale);
    } else {
      // Nodes ascend, so the part of the kernel within nine standard deviations is a sliding window.
      while (first < previous.points.length && previous.points[first]! < s - HORIZON * step) first++;
      for (let j = first; j < previous.points.length; j++) {
        const u = (s - previous.points[j]!) / step;
        if (u < -HORIZON) break;
        density += previous.masses[j]! * Math.exp(-0.5 * u * u);
      }
      density /= SQRT_TWO_PI * step;
    }
    masses[i] = density * weights[i]! * half;
  }
  return { time, points, masses };
}

/** Few distinct orders, so that their rules are computed once. */
function roundUp(size: number): number {
  return size <= 128 ? Math.ceil(size / 16) * 16 : Math.ceil(size / 64) * 64;
}

function checkTimes(times: readonly number[]): void {
  times.forEach((time, i) => {
    if (!(time > (times[i - 1] ?? 0) && time <= 1 + 1e-12)) {
      throw new AttuneError("bad-request", `Information times must rise within (0, 1]; look ${i + 1} is ${time}.`, {
        path: `times[${i}]`,
      });
    }
  });
}

/**
 * Symmetric two-sided boundaries in z at any looks: at each, the chance of having crossed is what `spending` allows for half of `alpha`
 * per side. A look whose allowance is nothing gets the boundary 38 (never).
 * Exact to about 1e-9 by recursive integration, also for hundreds of irregular looks.
 * @param times shares of the planned information, rising, the last at most 1
 * @see Lan, DeMets (1983); Armitage, McPherson, Rowe (1969), JRSS A 132, 235–244; docs/methods/group-sequential.md
 */
export function groupSequentialBounds(times: readonly number[], spending: Spending, alpha = 0.05): number[] {
  checkTimes(times);
  const bounds: number[] = [];
  let surviving: Surviving | null = null;
  let spent = 0;
  times.forEach((time, k) => {
    const target = spending(time, alpha / 2);
    const bound = boundFor(surviving, time, target - spent);
    bounds.push(bound);
    if (bound < NEVER) spent = target;
    const nextStep = k + 1 < times.length ? Math.sqrt(times[k + 1]! - time) : Number.POSITIVE_INFINITY;
    if (k + 1 < times.length) surviving = advance(surviving, time, -bound, bound, nextStep);
  });
  return bounds;
}

function boundFor(surviving: Surviving | null, time: number, allowance: number): number {
  if (!(allowance > 1e-300)) return NEVER;
  if (surviving === null) return normalUpperQuantile(allowance);
  const logAllowance = Math.log(allowance);
  const excess = (z: number) => Math.log(crossing(surviving, time, z)) - logAllowance;
  let high = 4;
  while (excess(high) > 0 && high < NEVER) high += 2;
  let low = high - 2;
  while (excess(low) < 0 && low > -HORIZON) low -= 2;
  return rootBetween(excess, low, high, 1e-12);
}

/** The chance of crossing ±bounds at any of the looks when there is no effect: what looking costs. */
export function crossingProbability(times: readonly number[], bounds: readonly number[], drift = 0): number {
  checkTimes(times);
  // A drift θ (expected z at full information) moves the path by θ·t; shifted bounds keep the same recursion.
  let surviving: Surviving | null = null;
  let total = 0;
  times.forEach((time, k) => {
    const shift = drift * Math.sqrt(time);
    const high = bounds[k]! - shift;
    const low = -bounds[k]! - shift;
    total += crossing(surviving, time, high) + crossing(mirrored(surviving), time, -low);
    const nextStep = k + 1 < times.length ? Math.sqrt(times[k + 1]! - time) : Number.POSITIVE_INFINITY;
    if (k + 1 < times.length) surviving = advance(surviving, time, low, high, nextStep);
  });
  return total;
}

function mirrored(surviving: Surviving | null): Surviving | null {
  if (surviving === null) return null;
  return { ...surviving, points: surviving.points.map((s) => -s) };
}

/**
 * Non-binding futility bounds for a one-sided plan: stop for lack of promise where z falls below them. They spend the type-II error `beta`
 * under the drift of the planned effect, and leave the efficacy bounds as they are, so they may be ignored without harm.
 * @see Lan, DeMets (1983); Pampallona, Tsiatis, Kim (2001), Drug Information Journal 35, 1113–1121
 */
export function futilityBounds(
  times: readonly number[],
  efficacy: readonly number[],
  spending: Spending,
  drift: number,
  beta = 0.2,
): number[] {
  checkTimes(times);
  const bounds: number[] = [];
  let surviving: Surviving | null = null;
  let spent = 0;
  times.forEach((time, k) => {
    const shift = drift * Math.sqrt(time);
    const target = spending(time, beta);
    // P(path falls below the bound) under the drift, seen in the mirror.
    const bound = Math.min(shift - boundFor(mirrored(surviving), time, target - spent), efficacy[k]!);
    bounds.push(bound);
    spent = target;
    const nextStep = k + 1 < times.length ? Math.sqrt(times[k + 1]! - time) : Number.POSITIVE_INFINITY;
    if (k + 1 < times.length) surviving = advance(surviving, time, bound - shift, efficacy[k]! - shift, nextStep);
  });
  return bounds;
}
