import type { ScenarioResult } from "@attune/model/scenario-report";
import { isUndetermined } from "@attune/model/undetermined";
import type { Program } from "./program.ts";
import { quantityName } from "./quantity-name.ts";

/** The scenario in plain sentences, each made of numbers of the result and of nothing else. */
export function narrate(program: Program, result: ScenarioResult): string[] {
  return [
    payoff(program, result),
    confidence(result),
    whereFrom(result),
    whoBrings(program, result),
    risk(program, result),
    whatWouldChange(program, result),
    nextStep(program, result),
  ].filter((sentence) => sentence !== "");
}

function payoff({ horizonMonths, currency }: Program, { name, money, metrics }: ScenarioResult): string {
  const cash = cashIn(currency);
  const payback = isUndetermined(money.paybackMonths)
    ? `it is not paid back within ${horizonMonths} months in half of the draws or more`
    : `what it costs is back after ${money.paybackMonths.toFixed(1)} months`;
  return `${name}: over ${horizonMonths} months it is worth ${cash(money.npv.p50)} at present value in the middle of the draws (80 % of them between ${cash(money.npv.p10)} and ${cash(money.npv.p90)}); ${payback}. Orders per visitor go from ${percent(metrics.conversion.baseline.p50)} to ${percent(metrics.conversion.scenario.p50)}.`;
}

function confidence({ money }: ScenarioResult): string {
  return `It loses money in ${percent(money.probabilityOfLoss, 0)} of the draws, and is paid back within a year in ${percent(money.paidBackWithinYear, 0)} of them.`;
}

function whereFrom({ waterfall }: ScenarioResult): string {
  const gains = waterfall.filter(({ amount }) => amount > 0);
  const all = gains.reduce((sum, { amount }) => sum + amount, 0);
  const [first] = gains.toSorted((x, y) => y.amount - x.amount);
  return first === undefined ? "" : `Of what it gains, ${percent(first.amount / all, 0)} comes by ${first.label}.`;
}

function whoBrings({ currency }: Program, { funnels }: ScenarioResult): string {
  const [first, ...others] = funnels.toSorted((x, y) => y.marginGain.p50 - x.marginGain.p50);
  if (first === undefined || others.length === 0) return "";
  const losing = others.filter(({ marginGain }) => marginGain.p50 < 0).map(({ label }) => label);
  const harm = losing.length === 0 ? "" : ` It takes margin from ${losing.join(", ")}.`;
  return `Most comes from ${first.label}: ${cashIn(currency)(first.marginGain.p50)} of margin.${harm}`;
}

function risk({ currency }: Program, { stresses }: ScenarioResult): string {
  const [worst] = stresses.toSorted((x, y) => x.npv.p50 - y.npv.p50);
  if (worst === undefined) return "";
  return `Under the stress "${worst.name}" it is worth ${cashIn(currency)(worst.npv.p50)}, with a chance of loss of ${percent(worst.probabilityOfLoss, 0)}.`;
}

function whatWouldChange({ funnels }: Program, { money, central, tornado, sobol }: ScenarioResult): string {
  const { breakEvenLift } = money;
  const name = namesOf(funnels);
  const even = isUndetermined(breakEvenLift)
    ? breakEvenLift.undetermined.reason
    : `It breaks even at a lift of conversion of ${percent(breakEvenLift.conversionLift)}, ${percent(breakEvenLift.shareOfExpected, 0)} of what is expected.`;
  const turning = tornado.filter(({ npvAtLow, npvAtHigh }) => Math.sign(npvAtLow) !== Math.sign(npvAtHigh)).slice(0, 3);
  const turns =
    turning.length === 0
      ? "No single assumption between its P10 and P90 turns the sign of the central case."
      : `Between its P10 and P90, each of these turns a gain of the central case into a loss or back: ${turning.map(({ path }) => name(path)).join("; ")}.`;
  const first = isUndetermined(sobol) ? undefined : sobol.shares[0];
  const driver = first === undefined ? "" : ` ${name(first.path)} makes ${percent(first.total, 0)} of the spread.`;
  return central.npv === 0 ? even : `${even} ${turns}${driver}`;
}

function nextStep({ quantities, funnels }: Program, { tornado, money }: ScenarioResult): string {
  const weak = tornado.find(({ path }) => {
    const grade = quantities.find((quantity) => quantity.path === path)?.evidence;
    return path.startsWith("tactics.") && (grade === "E" || grade === "D" || grade === "C");
  });
  const test =
    weak === undefined
      ? ""
      : ` Next test: ${namesOf(funnels)(weak.path)}, the assumption without an experiment that weighs most.`;
  if (money.probabilityOfLoss <= 0.1) return `Recommended: go, with a holdout that measures it.${test}`;
  if (money.probabilityOfLoss >= 0.5)
    return `Recommended: not as it stands; cut cost or reach before more is spent.${test}`;
  return `Recommended: start small and measure before the rest is spent.${test}`;
}

/** Numbers that move together are one share of the spread, joined by `with`. */
function namesOf(funnels: Program["funnels"]): (path: string) => string {
  const labels = funnels.map(({ label }) => label);
  return (path) =>
    path
      .split(" with ")
      .map((one) => quantityName(one, labels))
      .join(" with ");
}

function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)} %`;
}

function cashIn(currency: string | null): (amount: number) => string {
  return (amount) => `${Math.round(amount).toLocaleString("en")}${currency === null ? "" : ` ${currency}`}`;
}
