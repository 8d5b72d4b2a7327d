import { intervalChart } from "@attune/charts/interval-chart";
import { lineChart } from "@attune/charts/line-chart";
import { escapeText } from "@attune/charts/svg-element";
import { isUndetermined } from "@attune/model/undetermined";
import type { LifetimeForecast } from "../lifetime/lifetime-report.ts";
import { reportStyle } from "./report-style.ts";
import { cashIn, chartBox, orReason, percent, table } from "./report-words.ts";

const predictedColor = "#2563a8";
const actualColor = "#b45309";

/** The forecast as one HTML document that needs nothing else: what it comes to, how it fared in the holdout, who is worth what, what it rests on. */
export function lifetimeHtml(forecast: LifetimeForecast): string {
  const body = [verdict(forecast), warnings(forecast), holdout(forecast), deciles(forecast), cohorts(forecast)];
  const rest = [rates(forecast), model(forecast), appendix(forecast)];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lifetime value</title><style>${reportStyle}</style></head>
<body><main>${[...body, ...rest].filter((part) => part !== "").join("\n")}</main></body></html>
`;
}

const cash = cashIn(null);
const count = (value: number) => Math.round(value).toLocaleString("en");

function verdict({ total, customers, asOf, valuation, holdout: check, model: { name } }: LifetimeForecast): string {
  const { horizon, unit, margin, discountRate } = valuation;
  const fits = !isUndetermined(check) && check.actual >= check.interval[0] && check.actual <= check.interval[1];
  const value = orReason(total, (of) => {
    const range = isUndetermined(of.interval) ? "" : ` (95 %: ${of.interval.map(cash).join(" to ")})`;
    return `${cash(of.value)}${range} in the next ${horizon} ${unit}s`;
  });
  return `<header class="verdict ${isUndetermined(check) ? "unsure" : fits ? "good" : "bad"}"><h1>${value}</h1>
<p>${count(customers.count)} customers${asOf === null ? "" : `, as of ${escapeText(asOf)}`}; margin ${percent(margin, 0)} of the amounts, discounted at ${percent(discountRate)} a year; by ${name}.</p>
<p>${orReason(check, ({ from, to, actual, predicted, interval }) => `From ${escapeText(from)} to ${escapeText(to)} the model said ${count(predicted)} purchases (95 %: ${interval.map(count).join(" to ")}); ${count(actual)} came.`)}</p></header>`;
}

function warnings({ warnings: told }: LifetimeForecast): string {
  if (told.length === 0) return "";
  return `<section><h2>Before you believe it</h2>${told.map((one) => `<p class="warning">${escapeText(one)}</p>`).join("")}</section>`;
}

/** The tracking plot, and the calibration plot by past purchases. */
function holdout({ holdout: check, valuation: { unit } }: LifetimeForecast): string {
  if (isUndetermined(check)) return "";
  const { tracking, calibrationTable, counts, mape, coverage } = check;
  const line = (label: string, color: string, values: readonly number[]) => ({
    label,
    color,
    dashed: label === "came",
    points: values.map((y, i) => ({ x: i + 1, y })),
  });
  const track = chartBox(
    lineChart({
      title: `${counts} since the end of the calibration`,
      series: [
        line(
          "predicted",
          predictedColor,
          tracking.map(({ predicted }) => predicted),
        ),
        line(
          "came",
          actualColor,
          tracking.map(({ actual }) => actual),
        ),
      ],
      formatX: (at) => `${unit} ${Math.round(at)}`,
      formatY: count,
    }),
  );
  const calibration = chartBox(
    lineChart({
      title: "Mean purchases in the holdout by repeat purchases before it",
      series: [
        line(
          "predicted",
          predictedColor,
          calibrationTable.map(({ predicted }) => predicted),
        ),
        line(
          "came",
          actualColor,
          calibrationTable.map(({ actual }) => actual),
        ),
      ],
      formatX: (at) => calibrationTable[Math.round(at) - 1]?.repeatPurchases ?? "",
      formatY: (value) => value.toFixed(1),
    }),
  );
  return `<section><h2>How it fared</h2>
<p class="small">Counted: ${escapeText(counts)} of the customers known at the end of the calibration. ${percent(coverage)} of them lie in their own 95 % interval${mape === null ? "" : `; mean error of the running sum ${percent(mape)}`}.</p>
${track}<h3>By what was known of them</h3>${calibration}
${table(
  ["repeat purchases before", "customers", "predicted each", "came each"],
  calibrationTable.map(({ repeatPurchases, customers, predicted, actual }) => [
    escapeText(repeatPurchases),
    count(customers),
    predicted.toFixed(3),
    actual.toFixed(3),
  ]),
)}</section>`;
}

function deciles({ deciles: rows }: LifetimeForecast): string {
  if (rows.length === 0) return "";
  return `<section><h2>Who is worth what</h2><p class="small">Tenths of the customers by lifetime value, with what the estimated parameters leave open of the mean; one person varies far more.</p>
${chartBox(
  intervalChart({
    title: "Lifetime value by tenth of the customers",
    rows: rows.map(({ decile, lifetimeValue, low, high }) => ({
      label: `tenth ${decile}`,
      estimate: lifetimeValue,
      low,
      high,
      tone: "neutral" as const,
    })),
    format: cash,
    reference: { at: 0, label: "nothing" },
  }),
)}
${table(
  ["tenth", "customers", "value each", "95 %", "still customers", "of the whole"],
  rows.map(({ decile, customers, lifetimeValue, low, high, probabilityAlive, share }) => [
    String(decile),
    count(customers),
    cash(lifetimeValue),
    low === null || high === null ? "" : `${cash(low)} to ${cash(high)}`,
    percent(probabilityAlive, 0),
    percent(share),
  ]),
)}</section>`;
}

function cohorts({ cohorts: rows }: LifetimeForecast): string {
  if (rows.length === 0) return "";
  return `<section><h2>By month of the first purchase</h2>${table(
    ["month", "customers", "paid so far", "still customers", "expected purchases", "value each", "value"],
    rows.map((row) => [
      escapeText(row.cohort),
      count(row.customers),
      orReason(row.spent, cash),
      percent(row.meanProbabilityAlive, 0),
      row.expectedPurchases.toFixed(0),
      orReason(row.lifetimeValuePerCustomer, cash),
      orReason(row.lifetimeValue, cash),
    ]),
  )}</section>`;
}

function rates({ total }: LifetimeForecast): string {
  if (isUndetermined(total)) return "";
  return `<section><h2>If money were worth less later</h2>${table(
    ["discount rate a year", "value"],
    total.byDiscountRate.map(({ discountRate, value }) => [percent(discountRate, 0), cash(value)]),
  )}<p class="small">Without end: ${orReason(total.residualValue, cash)}.</p></section>`;
}

function model({ model: fit, spend, choice }: LifetimeForecast): string {
  const rows = (of: { parameters: Record<string, number>; standardErrors: Record<string, unknown> }) =>
    Object.entries(of.parameters).map(([name, value]) => {
      const error = of.standardErrors[name];
      return [
        escapeText(name),
        String(Number(value.toPrecision(5))),
        typeof error === "number" ? String(Number(error.toPrecision(3))) : "undetermined",
      ];
    });
  const head = ["parameter", "estimate", "standard error"];
  return `<section><h2>The model</h2><p>${escapeText("why" in choice ? choice.why : `${choice.chosen}, as asked.`)} Log-likelihood ${fit.logLikelihood.toFixed(2)}.</p>
${table(head, rows(fit))}
${isUndetermined(spend) ? `<p>${escapeText(spend.undetermined.reason)}</p>` : `<h3>Amounts: gamma-gamma, ${count(spend.customers)} customers with a repeat purchase</h3>${table(head, rows(spend))}`}</section>`;
}

function appendix({ valuation: { discountPerUnit, unit } }: LifetimeForecast): string {
  return `<section class="appendix"><h2>How it is worked out</h2>
<p class="small">Value of a customer = margin × expected amount × P(still a customer) × ∫ expected purchases · e^(−δt) dt over the horizon, δ = ln(1 + rate a year) per year, here ${discountPerUnit.toPrecision(4)} a ${unit}. The interval of the sum adds the
variance that the estimated parameters leave (delta method) to that of chance (one drawn future per customer). Purchases are days with a purchase; the first one makes the customer and is not counted.</p></section>`;
}
