import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** A mean with an interval that holds at every moment so far at once. */
export interface BettingInterval {
  /** The plain mean. */
  estimate: number;
  interval: [number, number];
}

/** Bets stay below this share of what would bankrupt them. */
const CAUTION = 0.5;

/**
 * The hedged-capital confidence sequence of a bounded mean: exact at every sample size and every moment, without normal theory. For an
 * experiment on a bounded metric feed it the differences of units that came in pairs, treated minus control, bounds −1 and 1 for shares.
 * Two gamblers bet that the mean is above and below m; m is out as soon as one of them has multiplied the stake by 2/α.
 * Time is linear in the values, some eighty passes.
 * @param values in order of time, within [low, high]
 * @see Waudby-Smith, Ramdas (2024), Estimating means of bounded random variables by betting, JRSS B 86, 1–27 (theorem 3, equation 26)
 */
export function bettingSequence(
  values: Float64Array,
  [low, high]: readonly [number, number],
  alpha = 0.05,
): BettingInterval | Undetermined {
  if (values.length === 0) return undetermined("too-few-units", "A sequence needs at least one value.");
  if (!values.every((value) => value >= low && value <= high)) {
    return undetermined(
      "out-of-bounds",
      `A value lies outside the bounds ${low} and ${high}, on which the method rests.`,
    );
  }
  const scaled = values.map((value) => (value - low) / (high - low));
  const bets = betSizes(scaled, alpha);
  const mean = scaled.reduce((sum, x) => sum + x, 0) / scaled.length;
  const limit = Math.log(2 / alpha);
  const below = boundary((m) => upperCapital(scaled, bets, m) >= limit, 0, mean);
  const above = boundary((m) => lowerCapital(scaled, bets, m) >= limit, 1, mean);
  const back = (x: number) => low + (high - low) * x;
  return { estimate: back(mean), interval: [back(below), back(above)] };
}

/** Predictable bets that would be best against the variance seen so far. */
function betSizes(x: Float64Array, alpha: number): Float64Array {
  const bets = new Float64Array(x.length);
  let sum = 0.5;
  let squares = 0.25;
  for (let t = 0; t < x.length; t++) {
    // σ̂² before x_t, begun with one imagined value of variance ¼.
    const variance = squares / (t + 1);
    bets[t] = Math.sqrt((2 * Math.log(2 / alpha)) / (variance * (t + 1) * Math.log(t + 2)));
    sum += x[t]!;
    squares += (x[t]! - sum / (t + 2)) ** 2;
  }
  return bets;
}

/** The largest log capital so far of the one who bets that the mean is above m. It falls in m. */
function upperCapital(x: Float64Array, bets: Float64Array, m: number): number {
  const most = CAUTION / m;
  let capital = 0;
  let largest = 0;
  for (let t = 0; t < x.length; t++) {
    capital += Math.log1p(Math.min(bets[t]!, most) * (x[t]! - m));
    if (capital > largest) largest = capital;
  }
  return largest;
}

/** The same for "below m". It rises in m. */
function lowerCapital(x: Float64Array, bets: Float64Array, m: number): number {
  const most = CAUTION / (1 - m);
  let capital = 0;
  let largest = 0;
  for (let t = 0; t < x.length; t++) {
    capital += Math.log1p(-Math.min(bets[t]!, most) * (x[t]! - m));
    if (capital > largest) largest = capital;
  }
  return largest;
}

/** Halves the way between an end that may be out and the mean; errs to the outside. */
function boundary(isOut: (m: number) => boolean, end: number, mean: number): number {
  const edge = end === 0 ? 1e-12 : 1 - 1e-12;
  if (!isOut(edge)) return end;
  let out = edge;
  let inside = mean;
  for (let i = 0; i < 40; i++) {
    const middle = (out + inside) / 2;
    if (isOut(middle)) out = middle;
    else inside = middle;
  }
  return out;
}
