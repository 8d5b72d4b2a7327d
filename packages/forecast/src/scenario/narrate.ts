import type { ScenarioResult } from "@attune/model/scenario-report";
import { isUndetermined } from "@attune/model/undetermined";
import { gainIn } from "./money-words.ts";
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
  const gain = gainIn(currency);
  const { p10, p50, p90 } = money.npv;
  const [low, high] = [gain(p10), gain(p90)];
  const spread = low === high ? "the same in 80 % of them" : `80 % of them lie between ${low} and ${high}`;
  const payback = isUndetermined(money.paybackMonths)
    ? `it is not paid back within ${horizonMonths} months in half of the draws or more`
    : `what it costs is back after ${money.paybackMonths.toFixed(1)} months`;
  return `${name}: over ${horizonMonths} months, against doing nothing, it comes to ${gain(p50)} at present value in the middle of the draws (${spread}); ${payback}. Orders per hundred visitors go from ${hundredfold(metrics.conversion.baseline.p50)} to ${hundredfold(metrics.conversion.scenario.p50)}.`;
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
  const most = Math.round(first.marginGain.p50);
  if (most < 0)
    return `It takes margin from everybody, least from ${first.label}: ${gainIn(currency)(most)} in the middle of the draws.`;
  const losing = others.filter(({ marginGain }) => marginGain.p50 < 0).map(({ label }) => label);
  const harm = losing.length === 0 ? "" : ` It takes margin from ${losing.join(", ")}.`;
  if (most === 0) return `It brings nobody's margin up.${harm}`;
  return `Most margin comes from ${first.label}: ${gainIn(currency)(most)} in the middle of the draws.${harm}`;
}

function risk({ currency }: Program, { stresses }: ScenarioResult): string {
  const [worst] = stresses.toSorted((x, y) => x.npv.p50 - y.npv.p50);
  if (worst === undefined) return "";
  return `Under the stress "${worst.name}" it comes to ${gainIn(currency)(worst.npv.p50)} in the middle of the draws, and loses money in ${percent(worst.probabilityOfLoss, 0)} of them.`;
}

function whatWouldChange({ funnels }: Program, { money, central, tornado, sobol }: ScenarioResult): string {
  const { breakEvenLift } = money;
  const name = namesOf(funnels);
  const even = isUndetermined(breakEvenLift)
    ? breakEvenLift.undetermined.reason
    : `It breaks even where orders per visitor rise by ${percent(breakEvenLift.conversionLift)} of what they would be without it; that is ${percent(breakEvenLift.shareOfExpected, 0)} of the lifts expected.`;
  const turning = tornado.filter(({ npvAtLow, npvAtHigh }) => Math.sign(npvAtLow) !== Math.sign(npvAtHigh)).slice(0, 3);
  const turns =
    turning.length === 0
      ? "No single assumption between its P10 and P90 turns the sign of the central case."
      : `Between its P10 and P90, each of these turns a gain of the central case into a loss or back: ${turning.map(({ path }) => name(path)).join("; ")}.`;
  const first = isUndetermined(sobol) ? undefined : sobol.shares[0];
  const driver =
    first === undefined ? "" : ` ${name(first.path)} makes ${percent(first.total, 0)} of the spread of its value.`;
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
  return `${hundredfold(share, digits)} %`;
}

function hundredfold(share: number, digits = 2): string {
  return (100 * share).toFixed(digits);
}
