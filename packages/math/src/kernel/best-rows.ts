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

/** Where rows of bytes are scored: eight rows lie together, two of their numbers after another. */
interface ByteRows {
  bytes: Int8Array;
  /** What a row's sum in whole numbers is worth, and by how much its score may be more or less than that, per length of the query. */
  scale: Float32Array;
  slack: Float32Array;
  query: Int16Array;
  /** Row and score of what was found, in turns; the rows are read as whole numbers. */
  foundRows: Int32Array;
  foundScores: Float32Array;
  /** Rows `from` to `to` (multiples of 8) with score + length · slack ≥ threshold go to `found`; answers how many. */
  reaching(from: number, to: number, length: number, threshold: number): number;
}

const group = 8;
const largestByte = 127;
/** The query's sums of products with bytes stay below 2³¹ up to 2,000 dimensions. */
const largestWord = 8_000;
/** Rows that are looked through before there is a threshold. */
const firstBlock = 1_024;

/**
 * A scan of `rows[row * dimensions + k]` that reads a quarter of the memory: rows are kept as bytes too, each with its own scale and the length of what
 * that leaves out. By Cauchy and Schwarz a row's score lies within |query| · |left out| of its score in bytes. Blocks that double in size are gone through with
 * the best lower bound of the blocks before as threshold, and only the few rows that may reach it are worked out in full. `dimensions` is even. The rows must not
 * change.
 */
export function createRowScan(
  rows: Float32Array,
  dimensions: number,
  byteRowsOf: (count: number, dimensions: number) => ByteRows = simdByteRows,
): RowScan {
  const d = dimensions;
  const count = rows.length / d;
  const rounded = Math.ceil(count / group) * group;
  const work = byteRowsOf(rounded, d);
  packRows(rows, d, work);

  return {
    best(query, limit) {
      const size = Math.min(limit, count);
      if (size === 0) return { rows: new Uint32Array(0), scores: new Float64Array(0) };
      const length = roundQuery(query, work.query);
      const candidates: { row: number; score: number }[] = [];
      for (const row of mayBeBest(work, rounded, length, size)) {
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

function packRows(rows: Float32Array, d: number, { bytes, scale, slack }: ByteRows): void {
  const count = rows.length / d;
  // Rows that only fill up the last eight are never found.
  slack.fill(Number.NEGATIVE_INFINITY);
  /** Rounding to 8,000 steps moves each number of the query by half a step at most; a millionth more for single precision. */
  const queryShare = (0.5 * Math.sqrt(d)) / largestWord + 1e-6;
  for (let row = 0; row < count; row++) {
    let largest = 0;
    for (let k = 0; k < d; k++) largest = Math.max(largest, Math.abs(rows[row * d + k]!));
    const step = Math.fround(largest / largestByte);
    let squares = 0;
    let lost = 0;
    for (let k = 0; k < d; k++) {
      const byte = step > 0 ? Math.round(rows[row * d + k]! / step) : 0;
      bytes[placeOf(row, k, d)] = byte;
      squares += (byte * step) ** 2;
      lost += (rows[row * d + k]! - byte * step) ** 2;
    }
    scale[row] = step;
    slack[row] = (Math.sqrt(lost) + queryShare * Math.sqrt(squares)) * 1.000001;
  }
}

function placeOf(row: number, k: number, d: number): number {
  return Math.floor(row / group) * group * d + (k >> 1) * (2 * group) + (row % group) * 2 + (k & 1);
}

/** The query in whole steps; answers its length in steps. Scores are in steps of the query from here on. */
function roundQuery(query: Float32Array, rounded: Int16Array): number {
  let largest = 0;
  let squares = 0;
  for (let k = 0; k < query.length; k++) {
    largest = Math.max(largest, Math.abs(query[k]!));
    squares += query[k]! ** 2;
  }
  const step = largest > 0 ? largest / largestWord : 1;
  for (let k = 0; k < query.length; k++) rounded[k] = Math.round(query[k]! / step);
  return Math.sqrt(squares) / step;
}

/** Rows whose upper bound reaches the `size`-th largest lower bound: the best are among them. */
function mayBeBest(work: ByteRows, rowCount: number, length: number, size: number): number[] {
  const lowest = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const seen: { row: number; upper: number }[] = [];
  for (let from = 0; from < rowCount; ) {
    const to = Math.min(rowCount, from === 0 ? firstBlock : 2 * from);
    const found = work.reaching(from, to, length, justBelow(lowest[0]!));
    for (let i = 0; i < found; i++) {
      const row = work.foundRows[2 * i]!;
      const slack = length * work.slack[row]!;
      if (!(slack >= 0)) continue;
      const score = work.foundScores[2 * i + 1]!;
      seen.push({ row, upper: score + slack });
      if (score - slack > lowest[0]!) replaceLowest(lowest, score - slack);
    }
    from = to;
  }
  const threshold = justBelow(lowest[0]!);
  return seen.filter(({ upper }) => upper >= threshold).map(({ row }) => row);
}

/** Bounds are in single precision. */
function justBelow(bound: number): number {
  return bound - 1e-6 * Math.abs(bound);
}

/** The root of a heap, its smallest number, gives way. */
function replaceLowest(heap: Float64Array, value: number): void {
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= value) break;
    heap[hole] = heap[child]!;
    hole = child;
  }
  heap[hole] = value;
}

function simdByteRows(count: number, dimensions: number): ByteRows {
  const room = count * (dimensions + 16) + 2 * dimensions + 256;
  const shared = dimensions % 2 === 0 ? shareKernels(room) : null;
  if (shared === null) return plainByteRows(count, dimensions);
  const { bestOfBlock } = instantiate(shared);
  const reserve = reserver();
  const { buffer } = shared.memory;
  const bytes = new Int8Array(buffer, reserve(count * dimensions), count * dimensions);
  const query = new Int16Array(buffer, reserve(2 * dimensions), dimensions);
  const scale = new Float32Array(buffer, reserve(4 * count), count);
  const slack = new Float32Array(buffer, reserve(4 * count), count);
  const found = reserve(8 * count);
  const arrays = [query, bytes, scale, slack].map(({ byteOffset }) => byteOffset);
  return {
    bytes,
    scale,
    slack,
    query,
    foundRows: new Int32Array(buffer, found, 2 * count),
    foundScores: new Float32Array(buffer, found, 2 * count),
    reaching: (from, to, length, threshold) => bestOfBlock(from, to, dimensions, ...arrays, length, threshold, found),
  };
}

/** The same in plain TypeScript. */
export function plainByteRows(count: number, dimensions: number): ByteRows {
  const bytes = new Int8Array(count * dimensions);
  const query = new Int16Array(dimensions);
  const scale = new Float32Array(count);
  const slack = new Float32Array(count);
  const found = new ArrayBuffer(8 * count);
  const foundRows = new Int32Array(found);
  const foundScores = new Float32Array(found);
  return {
    bytes,
    scale,
    slack,
    query,
    foundRows,
    foundScores,
    reaching(from, to, length, threshold) {
      let reached = 0;
      for (let row = from; row < to; row++) {
        let sum = 0;
        for (let k = 0; k < dimensions; k++) sum += query[k]! * bytes[placeOf(row, k, dimensions)]!;
        const score = Math.fround(sum * scale[row]!);
        if (!(score + length * slack[row]! >= threshold)) continue;
        foundRows[2 * reached] = row;
        foundScores[2 * reached + 1] = score;
        reached++;
      }
      return reached;
    },
  };
}
