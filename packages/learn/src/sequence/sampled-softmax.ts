/**
 * The loss of telling each row's next item from items drawn at random, −ln(e^s⁺ / (e^s⁺ + Σ e^s⁻)), s = row · item [Jean et al. 2015; Klenitskiy & Vasilev
 * 2023], one draw for the whole batch. Adds to the slopes of rows and items and answers the mean loss. A draw that is the
 * row's own next item is passed over.
 */
export function sampledSoftmax(request: {
  rows: number;
  d: number;
  out: Float32Array;
  outSlope: Float32Array;
  table: Float32Array;
  tableSlope: Float32Array;
  /** The next item of each row. */
  next: Uint32Array;
  drawn: Uint32Array;
  /** `scores[row * drawn + j]`: row · drawn item j; overwritten by the slopes of the loss in them. */
  scores: Float32Array;
}): number {
  const { rows, d, out, outSlope, table, tableSlope, next, drawn, scores } = request;
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const at = row * drawn.length;
    const target = next[row]! * d;
    let right = 0;
    for (let c = 0; c < d; c++) right += out[row * d + c]! * table[target + c]!;
    let largest = right;
    for (let j = 0; j < drawn.length; j++) {
      if (drawn[j] !== next[row] && scores[at + j]! > largest) largest = scores[at + j]!;
    }
    let total = Math.exp(right - largest);
    for (let j = 0; j < drawn.length; j++) {
      const part = drawn[j] === next[row] ? 0 : Math.exp(scores[at + j]! - largest);
      scores[at + j] = part;
      total += part;
    }
    const share = Math.exp(right - largest) / total;
    loss -= Math.log(Math.max(share, 1e-12)) / rows;
    const pull = (share - 1) / rows;
    for (let c = 0; c < d; c++) {
      outSlope[row * d + c]! += pull * table[target + c]!;
      tableSlope[target + c]! += pull * out[row * d + c]!;
    }
    for (let j = 0; j < drawn.length; j++) scores[at + j]! /= total * rows;
  }
  return loss;
}
