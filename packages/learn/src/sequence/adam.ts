import type { Tensor } from "./tensor.ts";

const beta1 = 0.9;
const beta2 = 0.98;
const smallest = 1e-8;

/** Steps down the slope with momentum and a rate per number [Kingma & Ba 2015, Adam]; clears the slopes. */
export interface Adam {
  step(rate: number): void;
  /** Only the given rows of `width` numbers; numbers of other rows and their memory stay as they are. */
  stepRows(rate: number, rows: Iterable<number>, width: number): void;
}

export function createAdam({ value, slope }: Tensor): Adam {
  const mean = new Float32Array(value.length);
  const square = new Float32Array(value.length);
  let steps = 0;

  function update(from: number, to: number, rate: number): void {
    const scale = rate / (1 - beta1 ** steps);
    const squareScale = 1 / (1 - beta2 ** steps);
    for (let i = from; i < to; i++) {
      const g = slope[i]!;
      mean[i] = beta1 * mean[i]! + (1 - beta1) * g;
      square[i] = beta2 * square[i]! + (1 - beta2) * g * g;
      value[i]! -= (scale * mean[i]!) / (Math.sqrt(square[i]! * squareScale) + smallest);
      slope[i] = 0;
    }
  }

  return {
    step(rate) {
      steps++;
      update(0, value.length, rate);
    },
    stepRows(rate, rows, width) {
      steps++;
      for (const row of rows) update(row * width, (row + 1) * width, rate);
    },
  };
}
