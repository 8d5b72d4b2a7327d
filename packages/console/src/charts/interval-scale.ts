/** Both ends in the value's unit; null where the interval is unbounded on that side. */
export type Interval = readonly [number | null, number | null];

/** The stretch of values that a chart covers; always contains zero. */
export type Domain = readonly [number, number];

/** Where the parts of one interval lie, in percent of the chart's width from its left edge. */
export interface IntervalLayout {
  /** Ends of the drawn bar; clipped to the chart. */
  from: number;
  to: number;
  /** The estimate; null where it lies outside of the chart. */
  at: number | null;
  zero: number;
  /** The interval goes on beyond the edge, or for ever. */
  opensLeft: boolean;
  opensRight: boolean;
}

/**
 * A domain that holds zero, every estimate, and every bounded end, with 6 % of air on both sides. Where ends are many times
 * wider than the estimates (a tactic with hardly any people), they are cut at eight times the median reach, so that one
 * vague interval does not flatten all others; what is cut is drawn as open. O(n log n).
 */
export function domainOf(rows: ReadonlyArray<{ estimate: number; interval: Interval }>): Domain {
  const reaches = rows.map((row) =>
    Math.max(Math.abs(row.estimate), ...row.interval.map((end) => (end === null ? 0 : Math.abs(end)))),
  );
  const sorted = [...reaches].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const cut = Math.max(8 * median, ...rows.map((row) => Math.abs(row.estimate)));
  const values = rows
    .flatMap((row) => [row.estimate, ...row.interval])
    .filter((value): value is number => value !== null)
    .map((value) => Math.max(-cut, Math.min(cut, value)));
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  if (low === high) return [-1, 1];
  const air = 0.06 * (high - low);
  return [low - air, high + air];
}

const clamp = (percent: number): number => Math.max(0, Math.min(100, percent));

export function layoutInterval(estimate: number, interval: Interval, domain: Domain): IntervalLayout {
  const [low, high] = domain;
  const place = (value: number): number => ((value - low) / (high - low)) * 100;
  const [from, to] = interval;
  return {
    from: from === null ? 0 : clamp(place(from)),
    to: to === null ? 100 : clamp(place(to)),
    at: estimate < low || estimate > high ? null : place(estimate),
    zero: place(0),
    opensLeft: from === null || from < low,
    opensRight: to === null || to > high,
  };
}

/** Round values (1, 2 or 5 times a power of ten) inside the domain, about `count` of them, zero among them. */
export function ticksOf(domain: Domain, count: number): number[] {
  const [low, high] = domain;
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power;
  const ticks: number[] = [];
  for (let index = Math.ceil(low / step); index * step <= high; index++) {
    // A multiple such as 3 * 0.1 carries a rounding error that would show in labels.
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}
