const LOG_SQRT_TWO_PI = 0.9189385332046728;

/** 1 − γ, and (−1)ᵏ(ζ(k) − 1)/k for k = 2…29: the Taylor coefficients of log Γ(2 + e). */
const AROUND_TWO = [
  0.42278433509846713, 0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986,
  0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5,
  -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6,
  9.55141213040742e-7, -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8,
  -2.2711094608943164e-8, 1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9,
  5.731367241678862e-10, -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11,
];

/** log Γ(2 + e) on |e| ≤ 0.5: its own zero at 2 keeps full relative accuracy. @see DLMF 5.7.3 */
function logGammaAroundTwo(e: number): number {
  let sum = 0;
  for (let i = AROUND_TWO.length - 1; i >= 0; i--) sum = sum * e + AROUND_TWO[i]!;
  return sum * e;
}

/** B₂ₖ/(2k(2k−1)): the coefficients of Stirling's series. */
const STIRLING = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953, 0.0008417508417508417,
  -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
];

/**
 * What Stirling's formula leaves: log Γ(x + 1) − log(√(2πx)·(x/e)ˣ), x > 0.
 * It is what makes densities with large counts accurate.
 * @see Loader (2000), Fast and accurate computation of binomial probabilities. @see DLMF 5.11.1
 */
export function stirlingRemainder(x: number): number {
  let shifted = x;
  let sum = 0;
  // δ(x) = δ(x + 1) + (x + ½)·log(1 + 1/x) − 1.
  while (shifted < 12) {
    sum += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
    shifted += 1;
  }
  return sum + stirlingSeries(shifted);
}

/** δ(x) for x ≥ 12, where eight terms reach double precision. */
function stirlingSeries(x: number): number {
  const y = 1 / (x * x);
  let series = 0;
  for (let i = STIRLING.length - 1; i >= 0; i--) series = series * y + STIRLING[i]!;
  return series / x;
}

/** log Γ(x) for x > 0; relative error below 1e-14, also near its zeros at 1 and 2. NaN for x ≤ 0, ∞ at ∞. */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  if (x === Infinity) return Infinity;
  if (x < 0.5) return logGammaAroundTwo(x) - Math.log(x) - Math.log1p(x);
  if (x < 1.5) return logGammaAroundTwo(x - 1) - Math.log1p(x - 1);
  if (x <= 2.5) return logGammaAroundTwo(x - 2);
  if (x < 12) {
    let product = 1;
    let shifted = x;
    while (shifted > 2.5) {
      shifted -= 1;
      product *= shifted;
    }
    return logGammaAroundTwo(shifted - 2) + Math.log(product);
  }
  return (x - 0.5) * Math.log(x) - x + LOG_SQRT_TWO_PI + stirlingSeries(x);
}
