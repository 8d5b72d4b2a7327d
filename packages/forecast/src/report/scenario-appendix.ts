import { escapeText } from "@attune/charts/svg-element";
import type { ScenarioReport, ScenarioResult } from "@attune/model/scenario-report";
import { cashIn, percent } from "./report-words.ts";

/** How every number is made: the standard example first, then each formula with this report's own numbers. */
export function scenarioAppendix(report: ScenarioReport): string {
  const [first] = report.scenarios;
  const formulas: [string, string][] = [
    [
      "Lift",
      "(personalized − control) / control. From 2 % to 3 %: (0.03 − 0.02) / 0.02 = 0.5, a lift of 50 % and an effect of 1 point.",
    ],
    [
      "Orders",
      "visitors × rate of each stage, one after the other; a rate of the scenario is rate × Π (1 + lift × share of the month), 1 at most.",
    ],
    [
      "Lift of a tactic",
      "drawn lift × calibration (measured lifts) × reach × response to the dose × fatigue × (1 − cannibalization); of two that overlap, 1 − overlap × the smaller is multiplied in.",
    ],
    [
      "Share of the month",
      "ramp (at the middle of the month) × [remaining + (1 − remaining) · 2^(−months/half-life)].",
    ],
    [
      "Response to the dose",
      "(1 − e^(−κ·dose)) / (1 − e^(−κ)) with dose = intensity × frequency and saturation κ; a straight line at κ = 0.",
    ],
    ["Active customers", "A(next month) = A · (1 − churn) + first orders; repeat orders go with A."],
    [
      "Lifetime value",
      "margin of the first order + m·(1 − c)/(c + d), with margin m of an active customer, churn c and discount rate d, a month.",
    ],
    ["Net of a month", "margin gained − incentives − added acquisition − program cost."],
    ["Net present value", "− paid once + Σ net / (1 + r)^(month/12)."],
    [
      "Shares of the variance",
      "Sobol' indices by Saltelli (first order) and Jansen (total) on a scrambled Sobol' sequence.",
    ],
    ["Parts of the gain", "Shapley's value over what the tactics change, central case."],
  ];
  return `<section class="appendix"><h2>Appendix: the arithmetic</h2>
<table><tbody>${formulas.map(([name, text]) => `<tr><th>${escapeText(name)}</th><td>${escapeText(text)}</td></tr>`).join("")}</tbody></table>
${first === undefined ? "" : ownNumbers(first, report)}
<p class="small">The central case takes every assumption at its middle; it is one case, not the middle of the draws. Months are kept for the first ${first?.bands.draws.toLocaleString("en") ?? 0} draws.</p></section>`;
}

/** The same with the first scenario's own numbers, so that it can be worked out on paper. */
function ownNumbers({ name, months, central }: ScenarioResult, { currency, discountRate }: ScenarioReport): string {
  const cash = cashIn(currency);
  const last = months.at(-1);
  if (last === undefined) return "";
  const gained = last.margin - last.baselineMargin;
  return `<p>${escapeText(name)}, month ${last.month} of the central case: margin ${cash(last.margin)} − ${cash(last.baselineMargin)} = ${cash(gained)} gained; less ${cash(last.incentives)} incentives, ${cash(last.addedAcquisition)} acquisition and ${cash(last.programCost)} program cost is ${cash(last.net)}, worth ${cash(last.net / (1 + discountRate) ** (last.month / 12))} today.
Paid once: ${cash(central.once)}. All months together: ${cash(central.npv)}. Orders per visitor rise by ${percent(central.conversionLift, 2)}.</p>`;
}
