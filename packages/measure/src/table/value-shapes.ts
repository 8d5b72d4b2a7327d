import type { ValueShape } from "../experiment/metric-input.ts";
import type { Codes, Grouping } from "./arm-columns.ts";
import { clusterColumns } from "./cluster-columns.ts";

/** How the clusters' totals lie about what their size lets expect. */
export function clusterShapes(values: Float64Array, everyone: Grouping, clusters: Codes): ValueShape[] {
  const { columns, groupOf, size } = clusterColumns(
    { columns: [values], ...everyone },
    clusters.codes,
    clusters.values.length,
  );
  const [totals, sizes] = [columns[0]!, columns[1]!];
  const total = new Float64Array(size);
  const units = new Float64Array(size);
  groupOf.forEach((group, row) => {
    total[group]! += totals[row]!;
    units[group]! += sizes[row]!;
  });
  return shapesOf(
    totals.map((sum, row) => sum - (total[groupOf[row]!]! / units[groupOf[row]!]!) * sizes[row]!),
    { groupOf, size },
  );
}

/** How the values of each group lie; groups of fewer than two are left out. */
export function shapesOf(values: Float64Array, { groupOf, size }: Grouping): ValueShape[] {
  const n = new Float64Array(size);
  const sum = new Float64Array(size);
  const largest = new Float64Array(size).fill(-Infinity);
  for (let unit = 0; unit < values.length; unit++) {
    const group = groupOf[unit]!;
    n[group]! += 1;
    sum[group]! += values[unit]!;
    largest[group] = Math.max(largest[group]!, values[unit]!);
  }
  const second = new Float64Array(size);
  const third = new Float64Array(size);
  for (let unit = 0; unit < values.length; unit++) {
    const group = groupOf[unit]!;
    const deviation = values[unit]! - sum[group]! / n[group]!;
    second[group]! += deviation * deviation;
    third[group]! += deviation ** 3;
  }
  return Array.from({ length: size }, (_, g) => g).flatMap((g) => {
    if (n[g]! < 2) return [];
    const variance = second[g]! / n[g]!;
    return [
      {
        n: n[g]!,
        mean: sum[g]! / n[g]!,
        standardDeviation: Math.sqrt(variance),
        skewness: variance === 0 ? 0 : third[g]! / n[g]! / variance ** 1.5,
        largest: largest[g]!,
      },
    ];
  });
}
