/** B₂ₖ/(2k), k = 1…8: the asymptotic series of ψ. */
const ASYMPTOTIC = [
  0.08333333333333333, -0.008333333333333333, 0.003968253968253968, -0.004166666666666667, 0.007575757575757576,
  -0.021092796092796094, 0.08333333333333333, -0.4432598039215686,
];

/** ψ(x) = d log Γ(x)/dx for x > 0; absolute error below 1e-14 where |ψ| ≤ 10, relative below 1e-14 elsewhere. NaN for x ≤ 0. @see DLMF 5.5.2, 5.11.2 */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let shifted = x;
  let sum = 0;
  while (shifted < 12) {
    sum -= 1 / shifted;
    shifted += 1;
  }
  const y = 1 / (shifted * shifted);
  let series = 0;
  for (let i = ASYMPTOTIC.length - 1; i >= 0; i--) series = (series + ASYMPTOTIC[i]!) * y;
  return sum + Math.log(shifted) - 0.5 / shifted - series;
}
