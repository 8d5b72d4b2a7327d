import { instantiate, reserver, shareKernels } from "./shared-kernels.ts";

/** Rows with the largest dot products with a query, largest first; equal ones: the lower row first. */
export interface BestRows {
  rows: Uint32Array;
  scores: Float64Array;
}

/** Looks through all rows for the best; exact. */
export interface RowScan {
  best(query: Float32Array, limit: number): BestRows;
}

/** Scores of rows of bytes against a query of 16-bit integers. */
type ScoreBytes = (query: Int16Array) => Int32Array;

const largestByte = 127;
/** The query's sums of products with bytes stay below 2³¹ up to 2,000 dimensions. */
const largestWord = 8_000;

/**
 * A scan of `rows[row * dimensions + k]` that reads a quarter of the memory: rows are kept as bytes too, each with its own scale and the length of what
 * that leaves out. By Cauchy and Schwarz a row's score lies within |query| · |left out| of its score in bytes, so all rows that may be among the best
 * are known after one pass over the bytes, and only they are worked out in full. `dimensions` is a multiple of 16. The rows must not change.
 */
export function createRowScan(
  rows: Float32Array,
  dimensions: number,
  scoreBytesOf: (bytes: Int8Array, dimensions: number) => ScoreBytes = simdScoreBytes,
): RowScan {
  const d = dimensions;
  const count = rows.length / d;
  const bytes = new Int8Array(rows.length);
  const scale = new Float32Array(count);
  /** A row's score lies within |query| · slack of its score in bytes: what bytes leave out, and what rounding the query does. */
  const slack = new Float32Array(count);
  /** Rounding to 8,000 steps moves each number of the query by half a step at most; a millionth more for single precision. */
  const queryShare = (0.5 * Math.sqrt(d)) / largestWord + 1e-6;
  for (let row = 0; row < count; row++) {
    let largest = 0;
    for (let k = 0; k < d; k++) largest = Math.max(largest, Math.abs(rows[row * d + k]!));
    const unit = Math.fround(largest / largestByte);
    let squares = 0;
    let lost = 0;
    for (let k = 0; k < d; k++) {
      const byte = unit > 0 ? Math.round(rows[row * d + k]! / unit) : 0;
      bytes[row * d + k] = byte;
      squares += (byte * unit) ** 2;
      lost += (rows[row * d + k]! - byte * unit) ** 2;
    }
    scale[row] = unit;
    slack[row] = (Math.sqrt(lost) + queryShare * Math.sqrt(squares)) * 1.000001;
  }
  const scoreBytes = scoreBytesOf(bytes, d);
  const rounded = new Int16Array(d);

  return {
    best(query, limit) {
      const size = Math.min(limit, count);
      if (size === 0) return { rows: new Uint32Array(0), scores: new Float64Array(0) };
      const { unit, norm } = roundQuery(query, rounded);
      const bounds = { sums: scoreBytes(rounded), scale, slack, unit, norm };
      const threshold = certainThreshold(bounds, size);
      const candidates: { row: number; score: number }[] = [];
      for (let row = 0; row < count; row++) {
        if (bounds.sums[row]! * unit * scale[row]! + norm * slack[row]! < threshold) continue;
        let score = 0;
        for (let k = 0; k < d; k++) score += query[k]! * rows[row * d + k]!;
        candidates.push({ row, score });
      }
      candidates.sort((a, b) => b.score - a.score || a.row - b.row);
      const kept = candidates.slice(0, size);
      return {
        rows: Uint32Array.from(kept, ({ row }) => row),
        scores: Float64Array.from(kept, ({ score }) => score),
      };
    },
  };
}

/** The query in whole steps of `unit`, and its length. */
function roundQuery(query: Float32Array, rounded: Int16Array): { unit: number; norm: number } {
  let largest = 0;
  let squares = 0;
  for (let k = 0; k < query.length; k++) {
    largest = Math.max(largest, Math.abs(query[k]!));
    squares += query[k]! ** 2;
  }
  const unit = largest > 0 ? largest / largestWord : 1;
  for (let k = 0; k < query.length; k++) rounded[k] = Math.round(query[k]! / unit);
  return { unit, norm: Math.sqrt(squares) };
}

interface Bounds {
  sums: Int32Array;
  scale: Float32Array;
  slack: Float32Array;
  unit: number;
  norm: number;
}

/** The `size`-th largest lower bound: so many rows are certain to reach it. */
function certainThreshold({ sums, scale, slack, unit, norm }: Bounds, size: number): number {
  const heap = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < sums.length; row++) {
    const bound = sums[row]! * unit * scale[row]! - norm * slack[row]!;
    if (bound <= heap[0]!) continue;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      if (child + 1 < size && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= bound) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = bound;
  }
  return heap[0]!;
}

function simdScoreBytes(bytes: Int8Array, dimensions: number): ScoreBytes {
  const count = bytes.length / dimensions;
  const shared = dimensions % 16 === 0 ? shareKernels(bytes.length + 2 * dimensions + 4 * count + 64) : null;
  if (shared === null) return plainScoreBytes(bytes, dimensions);
  const { scoreBytes } = instantiate(shared);
  const reserve = reserver();
  const { buffer } = shared.memory;
  const table = new Int8Array(buffer, reserve(bytes.length), bytes.length);
  table.set(bytes);
  const words = new Int16Array(buffer, reserve(2 * dimensions), dimensions);
  const sums = new Int32Array(buffer, reserve(4 * count), count);
  return (query) => {
    words.set(query);
    scoreBytes(count, dimensions, words.byteOffset, table.byteOffset, sums.byteOffset);
    return sums;
  };
}

/** The same in plain TypeScript. */
export function plainScoreBytes(bytes: Int8Array, dimensions: number): ScoreBytes {
  const sums = new Int32Array(bytes.length / dimensions);
  return (query) => {
    for (let row = 0; row < sums.length; row++) {
      let sum = 0;
      for (let k = 0; k < dimensions; k++) sum += query[k]! * bytes[row * dimensions + k]!;
      sums[row] = sum;
    }
    return sums;
  };
}
