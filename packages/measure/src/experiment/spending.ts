import { normalSurvival, normalUpperQuantile } from "@attune/math/distribution/normal";

/** How much of the error α may have been spent when the share t (0…1) of the information is in: increasing, 0 at 0, α at 1. */
export type Spending = (t: number, alpha: number) => number;

/** Little at first, most at the end, like O'Brien and Fleming's boundary. @see Lan, DeMets (1983), Biometrika 70, 659–663 */
export const obrienFlemingSpending: Spending = (t, alpha) =>
  t <= 0 ? 0 : 2 * normalSurvival(normalUpperQuantile(alpha / 2) / Math.sqrt(Math.min(1, t)));

/** Evenly, like Pocock's boundary. @see Lan, DeMets (1983) */
export const pocockSpending: Spending = (t, alpha) => alpha * Math.log1p((Math.E - 1) * Math.min(1, Math.max(0, t)));

/** α·t^power. @see Kim, DeMets (1987), Biometrika 74, 149–154 */
export const powerSpending =
  (power: number): Spending =>
  (t, alpha) =>
    alpha * Math.min(1, Math.max(0, t)) ** power;
