import type { DriverCell } from "./forecast-record.ts";

/** Actual less planned revenue, and what each driver took part in it; the four parts sum to the difference. */
export interface DriverVariance {
  planned: number;
  actual: number;
  difference: number;
  traffic: number;
  mix: number;
  conversion: number;
  value: number;
}

interface Drivers {
  traffic: number;
  share: Map<string, number>;
  conversion: Map<string, number>;
  value: Map<string, number>;
}

const drivers = ["traffic", "share", "conversion", "value"] as const;

/**
 * The difference between plan and outcome by driver: total traffic, its mix over segments, conversion, value of an order. Each part is the
 * driver's mean effect over all orders in which the four could have changed (Shapley's value): no part depends on who is asked first, and
 * nothing is left over as "interaction". A segment that only one side has counts with the other side's rates as its own.
 * @see Shorrocks (2013), Decomposition procedures for distributional analysis.
 */
export function varianceByDriver(planned: readonly DriverCell[], actual: readonly DriverCell[]): DriverVariance {
  const segments = [...new Set([...planned, ...actual].map(({ segment }) => segment))];
  const from = driversOf(planned, actual, segments);
  const to = driversOf(actual, planned, segments);
  const revenueAt = (changed: number) => {
    const side = drivers.map((_, i) => ((changed >> i) & 1 ? to : from));
    const [traffic, share, conversion, value] = side as [Drivers, Drivers, Drivers, Drivers];
    return segments.reduce(
      (sum, segment) =>
        sum +
        traffic.traffic * share.share.get(segment)! * conversion.conversion.get(segment)! * value.value.get(segment)!,
      0,
    );
  };
  const part = (i: number) => {
    let sum = 0;
    for (let others = 0; others < 16; others++) {
      if ((others >> i) & 1) continue;
      const size = [0, 1, 2, 3].filter((j) => (others >> j) & 1).length;
      // |S|!(3 − |S|)!/4! of the orders put exactly these before driver i.
      const weight = [1 / 4, 1 / 12, 1 / 12, 1 / 4][size]!;
      sum += weight * (revenueAt(others | (1 << i)) - revenueAt(others));
    }
    return sum;
  };
  const before = revenueAt(0);
  const after = revenueAt(15);
  return {
    planned: before,
    actual: after,
    difference: after - before,
    traffic: part(0),
    mix: part(1),
    conversion: part(2),
    value: part(3),
  };
}

function driversOf(own: readonly DriverCell[], others: readonly DriverCell[], segments: readonly string[]): Drivers {
  const traffic = own.reduce((sum, cell) => sum + cell.traffic, 0);
  const mine = new Map(own.map((cell) => [cell.segment, cell]));
  const theirs = new Map(others.map((cell) => [cell.segment, cell]));
  const rate = (segment: string) => (mine.get(segment) ?? theirs.get(segment))!;
  return {
    traffic,
    share: new Map(
      segments.map((segment) => [segment, traffic === 0 ? 0 : (mine.get(segment)?.traffic ?? 0) / traffic]),
    ),
    conversion: new Map(segments.map((segment) => [segment, rate(segment).conversion])),
    value: new Map(segments.map((segment) => [segment, rate(segment).value])),
  };
}
