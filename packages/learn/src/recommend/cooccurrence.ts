import { collectNeighbors, type ItemNeighbors } from "./item-neighbors.ts";
import type { SparseMatrix } from "./sparse-matrix.ts";

interface Cooccurrence {
  /** Profiles × items, and its transpose. */
  matrix: SparseMatrix;
  byItem: SparseMatrix;
  neighborsPerItem: number;
  /** What one profile's having both items counts. */
  profileWeight: Float64Array;
  /** The similarity from the summed weight of the profiles that have both. ≤ 0: no neighbors. */
  similarity: (together: number, from: number, to: number) => number;
}

/**
 * Items that the same profiles have, row by row with a dense accumulator [Gustavson 1978]: one code path for cosine, likelihood ratio and
 * random walks, which differ in the weights alone. O(Σ over profiles of the square of their items).
 */
export function cooccurrenceNeighbors({
  matrix,
  byItem,
  neighborsPerItem,
  profileWeight,
  similarity,
}: Cooccurrence): ItemNeighbors {
  return collectNeighbors(matrix.columnCount, neighborsPerItem, (from, board) => {
    for (let entry = byItem.rowStart[from]!; entry < byItem.rowStart[from + 1]!; entry++) {
      const profile = byItem.column[entry]!;
      const weight = profileWeight[profile]!;
      if (weight === 0) continue;
      const end = matrix.rowStart[profile + 1]!;
      for (let other = matrix.rowStart[profile]!; other < end; other++) board.add(matrix.column[other]!, weight);
    }
    board.remove(from);
    for (const to of board.touched()) {
      const value = similarity(board.scoreOf(to), from, to);
      if (value > 0) board.set(to, value);
      else board.remove(to);
    }
  });
}
