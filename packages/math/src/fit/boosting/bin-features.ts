/** One column of a learner's input. NaN is missing, which is a value of its own. */
export interface FeatureColumn {
  values: Float64Array;
  /** Codes without order; at most 254 different ones are told apart, the rest count as missing. */
  isCategorical?: boolean;
  /** The prediction must not fall (1) or rise (−1) with it. */
  monotone?: -1 | 0 | 1;
}

/** A column cut into at most 255 bins. */
export interface BinnedFeature {
  bins: Uint8Array;
  /** Numeric: bin b holds values up to `edges[b]`, the last bin the rest. Categorical: `edges[b]` is the code of bin b. */
  edges: Float64Array;
  binCount: number;
  isCategorical: boolean;
  monotone: -1 | 0 | 1;
  hasMissing: boolean;
}

export const missingBin = 255;
const mostBins = 255;
const sampleSize = 200_000;

/** Quantile bins, or one a value where there are no more than 255; from every k-th of a sorted sample where rows are many. n·log n. */
export function binFeature({ values, isCategorical = false, monotone = 0 }: FeatureColumn): BinnedFeature {
  const edges = isCategorical ? categoryCodes(values) : numericEdges(values);
  const bins = new Uint8Array(values.length);
  let hasMissing = false;
  const places = isCategorical ? new Map(Array.from(edges, (code, b) => [code, b])) : null;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const bin = Number.isNaN(value)
      ? missingBin
      : places === null
        ? binOf(edges, value)
        : (places.get(value) ?? missingBin);
    bins[i] = bin;
    if (bin === missingBin) hasMissing = true;
  }
  return {
    bins,
    edges,
    binCount: isCategorical ? edges.length : edges.length + 1,
    isCategorical,
    monotone,
    hasMissing,
  };
}

/** The first bin whose edge is not below the value. */
function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function numericEdges(values: Float64Array): Float64Array {
  const step = Math.max(1, Math.floor(values.length / sampleSize));
  let count = 0;
  const sample = new Float64Array(Math.ceil(values.length / step));
  for (let i = 0; i < values.length; i += step) if (!Number.isNaN(values[i]!)) sample[count++] = values[i]!;
  const sorted = sample.subarray(0, count).sort();
  const distinct = distinctOf(sorted);
  if (distinct.length <= mostBins) {
    return Float64Array.from({ length: Math.max(0, distinct.length - 1) }, (_, i) =>
      between(distinct[i]!, distinct[i + 1]!),
    );
  }
  const edges: number[] = [];
  for (let k = 1; k < mostBins; k++) {
    const at = Math.floor((k * count) / mostBins);
    const edge = between(sorted[at - 1]!, sorted[at]!);
    if (edge > (edges.at(-1) ?? -Infinity)) edges.push(edge);
  }
  return Float64Array.from(edges);
}

/** The midpoint, without overflow, and never so rounded that it equals the upper of two neighbours. */
function between(a: number, b: number): number {
  const middle = a + (b - a) / 2;
  return middle < b ? middle : a;
}

function distinctOf(sorted: Float64Array): Float64Array {
  const distinct: number[] = [];
  for (const value of sorted) if (value !== distinct.at(-1)) distinct.push(value);
  return Float64Array.from(distinct);
}

/** Codes by how often they occur, the most frequent first. */
function categoryCodes(values: Float64Array): Float64Array {
  const counts = new Map<number, number>();
  for (const value of values) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const codes = [...counts].sort(([a, x], [b, y]) => y - x || a - b).slice(0, mostBins - 1);
  return Float64Array.from(codes, ([code]) => code);
}
