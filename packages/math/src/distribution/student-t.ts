import { logBetaDensity, logRegularizedBeta, regularizedBeta } from "../special/incomplete-beta.ts";
import { logNormalSurvival, normalQuantile, normalSurvival } from "./normal.ts";

/** Above this the normal is the t distribution to the last digit. */
const NORMAL_FROM = 1e15;

/** Far beyond every quantile but those of df near 1. */
const POWER_TAIL_FROM = 1e140;

/** P(T > t), `df` > 0 (∞ is the normal). Full relative accuracy in the right tail. */
export function studentTSurvival(t: number, df: number): number {
  if (df >= NORMAL_FROM) return normalSurvival(t);
  if (t < 0) return 1 - studentTSurvival(-t, df);
  const square = t * t;
  const total = df + square;
  return 0.5 * regularizedBeta(df / total, square / total, df / 2, 0.5);
}

/** log P(T > t): good where the probability underflows. */
export function logStudentTSurvival(t: number, df: number): number {
  if (df >= NORMAL_FROM) return logNormalSurvival(t);
  if (t < 0) return Math.log1p(-studentTSurvival(-t, df));
  // Out here the tail is a power of t, and t² would overflow.
  if (t > POWER_TAIL_FROM) return logStudentTSurvival(POWER_TAIL_FROM, df) - df * Math.log(t / POWER_TAIL_FROM);
  const square = t * t;
  const total = df + square;
  return logRegularizedBeta(df / total, square / total, df / 2, 0.5) - Math.LN2;
}

/** Density of the t distribution. */
export function studentTDensity(t: number, df: number): number {
  if (df >= NORMAL_FROM) return Math.exp(-0.5 * t * t) / Math.sqrt(2 * Math.PI);
  if (Math.abs(t) > POWER_TAIL_FROM) return (df * Math.exp(logStudentTSurvival(Math.abs(t), df))) / Math.abs(t);
  const square = t * t;
  const total = df + square;
  const x = df / total;
  const y = square / total;
  // f(t) = |dx/dt| · beta density / 2; at t = 0 the beta density is singular, hence the closed form there.
  if (y < 1e-8) return studentTDensityNearZero(square, df);
  const slope = (2 * x * y) / Math.abs(t);
  return 0.5 * slope * Math.exp(logBetaDensity(x, y, df / 2, 0.5));
}

function studentTDensityNearZero(square: number, df: number): number {
  // 1/B(df/2, ½)/√df from the same deviances, at a point where they are regular.
  const atOne = df / (df + 1);
  const peak = 0.5 * 2 * atOne * (1 - atOne) * Math.exp(logBetaDensity(atOne, 1 - atOne, df / 2, 0.5));
  const logRatio = (-(df + 1) / 2) * (Math.log1p(square / df) - Math.log1p(1 / df));
  return peak * Math.exp(logRatio);
}

/** Four terms of the expansion of the t quantile about the normal one. @see Abramowitz and Stegun 26.7.5 */
function cornishFisher(z: number, df: number): number {
  const z2 = z * z;
  const g1 = (z * (z2 + 1)) / 4;
  const g2 = (z * ((5 * z2 + 16) * z2 + 3)) / 96;
  const g3 = (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / 384;
  const g4 = (z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945)) / 92160;
  return z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df;
}

/**
 * The t with P(T > t) = p, for p in (0, 1); df > 0. Expansion about the normal quantile, then Newton in logs,
 * where the survival function is nearly linear far out and close to quadratic further in.
 */
export function studentTUpperQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return Number.NaN;
  if (p === 0) return Infinity;
  if (p === 1) return -Infinity;
  if (p > 0.5) return -studentTUpperQuantile(1 - p, df);
  if (p === 0.5) return 0;
  const z = -normalQuantile(p);
  // The terms left out are below 1e-13 of t here; no step can improve on that by much.
  if (df > 1500 && z < 6) return cornishFisher(z, df);
  const start = startingPoint(p, df, z);
  return start === Infinity ? Infinity : newton(p, df, start);
}

/** Cornish–Fisher where it converges, the power tail f(t) ~ t^(−df−1) elsewhere. */
function startingPoint(p: number, df: number, z: number): number {
  if (z * z < df) return Math.max(cornishFisher(z, df), z);
  // log P ≈ log(c/df) − df·log t, with c from the density's limit.
  const farT = 1e8 * Math.sqrt(df);
  const logAtFar = logStudentTSurvival(farT, df);
  const t = farT * Math.exp((logAtFar - Math.log(p)) / df);
  return Math.max(t, z);
}

function newton(p: number, df: number, start: number): number {
  const target = Math.log(p);
  let logT = Math.log(start);
  // In log t and log P: S is decreasing and log-concave there, so Newton's steps do not overshoot by much.
  for (let i = 0; i < 60; i++) {
    const t = Math.exp(logT);
    const logSurvival = logStudentTSurvival(t, df);
    const slope = (-t * studentTDensity(t, df)) / Math.exp(logSurvival);
    const step = (target - logSurvival) / slope;
    logT += Math.max(-2, Math.min(2, step));
    if (Math.abs(step) < 1e-15) break;
    if (Math.abs(step) < 1e-8) return Math.exp(logT);
  }
  return Math.exp(logT);
}
