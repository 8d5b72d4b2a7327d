/** Which rows look for which, in a space where distance is Euclidean (`space[dimension][row]`). */
export interface NearestOptions {
  space: readonly Float64Array[];
  treated: Uint8Array;
  /** The arm whose rows look for matches in the other. */
  from: 0 | 1;
  matches: number;
  replacement: boolean;
  caliper?: number;
  exact?: readonly string[];
}

/**
 * The nearest rows of the other arm for each row of `from`, nearest first; fewer, or none, where the caliper, the exact values or (without
 * replacement) earlier rows leave no more. Without replacement rows choose in the order in which they stand.
 */
export function nearestRows(options: NearestOptions): Map<number, number[]> {
  const { space, treated, from, matches, replacement, exact } = options;
  const limit = options.caliper === undefined ? Number.POSITIVE_INFINITY : options.caliper ** 2;
  const pools = new Map<string, number[]>();
  treated.forEach((arm, row) => {
    if (arm === from) return;
    const key = exact?.[row] ?? "";
    const pool = pools.get(key);
    if (pool === undefined) pools.set(key, [row]);
    else pool.push(row);
  });
  const found = new Map<number, number[]>();
  const taken = new Uint8Array(treated.length);
  for (let row = 0; row < treated.length; row++) {
    if (treated[row] !== from) continue;
    const best: { row: number; distance: number }[] = [];
    for (const other of pools.get(exact?.[row] ?? "") ?? []) {
      if (taken[other] === 1) continue;
      const worst = best.length === matches ? best[matches - 1]!.distance : Number.POSITIVE_INFINITY;
      let distance = 0;
      for (let j = 0; j < space.length && distance < worst; j++) distance += (space[j]![row]! - space[j]![other]!) ** 2;
      if (distance >= worst || distance > limit) continue;
      if (best.length === matches) best.pop();
      best.push({ row: other, distance });
      for (let k = best.length - 1; k > 0 && best[k]!.distance < best[k - 1]!.distance; k--) {
        [best[k], best[k - 1]] = [best[k - 1]!, best[k]!];
      }
    }
    if (!replacement) for (const match of best) taken[match.row] = 1;
    found.set(
      row,
      best.map((match) => match.row),
    );
  }
  return found;
}
