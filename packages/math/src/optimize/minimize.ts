/** The value at a point; writes the gradient there. A point where the function cannot be computed has the value Infinity. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

/** Closest and farthest value of each coordinate, both finite. */
export interface Box {
  low: Float64Array;
  high: Float64Array;
}

export interface Minimum {
  point: Float64Array;
  value: number;
  /** The gradient vanishes there, but for coordinates that lie on the box and push outward. */
  isStationary: boolean;
  /** Greatest absolute gradient of the coordinates that are free to move. */
  steepest: number;
  /** −1 where the coordinate lies on `low`, 1 on `high`, 0 inside. */
  bound: Int8Array;
  evaluations: number;
}

interface Options {
  /** Greatest absolute gradient (of the free coordinates) that counts as zero. */
  tolerance?: number;
  maxIterations?: number;
}

/** A step is never longer than this in any coordinate: the objectives here are in logarithms, where a step of 2 is a factor of 7. */
const longestStep = 2;

/**
 * A local minimum of a smooth function in a box: BFGS on the inverse Hessian, coordinates on the box frozen while they push outward, and a
 * projected line search (Armijo, quadratic interpolation). Meant for a handful of coordinates of comparable scale.
 * @see Nocedal & Wright (2006), Numerical optimization, algorithm 6.1 and section 16.7.
 */
export function minimize(objective: Objective, start: ArrayLike<number>, box: Box, options: Options = {}): Minimum {
  const { tolerance = 1e-9, maxIterations = 300 } = options;
  const n = start.length;
  const clamp = (value: number, i: number) => Math.min(box.high[i]!, Math.max(box.low[i]!, value));
  let point: Float64Array = Float64Array.from(start, clamp);
  let gradient: Float64Array = new Float64Array(n);
  let value = objective(point, gradient);
  let evaluations = 1;
  let inverse = identity(n, 1);
  let isFresh = true;

  const isFrozen = (i: number) =>
    (point[i] === box.low[i] && gradient[i]! > 0) || (point[i] === box.high[i] && gradient[i]! < 0);
  const steepest = () => gradient.reduce((most, g, i) => (isFrozen(i) ? most : Math.max(most, Math.abs(g))), 0);

  for (let iteration = 0; iteration < maxIterations && steepest() > tolerance; iteration++) {
    const direction = descend(inverse, gradient, isFrozen);
    const found = searchLine(direction);
    if (found === null) {
      // A poor inverse may be to blame: once more along the gradient itself, then give up.
      if (isFresh) break;
      inverse = identity(n, 1);
      isFresh = true;
      continue;
    }
    update(found);
    point = found.point;
    gradient = found.gradient;
    value = found.value;
  }
  return {
    point,
    value,
    isStationary: Number.isFinite(value) && steepest() <= Math.max(tolerance * 1e3, 1e-6),
    steepest: steepest(),
    bound: Int8Array.from(point, (x, i) => (x <= box.low[i]! ? -1 : x >= box.high[i]! ? 1 : 0)),
    evaluations,
  };

  function searchLine(direction: Float64Array): { point: Float64Array; gradient: Float64Array; value: number } | null {
    const longest = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
    if (!(longest > 0)) return null;
    let length = Math.min(1, longestStep / longest);
    for (let attempt = 0; attempt < 40; attempt++) {
      const next = point.map((x, i) => clamp(x + length * direction[i]!, i));
      const nextGradient = new Float64Array(n);
      const nextValue = objective(next, nextGradient);
      evaluations++;
      const slope = next.reduce((sum, x, i) => sum + gradient[i]! * (x - point[i]!), 0);
      if (nextValue <= value + 1e-4 * slope && slope < 0)
        return { point: next, gradient: nextGradient, value: nextValue };
      // Where values differ by rounding only, the gradient decides.
      if (slope < 0 && isLevel(nextValue, value) && isFlatter(nextGradient))
        return { point: next, gradient: nextGradient, value: nextValue };
      const curvature = 2 * (nextValue - value - slope);
      const shrink = Number.isFinite(curvature) && curvature > 0 ? -slope / curvature : 0.1;
      length *= Math.min(0.5, Math.max(0.1, shrink));
    }
    return null;
  }

  function isLevel(a: number, b: number): boolean {
    return Math.abs(a - b) <= 1e-13 * Math.max(1, Math.abs(b));
  }

  function isFlatter(other: Float64Array): boolean {
    return Math.hypot(...other) < 0.9 * Math.hypot(...gradient);
  }

  function update(found: { point: Float64Array; gradient: Float64Array }): void {
    const step = found.point.map((x, i) => x - point[i]!);
    const change = found.gradient.map((g, i) => g - gradient[i]!);
    const curvature = dot(step, change);
    if (!(curvature > 1e-12 * Math.hypot(...step) * Math.hypot(...change))) return;
    if (isFresh) inverse = identity(n, curvature / dot(change, change));
    isFresh = false;
    const image = Float64Array.from({ length: n }, (_, i) => dot(inverse.subarray(i * n, i * n + n), change));
    const factor = (1 + dot(change, image) / curvature) / curvature;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        inverse[i * n + j]! += factor * step[i]! * step[j]! - (image[i]! * step[j]! + step[i]! * image[j]!) / curvature;
      }
    }
  }
}

function descend(inverse: Float64Array, gradient: Float64Array, isFrozen: (i: number) => boolean): Float64Array {
  const n = gradient.length;
  return Float64Array.from({ length: n }, (_, i) => {
    if (isFrozen(i)) return 0;
    let sum = 0;
    for (let j = 0; j < n; j++) if (!isFrozen(j)) sum -= inverse[i * n + j]! * gradient[j]!;
    return sum;
  });
}

function identity(n: number, scale: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = scale;
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
