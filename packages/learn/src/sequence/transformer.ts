import type { MatrixKernels } from "@attune/math/kernel/matrix-kernels";
import type { Rng } from "@attune/math/rng";
import { attentionRoom, createAttention, type Packing } from "./attention.ts";
import { normalizeRows, normalizeRowsBack } from "./layers.ts";
import { createProducts, createTensor, drawnTensor, type Tensor } from "./tensor.ts";

export interface TransformerShape {
  itemCount: number;
  /** A multiple of 8, and of `heads`. */
  dimensions: number;
  blocks: number;
  heads: number;
  /** Only so many of the latest items are looked at. */
  longest: number;
  /** Rows of a batch, at most. */
  rows: number;
}

/** Sequences in one batch: items one after another, and each one's place counted from the end of its sequence's window. */
export interface Batch extends Packing {
  items: Uint32Array;
}

export interface Transformer {
  shape: TransformerShape;
  /** One row per item; what is looked up and what is scored. */
  itemTable: Tensor;
  /** All other parameters. */
  parameters: readonly Tensor[];
  /** What the network makes of each row: out.value holds `rows × dimensions`. */
  out: Tensor;
  /** `drop` null at serving; otherwise the share of numbers left out and the generator that chooses them. */
  forward(batch: Batch, drop: { share: number; rng: Rng } | null): void;
  /** From `out.slope` to the slopes of all parameters, added up. Of the last forward. */
  backward(batch: Batch): void;
}

/** Of all that is drawn at the start: small, so that at first an item speaks louder than what the layers make of it. */
const startDeviation = 0.02;

/** Bytes that `createTransformer` takes of its kernels. */
export function transformerBytes({ itemCount, dimensions: d, blocks, heads, longest, rows }: TransformerShape): number {
  const parameters = itemCount * d + longest * d + blocks * (6 * d * d + 6 * d) + 2 * d;
  const activations = rows * d * (3 + blocks * 11) + rows * (2 * blocks + 1) + blocks * heads * rows * longest;
  const attention = attentionRoom(rows, longest);
  return 4 * (2 * parameters + 2 * activations + rows * d + d * d + attention) + 4_096 * (blocks + 2);
}

/**
 * A causal self-attention network over item sequences [Kang & McAuley 2018, SASRec], normalized before each part: x += attention(norm x) W, x += relu(norm x
 * W₁ + b₁) W₂ + b₂, norm at the end. Per row 6 d² multiplications per block and direction, and d per item of its past.
 */
