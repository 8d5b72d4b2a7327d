import { escapeText } from "@attune/charts/svg-element";
import type { ExperimentReport } from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import { number, percent } from "./report-numbers.ts";

/** What turns an effect per unit into money of a year. Everything may be absent. */
export interface MoneyAssumptions {
  /** Units (people) that the change will meet in a year; absent: as many a day as the experiment saw, where it has dates. */
  unitsPerYear?: number;
  currency?: string;
  /** What promises like this one have been worth so far, 0…1: the factor of the holdout report. 1 unless said. */
  discount?: number;
}

/** Fewer days tell nothing of a year. */
const fewestDays = 7;
const daysPerYear = 365.25;
/** z of the tenth and ninetieth percentiles. */
const tenth = 1.2815515655446004;

/** What the means gained are worth (of metrics that tell their unit, those of money): per unit, per thousand, per year, each with the range in which it lies in eight of ten cases. */
export function moneySection(report: ExperimentReport, assumptions: MoneyAssumptions): string {
  const { discount = 1, currency = "" } = assumptions;
  const perYear = unitsPerYear(report, assumptions);
  const scales = [
    { label: "per unit", units: 1 },
    { label: "per 1,000 units", units: 1_000 },
    ...(perYear === null ? [] : [{ label: "per year", units: perYear.units * discount }]),
  ];
  const rows = report.metrics
    .filter(({ kind, unit = "currency" }) => kind === "mean" && unit === "currency")
    .flatMap(({ name, comparisons }) =>
      comparisons
        .filter(({ segment }) => segment === undefined)
        .flatMap(({ variant, effect }) => {
          if (isUndetermined(effect)) return [];
          return scales.map(({ label, units }) => {
            const at = (z: number) => number(units * (effect.estimate + z * effect.standardError));
            return `<tr><td>${escapeText(name)}</td><td>${escapeText(variant)}</td><td>${label}</td><td>${at(-tenth)}</td><td>${at(0)}</td><td>${at(tenth)}</td></tr>`;
          });
        }),
    );
  if (rows.length === 0) return "";
  const unit = currency === "" ? "the metric's unit" : escapeText(currency);
  return `<section><h2>Money</h2><p>What units bring more (or less) than with the control, in ${unit}: in nine of ten cases above P10, in one of ten above P90.</p>
<table><thead><tr><th>metric</th><th>variant</th><th></th><th>P10</th><th>P50</th><th>P90</th></tr></thead><tbody>${rows.join("")}</tbody></table>
<p class="small">${assumptionText(report, perYear, discount)}</p></section>`;
}

function unitsPerYear(
  { timeline, inputs }: ExperimentReport,
  { unitsPerYear: told }: MoneyAssumptions,
): { units: number; days: number | null } | null {
  if (told !== undefined) return { units: told, days: null };
  const days = timeline?.[0]?.days;
  const first = Date.parse(days?.[0]?.day ?? "");
  const last = Date.parse(days?.at(-1)?.day ?? "");
  const count = Math.round((last - first) / 86_400_000) + 1;
  if (!(count >= fewestDays)) return null;
  return { units: (inputs.units / count) * daysPerYear, days: count };
}

function assumptionText(
  { checks }: ExperimentReport,
  perYear: ReturnType<typeof unitsPerYear>,
  discount: number,
): string {
  if (perYear === null) return "No amount per year: the number of units in a year is not known.";
  const units = Math.round(perYear.units).toLocaleString("en");
  const source = perYear.days === null ? "as told" : `as many a day as in these ${perYear.days} days`;
  const isFading = checks.some(({ id, status }) => id === "novelty" && status !== "pass");
  return [
    `A year is taken to bring ${units} units (${source}), all of them given the variant, and the effect to stay as it is.`,
    ...(isFading
      ? ["It changes with the day of first exposure (see the checks), so the year's figure does not hold."]
      : []),
    discount === 1
      ? "Nothing is taken off for the winner's curse: shipped effects are on average smaller than they were measured."
      : `The year's figures are ${percent(discount, 0)} of what was measured, which is what such promises have been worth.`,
  ].join(" ");
}
