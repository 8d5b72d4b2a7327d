import type { Rng } from "@attune/math/rng";
import { correlate } from "./correlated-draws.ts";
import type { Program, Slot } from "./program.ts";
import { valueAt } from "./quantity.ts";

/** Quantities that are not known exactly and that concern the file's own approach: what is drawn, and what sensitivity is asked of. */
export function uncertainSlots({ quantities, approaches }: Program): Slot[] {
  const foreign = new Set(
    approaches.flatMap(({ lines, usage }) => [
      ...lines.flatMap(({ once, perMonth }) => [once, perMonth]),
      ...usage.map(({ price }) => price),
    ]),
  );
  return quantities.flatMap(({ spread }, slot) => (spread.kind === "fixed" || foreign.has(slot) ? [] : [slot]));
}

/** A column for each quantity with its central value in every row. */
export function centralColumns({ quantities }: Program, rows: number): Float64Array[] {
  return quantities.map(({ spread }) => new Float64Array(rows).fill(spread.center));
}

/** Fills columns with draws, chunk after chunk. Each quantity has a sequence of its own, so that a new line in the file leaves the others' draws as they were. */
export function createDraws(
  { quantities, correlated }: Program,
  rng: Rng,
): (columns: readonly Float64Array[], rows: number) => void {
  const drawn = quantities.flatMap(({ spread, path }, slot) =>
    spread.kind === "fixed" ? [] : [{ spread, slot, own: rng.fork(path) }],
  );
  return (columns, rows) => {
    for (const { slot, own } of drawn) {
      const column = columns[slot]!;
      for (let i = 0; i < rows; i++) column[i] = own.normal();
    }
    for (const group of correlated)
      correlate(
        group,
        group.slots.map((slot) => columns[slot]!),
        rows,
      );
    for (const { spread, slot } of drawn) {
      const column = columns[slot]!;
      for (let i = 0; i < rows; i++) column[i] = valueAt(spread, column[i]!);
    }
  };
}
