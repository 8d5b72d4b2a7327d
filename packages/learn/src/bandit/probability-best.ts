/** One continuous posterior: where its mass lies, and its log density up to a constant. */
export interface Posterior {
  lower: number;
  upper: number;
  mean: number;
  deviation: number;
  logDensity: (x: number) => number;
}

const pointsPerArm = 160;
/** So many deviations around the mean hold all but 10⁻¹⁵ of a normal's mass. */
const reach = 8;

/**
 * P(arm is the best) for independent posteriors: ∫ f_i Π_{j≠i} F_j dx, exact up to the quadrature (about 10⁻⁴ of a probability), no Monte-Carlo
 * noise. The grid joins the grids of all arms, so that one narrow arm among wide ones is not missed. O(arms² · points).
 */
export function probabilityBest(arms: readonly Posterior[]): Float64Array {
  const grid = jointGrid(arms);
  const size = grid.length;
  const density = arms.map((arm) => densityOn(grid, arm));
  const cumulative = density.map((values) => cumulativeOf(grid, values));
  const result = new Float64Array(arms.length);
  const integrand = new Float64Array(size);
  for (let arm = 0; arm < arms.length; arm++) {
    for (let i = 0; i < size; i++) {
      let value = density[arm]![i]!;
      for (let other = 0; other < arms.length && value > 0; other++) if (other !== arm) value *= cumulative[other]![i]!;
      integrand[i] = value;
    }
    for (let i = 1; i < size; i++)
      result[arm]! += 0.5 * (integrand[i]! + integrand[i - 1]!) * (grid[i]! - grid[i - 1]!);
  }
  const total = result.reduce((sum, p) => sum + p, 0);
  return result.map((p) => p / total);
}

function jointGrid(arms: readonly Posterior[]): Float64Array {
  const points = new Float64Array(arms.length * (pointsPerArm + 1));
  let count = 0;
  for (const { lower, upper, mean, deviation } of arms) {
    const from = Math.max(lower, mean - reach * deviation);
    const to = Math.min(upper, mean + reach * deviation);
    for (let i = 0; i <= pointsPerArm; i++) points[count++] = from + ((to - from) * i) / pointsPerArm;
  }
  return points.sort().filter((x, i, all) => i === 0 || x > all[i - 1]!);
}

function densityOn(grid: Float64Array, { logDensity, lower, upper }: Posterior): Float64Array {
  const logs = grid.map((x) => (x < lower || x > upper ? Number.NEGATIVE_INFINITY : logDensity(x)));
  const highest = logs.reduce(
    (most, value) => (value < Number.POSITIVE_INFINITY ? Math.max(most, value) : most),
    Number.NEGATIVE_INFINITY,
  );
  const density = logs.map((value) => (value === Number.POSITIVE_INFINITY ? 0 : Math.exp(value - highest)));
  const total = cumulativeUnnormalized(grid, density).at(-1)!;
  return density.map((value) => value / total);
}

function cumulativeOf(grid: Float64Array, density: Float64Array): Float64Array {
  return cumulativeUnnormalized(grid, density).map((value) => Math.min(1, value));
}

function cumulativeUnnormalized(grid: Float64Array, density: Float64Array): Float64Array {
  const result = new Float64Array(grid.length);
  for (let i = 1; i < grid.length; i++) {
    result[i] = result[i - 1]! + 0.5 * (density[i]! + density[i - 1]!) * (grid[i]! - grid[i - 1]!);
  }
  return result;
}
