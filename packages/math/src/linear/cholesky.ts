/**
 * Solves A·x = b for a symmetric positive definite A (`matrix[i][j]`) by Cholesky's factorization. Null where A is singular to rounding
 * (a column that is constant, or a sum of others): the caller says which. Cubic in the size.
 */
export function solvePositiveDefinite(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): number[] | null {
  const size = right.length;
  const lower: number[][] = [];
  for (let i = 0; i < size; i++) {
    const row = new Array<number>(size).fill(0);
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * (j === i ? row[k]! : lower[j]![k]!);
      if (i === j) {
        if (!(sum > 1e-12 * matrix[i]![i]!)) return null;
        row[i] = Math.sqrt(sum);
      } else {
        row[j] = sum / lower[j]![j]!;
      }
    }
    lower.push(row);
  }
  const x = [...right];
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i]![k]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= lower[k]![i]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}
