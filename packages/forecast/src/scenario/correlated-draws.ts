import type { ScenarioFile } from "@attune/model/scenario-file";
import type { CorrelatedGroup, Slot } from "./program.ts";
import { atPath, type Quantity } from "./quantity.ts";

/** Below this a pivot counts as 0: correlations that contradict each other have one below. */
const leastPivot = 1e-10;

/**
 * The groups that the file's correlations make. Correlations are of the normals behind the quantities (a Gaussian copula): each quantity keeps its own
 * spread. Throws `bad-request` for a path that is no uncertain quantity, a pair told twice, and correlations that cannot hold together.
 */
export function compileCorrelations(
  entries: NonNullable<ScenarioFile["correlations"]>,
  quantities: readonly Quantity[],
): CorrelatedGroup[] {
  const rho = new Map<string, number>();
  const joined = new Map<Slot, Set<Slot>>();
  entries.forEach(({ between, correlation }, i) => {
    const [a, b] = between.map((path, k) => uncertainSlot(path, quantities, `correlations[${i}].between[${k}]`)) as [
      Slot,
      Slot,
    ];
    if (a === b) throw atPath(`correlations[${i}].between`, "names the same quantity twice");
    if (rho.has(pair(a, b))) throw atPath(`correlations[${i}].between`, "is told twice");
    rho.set(pair(a, b), correlation);
    const together = new Set([...(joined.get(a) ?? [a]), ...(joined.get(b) ?? [b])]);
    for (const slot of together) joined.set(slot, together);
  });
  return [...new Set(joined.values())].map((members) => {
    const slots = [...members].sort((a, b) => a - b);
    return { slots, factor: lowerFactor(slots, rho, quantities) };
  });
}

/** Turns independent normals of a group, row by row, into correlated ones, in place. */
export function correlate({ factor }: CorrelatedGroup, normals: readonly Float64Array[], rows: number): void {
  for (let i = 0; i < rows; i++) {
    for (let row = factor.length - 1; row >= 0; row--) {
      let sum = 0;
      for (let k = 0; k <= row; k++) sum += factor[row]![k]! * normals[k]![i]!;
      normals[row]![i] = sum;
    }
  }
}

function pair(a: Slot, b: Slot): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function uncertainSlot(path: string, quantities: readonly Quantity[], at: string): Slot {
  const slot = quantities.findIndex((quantity) => quantity.path === path);
  if (slot === -1)
    throw atPath(
      at,
      `names ${JSON.stringify(path)}; quantities are named by their path, such as baseline.funnels[0].orderValue`,
    );
  if (path.startsWith("approaches."))
    throw atPath(at, `names ${path}, a cost of another approach, which is compared and does not move with this one`);
  if (quantities[slot]!.spread.kind === "fixed")
    throw atPath(at, `names ${path}, which is exact: only what has a range can move together`);
  return slot;
}

/** Cholesky's factor of the correlation matrix. */
function lowerFactor(
  slots: readonly Slot[],
  rho: ReadonlyMap<string, number>,
  quantities: readonly Quantity[],
): number[][] {
  const lower: number[][] = [];
  for (const [i, a] of slots.entries()) {
    const row: number[] = [];
    for (const [j, b] of slots.slice(0, i + 1).entries()) {
      let sum = i === j ? 1 : (rho.get(pair(a, b)) ?? 0);
      for (let k = 0; k < j; k++) sum -= row[k]! * (i === j ? row[k]! : lower[j]![k]!);
      if (i === j && !(sum > leastPivot)) {
        const names = slots.map((slot) => quantities[slot]!.path).join(", ");
        throw atPath("correlations", `contradict each other: no draws of ${names} can have them all`);
      }
      row.push(i === j ? Math.sqrt(sum) : sum / lower[j]![j]!);
    }
    lower.push(row);
  }
  return lower;
}
