import { escapeText } from "@attune/charts/svg-element";
import type { ScenarioReport, ScenarioResult } from "@attune/model/scenario-report";
import { reportStyle } from "./report-style.ts";
import { cashIn, orReason, percent, spreadText, table } from "./report-words.ts";
import { scenarioAppendix } from "./scenario-appendix.ts";
import { scenarioSection } from "./scenario-section.ts";

/**
 * The report as one HTML document that needs nothing else: what each scenario comes to, warnings first, then scenario by scenario, the question whether a small
 * lift pays, the assumptions with their owners, and how every number is made. Pure: the same report gives the same bytes.
 */
export function scenarioHtml(report: ScenarioReport): string {
  const body = [
    overview(report),
    warnings(report),
    ...report.scenarios.map((scenario) => scenarioSection(scenario, report)),
    liftQuestion(report),
    assumptions(report),
    scenarioAppendix(report),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scenarios: ${escapeText(report.name)}</title><style>${reportStyle}</style></head>
<body><main>${body.filter((part) => part !== "").join("\n")}</main></body></html>
`;
}

function overview({
  name,
  owner,
  currency,
  scenarios,
  horizonMonths,
  discountRate,
  draws,
  seed,
}: ScenarioReport): string {
  const cash = cashIn(currency);
  const rows = scenarios.map(({ name: scenario, money, metrics }) => [
    escapeText(scenario),
    spreadText(money.npv, cash),
    percent(money.probabilityOfLoss, 0),
    orReason(money.paybackMonths, (months) => `${months.toFixed(1)} months`),
    orReason(money.returnOnInvestment, ({ p50 }) => percent(p50, 0)),
    `${percent(metrics.conversion.baseline.p50, 2)} → ${percent(metrics.conversion.scenario.p50, 2)}`,
  ]);
  const [best] = scenarios.toSorted((x, y) => y.money.npv.p50 - x.money.npv.p50);
  return `<header class="verdict ${best === undefined ? "unsure" : tone(best)}"><h1>${escapeText(name)}</h1>
<p>${best === undefined ? "No scenario was stated." : escapeText(best.narrative.at(0) ?? "")}</p>
<p class="small">${horizonMonths} months, discounted at ${percent(discountRate)} a year; ${draws.toLocaleString("en")} draws, seed ${seed}; owner ${escapeText(owner ?? "not named")}.
Ranges are P10 to P90: one draw in ten is below, one above.</p></header>
${table(["scenario", "net present value", "chance of loss", "paid back after", "return on spending", "orders per visitor"], rows)}`;
}

function tone({ money }: ScenarioResult): string {
  if (money.probabilityOfLoss <= 0.1) return "good";
  return money.probabilityOfLoss >= 0.5 ? "bad" : "unsure";
}

function warnings({ warnings: told }: ScenarioReport): string {
  if (told.length === 0) return "";
  return `<section><h2>Before you believe it</h2>${told.map((one) => `<p class="warning">${escapeText(one)}</p>`).join("")}</section>`;
}

function liftQuestion({ liftQuestion: { lift, rows }, currency }: ScenarioReport): string {
  const cash = cashIn(currency);
  return `<section><h2>Does a lift of ${percent(lift, 0)} pay within a year?</h2>
<p class="small">A rise of the last stage by exactly so much, from the first day, at the costs of the file, without discounting.</p>
${table(
  ["for", "visitors a month", "margin in the year", "cost in the year", "chance that it pays", "lift needed"],
  rows.map(({ who, visitorsPerMonth, margin, cost, probabilityPays, breakEvenLift }) => [
    escapeText(who),
    Math.round(visitorsPerMonth).toLocaleString("en"),
    spreadText(margin, cash),
    spreadText(cost, cash),
    percent(probabilityPays, 0),
    orReason(breakEvenLift, (needed) => percent(needed)),
  ]),
)}${rows.map(({ who, answer }) => `<p>${escapeText(who)}: ${escapeText(answer)}</p>`).join("")}</section>`;
}

/** Four significant digits. */
function plain(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return Math.abs(rounded) >= 1000 ? rounded.toLocaleString("en") : String(rounded);
}

function assumptions({ assumptions: register }: ScenarioReport): string {
  return `<section><h2>Assumptions</h2><p class="small">Grades: A chance assigned, B quasi-experiment, C adjusted, D association, E nobody measured it.</p>
${table(
  ["where", "middle", "P10", "P90", "grade", "source", "owner", "as of"],
  register.map(({ path, center, low, high, evidence, source, owner, asOf }) => [
    escapeText(path),
    plain(center),
    plain(low),
    plain(high),
    evidence ?? "",
    escapeText(source ?? ""),
    escapeText(owner ?? ""),
    asOf ?? "",
  ]),
)}</section>`;
}