export function createTransformer(kernels: MatrixKernels, shape: TransformerShape, rng: Rng): Transformer {
  const { itemCount, dimensions: d, blocks, heads, longest, rows } = shape;
  const products = createProducts(kernels, rows * d, d * d);
  const attention = createAttention(kernels, { dimensions: d, heads, sequences: rows, longest });
  const ones = () => {
    const tensor = createTensor(kernels, d);
    tensor.value.fill(1);
    return tensor;
  };
  const square = () => drawnTensor(kernels, d * d, startDeviation, rng);
  const zeros = () => createTensor(kernels, d);
  const activation = () => createTensor(kernels, rows * d);
  const itemTable = drawnTensor(kernels, itemCount * d, startDeviation, rng);
  const places = drawnTensor(kernels, longest * d, startDeviation, rng);
  const layers = Array.from({ length: blocks }, () => ({
    gain1: ones(),
    shift1: zeros(),
    query: square(),
    key: square(),
    value: square(),
    merge: square(),
    gain2: ones(),
    shift2: zeros(),
    wide: square(),
    wideShift: zeros(),
    narrow: square(),
    narrowShift: zeros(),
    x: activation(),
    normal1: activation(),
    inverse1: kernels.floats(rows),
    q: activation(),
    k: activation(),
    v: activation(),
    mixed: activation(),
    shares: kernels.floats(heads * rows * longest),
    middle: activation(),
    normal2: activation(),
    inverse2: kernels.floats(rows),
    hidden: activation(),
    keptA: kernels.floats(rows * d),
    keptB: kernels.floats(rows * d),
  }));
  const last = activation();
  const gain = ones();
  const shift = zeros();
  const inverse = kernels.floats(rows);
  const out = activation();
  const passed = kernels.floats(rows * d);
  const keptInput = kernels.floats(rows * d);
  let isDropping = false;

  /** Which numbers stay, and how they are scaled so that the mean stays. */
  function draw(kept: Float32Array, count: number, { share, rng: drawn }: { share: number; rng: Rng }): void {
    const scale = 1 / (1 - share);
    for (let i = 0; i < count; i++) kept[i] = drawn.uniform() < share ? 0 : scale;
  }

  function placeOf(batch: Batch, sequence: number, row: number): number {
    return longest - (batch.start[sequence + 1]! - row);
  }

  function lookUp(batch: Batch, to: Float32Array): void {
    for (let s = 0; s + 1 < batch.start.length; s++) {
      for (let row = batch.start[s]!; row < batch.start[s + 1]!; row++) {
        const item = batch.items[row]! * d;
        const place = placeOf(batch, s, row) * d;
        for (let c = 0; c < d; c++) to[row * d + c] = itemTable.value[item + c]! + places.value[place + c]!;
      }
    }
  }

  function forward(batch: Batch, drop: { share: number; rng: Rng } | null): void {
    const count = batch.items.length;
    const size = count * d;
    isDropping = drop !== null;
    const first = layers[0]!.x.value;
    lookUp(batch, first);
    if (drop !== null) {
      draw(keptInput, size, drop);
      for (let i = 0; i < size; i++) first[i]! *= keptInput[i]!;
    }
    layers.forEach((l, b) => {
      const next = layers[b + 1]?.x.value ?? last.value;
      normalizeRows(count, d, l.x.value, l.gain1.value, l.shift1.value, l.normal1.value, l.inverse1);
      products.forward(count, d, d, l.normal1.value, l.query.value, l.q.value);
      products.forward(count, d, d, l.normal1.value, l.key.value, l.k.value);
      products.forward(count, d, d, l.normal1.value, l.value.value, l.v.value);
      attention.forward(batch, l.q, l.k, l.v, l.mixed.value, l.shares);
      products.forward(count, d, d, l.mixed.value, l.merge.value, passed);
      if (drop !== null) draw(l.keptA, size, drop);
      for (let i = 0; i < size; i++) l.middle.value[i] = l.x.value[i]! + passed[i]! * (isDropping ? l.keptA[i]! : 1);
      normalizeRows(count, d, l.middle.value, l.gain2.value, l.shift2.value, l.normal2.value, l.inverse2);
      products.forward(count, d, d, l.normal2.value, l.wide.value, l.hidden.value);
      for (let i = 0; i < size; i++) l.hidden.value[i] = Math.max(0, l.hidden.value[i]! + l.wideShift.value[i % d]!);
      products.forward(count, d, d, l.hidden.value, l.narrow.value, passed);
      if (drop !== null) draw(l.keptB, size, drop);
      for (let i = 0; i < size; i++) {
        const added = (passed[i]! + l.narrowShift.value[i % d]!) * (isDropping ? l.keptB[i]! : 1);
        next[i] = l.middle.value[i]! + added;
      }
    });
    normalizeRows(count, d, last.value, gain.value, shift.value, out.value, inverse);
  }

  function backward(batch: Batch): void {
    const count = batch.items.length;
    const size = count * d;
    last.slope.fill(0, 0, size);
    normalizeRowsBack(count, d, last, gain, shift, out, inverse);
    for (let b = blocks - 1; b >= 0; b--) {
      const l = layers[b]!;
      const above = layers[b + 1]?.x ?? last;
      for (const tensor of [l.x, l.normal1, l.q, l.k, l.v, l.mixed, l.normal2, l.hidden]) tensor.slope.fill(0, 0, size);
      for (let i = 0; i < size; i++) {
        l.middle.slope[i] = above.slope[i]!;
        passed[i] = above.slope[i]! * (isDropping ? l.keptB[i]! : 1);
        l.narrowShift.slope[i % d]! += passed[i]!;
      }
      products.backward(count, d, d, l.hidden, l.narrow, passed);
      for (let i = 0; i < size; i++) {
        if (l.hidden.value[i]! <= 0) l.hidden.slope[i] = 0;
        l.wideShift.slope[i % d]! += l.hidden.slope[i]!;
      }
      products.backward(count, d, d, l.normal2, l.wide, l.hidden.slope);
      normalizeRowsBack(count, d, l.middle, l.gain2, l.shift2, l.normal2, l.inverse2);
      for (let i = 0; i < size; i++) {
        l.x.slope[i] = l.middle.slope[i]!;
        passed[i] = l.middle.slope[i]! * (isDropping ? l.keptA[i]! : 1);
      }
      products.backward(count, d, d, l.mixed, l.merge, passed);
      attention.backward(batch, l.q, l.k, l.v, l.mixed.slope, l.shares);
      products.backward(count, d, d, l.normal1, l.query, l.q.slope);
      products.backward(count, d, d, l.normal1, l.key, l.k.slope);
      products.backward(count, d, d, l.normal1, l.value, l.v.slope);
      normalizeRowsBack(count, d, l.x, l.gain1, l.shift1, l.normal1, l.inverse1);
    }
    const input = layers[0]!.x.slope;
    for (let s = 0; s + 1 < batch.start.length; s++) {
      for (let row = batch.start[s]!; row < batch.start[s + 1]!; row++) {
        const item = batch.items[row]! * d;
        const place = placeOf(batch, s, row) * d;
        for (let c = 0; c < d; c++) {
          const slope = input[row * d + c]! * (isDropping ? keptInput[row * d + c]! : 1);
          itemTable.slope[item + c]! += slope;
          places.slope[place + c]! += slope;
        }
      }
    }
  }

  const parameters = [
    places,
    gain,
    shift,
    ...layers.flatMap((l) => [l.gain1, l.shift1, l.query, l.key, l.value, l.merge]),
    ...layers.flatMap((l) => [l.gain2, l.shift2, l.wide, l.wideShift, l.narrow, l.narrowShift]),
  ];
  return { shape, itemTable, parameters, out, forward, backward };
}
