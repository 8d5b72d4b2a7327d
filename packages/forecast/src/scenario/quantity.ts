import { betaQuantile } from "@attune/math/distribution/beta";
import { normalCdf } from "@attune/math/distribution/normal";
import { AttuneError } from "@attune/model/errors";
import type { AssumptionGrade, QuantityEntry } from "@attune/model/scenario-file";

/** z of the 90 % quantile: `low` and `high` of a quantity are its P10 and P90. */
const Z90 = 1.2815515655446004;

/** Where a quantity may lie: a share 0…1, an amount ≥ 0, or any number. */
export type QuantityRange = "share" | "amount" | "any";

const bounds: Record<QuantityRange, readonly [number, number]> = {
  share: [0, 1],
  amount: [0, Number.POSITIVE_INFINITY],
  any: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
};

/**
 * How a quantity spreads, as a function of one standard normal z, so that every way to make draws (pseudo-random, Sobol', one at a time) is the same:
 * `fixed`; `split-normal`: a normal with its own deviation on either side of the middle, on the scale of the number itself, of its logarithm (amounts,
 * which so stay above 0) or of its log-odds (shares, which so stay between 0 and 1); `table`: quantiles on a grid of z.
 */
export type Spread =
  | { kind: "fixed"; center: number }
  | {
      kind: "split-normal";
      scale: Scale;
      center: number;
      /** The middle and the deviations below and above it, on the scale. */
      location: number;
      down: number;
      up: number;
      least: number;
      most: number;
    }
  | { kind: "table"; center: number; values: Float64Array };

export type Scale = "plain" | "log" | "log-odds";

/** A number of the scenario file, and what is known of it. */
export interface Quantity {
  /** Where it stands in the file: `baseline.funnels[0].stages.buy`. */
  path: string;
  spread: Spread;
  evidence: AssumptionGrade | null;
  source: string | null;
  owner: string | null;
  asOf: string | null;
}

/** Reads an entry of the file. Throws `bad-request` with the path of what cannot be. */
export function readQuantity(entry: QuantityEntry, path: string, range: QuantityRange): Quantity {
  if (typeof entry === "number") {
    return { path, spread: fixed(within(entry, path, range)), evidence: null, source: null, owner: null, asOf: null };
  }
  const { evidence, source, owner, asOf } = entry;
  return {
    path,
    spread: spreadOf(entry, path, range),
    evidence: evidence ?? null,
    source: source ?? null,
    owner: owner ?? null,
    asOf: asOf ?? null,
  };
}

function spreadOf(entry: Exclude<QuantityEntry, number>, path: string, range: QuantityRange): Spread {
  const { value, low, high, mean, standardError, successes, trials } = entry;
  const ways = [value ?? low ?? high, mean ?? standardError, successes ?? trials].filter((one) => one !== undefined);
  if (ways.length !== 1) {
    throw atPath(path, "needs exactly one of: value (with low and high), mean and standardError, successes and trials");
  }
  if (mean !== undefined || standardError !== undefined) {
    if (mean === undefined || standardError === undefined) throw atPath(path, "needs both mean and standardError");
    return normalSpread(within(mean, `${path}.mean`, range), standardError, range);
  }
  if (successes !== undefined || trials !== undefined) return countedShare(successes, trials, path);
  if (low === undefined && high === undefined) return fixed(within(value!, `${path}.value`, range));
  if (low === undefined || high === undefined) throw atPath(path, "needs both low and high, or neither");
  const center = value ?? (low + high) / 2;
  within(low, `${path}.low`, range);
  within(high, `${path}.high`, range);
  within(center, `${path}.value`, range);
  if (low > center || center > high)
    throw atPath(path, `needs low ≤ value ≤ high; ${low}, ${center}, ${high} are not in order`);
  const [least, most] = bounds[range];
  const scale = scaleOf(low, high, range);
  const [from, location, to] = [low, center, high].map((one) => onScale(one, scale)) as [number, number, number];
  return {
    kind: "split-normal",
    scale,
    center,
    location,
    down: (location - from) / Z90,
    up: (to - location) / Z90,
    least,
    most,
  };
}

/** A range that touches an end of what is possible has no logarithm there: it is drawn as it stands and cut at the end. */
function scaleOf(low: number, high: number, range: QuantityRange): Scale {
  if (range === "amount" && low > 0) return "log";
  if (range === "share" && low > 0 && high < 1) return "log-odds";
  return "plain";
}

function onScale(value: number, scale: Scale): number {
  if (scale === "log") return Math.log(value);
  return scale === "log-odds" ? Math.log(value / (1 - value)) : value;
}

function offScale(value: number, scale: Scale): number {
  if (scale === "log") return Math.exp(value);
  return scale === "log-odds" ? 1 / (1 + Math.exp(-value)) : value;
}

/** A normal with that mean and deviation, cut at the ends of its range. */
function normalSpread(mean: number, deviation: number, range: QuantityRange): Spread {
  const [least, most] = bounds[range];
  return { ...twoSidedSpread(mean, deviation, deviation), least, most };
}

/** A normal with a deviation of its own on each side of its middle. */
export function twoSidedSpread(center: number, down: number, up: number): Extract<Spread, { kind: "split-normal" }> {
  const [least, most] = bounds.any;
  return { kind: "split-normal", scale: "plain", center, location: center, down, up, least, most };
}

const TABLE_REACH = 6;
const TABLE_STEPS = 480;

/** The share behind a count, by Jeffreys' prior: Beta(successes + ½, failures + ½). */
function countedShare(successes: number | undefined, trials: number | undefined, path: string): Spread {
  if (successes === undefined || trials === undefined) throw atPath(path, "needs both successes and trials");
  if (successes > trials) throw atPath(path, `has more successes (${successes}) than trials (${trials})`);
  if (trials === 0) throw atPath(`${path}.trials`, "is 0, from which no share can be told");
  const quantile = (z: number) => betaQuantile(normalCdf(z), successes + 0.5, trials - successes + 0.5);
  const values = Float64Array.from({ length: TABLE_STEPS + 1 }, (_, i) =>
    quantile(-TABLE_REACH + (2 * TABLE_REACH * i) / TABLE_STEPS),
  );
  return { kind: "table", center: quantile(0), values };
}

function fixed(center: number): Spread {
  return { kind: "fixed", center };
}

function within(value: number, path: string, range: QuantityRange): number {
  const [least, most] = bounds[range];
  if (value >= least && value <= most) return value;
  throw atPath(path, range === "share" ? `is ${value}, which is no share between 0 and 1` : `is ${value}, below 0`);
}

/** The value at z standard deviations: 0 is the middle, ±1.2816 are P10 and P90. */
export function valueAt(spread: Spread, z: number): number {
  switch (spread.kind) {
    case "fixed":
      return spread.center;
    case "split-normal": {
      const value = offScale(spread.location + z * (z < 0 ? spread.down : spread.up), spread.scale);
      return Math.min(Math.max(value, spread.least), spread.most);
    }
    case "table": {
      const position = ((z + TABLE_REACH) / (2 * TABLE_REACH)) * TABLE_STEPS;
      const at = position < 0 ? 0 : position >= TABLE_STEPS ? TABLE_STEPS - 1 : Math.floor(position);
      const share = Math.min(1, Math.max(0, position - at));
      return spread.values[at]! * (1 - share) + spread.values[at + 1]! * share;
    }
  }
}

/** P10, middle and P90. */
export function rangeOf(spread: Spread): { low: number; center: number; high: number } {
  return { low: valueAt(spread, -Z90), center: spread.center, high: valueAt(spread, Z90) };
}

/** A mistake in the scenario file, at the place where it stands. */
export function atPath(path: string, message: string): AttuneError {
  return new AttuneError("bad-request", `scenario file: ${path} ${message.replace(/\.$/, "")}.`, { path });
}
