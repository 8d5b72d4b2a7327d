import { fanChart } from "@attune/charts/fan-chart";
import { shareChart } from "@attune/charts/share-chart";
import { escapeText } from "@attune/charts/svg-element";
import { tornadoChart } from "@attune/charts/tornado-chart";
import { waterfallChart } from "@attune/charts/waterfall-chart";
import type { ScenarioBand, ScenarioReport, ScenarioResult } from "@attune/model/scenario-report";
import { isUndetermined } from "@attune/model/undetermined";
import { quantityName } from "../scenario/quantity-name.ts";
import { beforeAfterRow, cashIn, chartBox, orReason, percent, spreadText, table } from "./report-words.ts";

/** Bars of a chart at most: what is left out moves less than any that is shown. */
const MOST_BARS = 10;

/** One scenario: words, money, where it comes from, what makes it uncertain, who brings it, what could go wrong, how to check it. */
export function scenarioSection(scenario: ScenarioResult, report: ScenarioReport): string {
  const cash = cashIn(report.currency);
  return `<section class="scenario"><h2>${escapeText(scenario.name)}</h2>
${scenario.narrative.map((sentence) => `<p>${escapeText(sentence)}</p>`).join("")}
${money(scenario, cash)}
${overTime(scenario, cash)}
<h3>From nothing to the net present value (central case)</h3>
${chartBox(waterfallChart({ title: `Waterfall of ${scenario.name}`, steps: scenario.waterfall, totalLabel: "net present value", format: cash }))}
${uncertainty(scenario, cash)}
${funnel(scenario, cash)}
${metrics(scenario, cash)}
${customers(scenario, cash)}
${stresses(scenario, cash)}
${approaches(scenario, cash)}
${validation(scenario)}</section>`;
}

type Cash = (amount: number) => string;

function money({ money: of }: ScenarioResult, cash: Cash): string {
  return `<h3>Money</h3>${table(
    ["", "over the horizon"],
    [
      ["net present value", spreadText(of.npv, cash)],
      ["margin gained (present value)", spreadText(of.gain, cash)],
      ["spent (present value)", spreadText(of.spent, cash)],
      [
        "return on spending",
        orReason(of.returnOnInvestment, (value) => spreadText(value, (share) => percent(share, 0))),
      ],
      ["chance of loss", percent(of.probabilityOfLoss, 0)],
      [
        "paid back after",
        orReason(of.paybackMonths, (months) => `${months.toFixed(1)} months in the middle of the draws`),
      ],
      [
        "paid back within a year, within the horizon",
        `${percent(of.paidBackWithinYear, 0)}, ${percent(of.paidBackWithinHorizon, 0)} of the draws`,
      ],
      [
        "break-even lift of conversion (central case)",
        orReason(
          of.breakEvenLift,
          ({ conversionLift, shareOfExpected }) =>
            `${percent(conversionLift, 2)}, ${percent(shareOfExpected, 0)} of what is expected`,
        ),
      ],
      ["internal rate of return, a year (central case)", orReason(of.internalRate, (rate) => percent(rate))],
      ["revenue gained", spreadText(of.revenueGain, cash)],
      ["margin gained", spreadText(of.marginGain, cash)],
      ["incentives", spreadText(of.incentives, cash)],
      ["program cost", spreadText(of.programCost, cash)],
    ],
  )}`;
}

function overTime({ name, bands }: ScenarioResult, cash: Cash): string {
  const fan = (
    title: string,
    of: (band: ScenarioBand) => ScenarioBand["cumulativeNet"],
    format: (value: number) => string,
    reference?: number,
  ) =>
    chartBox(
      fanChart({
        ...(reference === undefined ? {} : { reference }),
        title: `${title}: ${name}`,
        formatX: (month) => `month ${month}`,
        formatY: format,
        height: 210,
        points: bands.months.map((band) => {
          const { p10, p50, p90 } = of(band);
          return { x: band.month, middle: p50, ranges: [[p10, p90]] };
        }),
      }),
    );
  const known = bands.months.every(({ marginPerCustomer }) => !isUndetermined(marginPerCustomer));
  return `<h3>Net of everything so far</h3>${fan("Cumulative net", ({ cumulativeNet }) => cumulativeNet, cash, 0)}
<h3>Orders per visitor</h3>${fan(
    "Conversion",
    ({ conversion }) => conversion,
    (share) => percent(share, 2),
  )}
<h3>Order value</h3>${fan("Order value", ({ orderValue }) => orderValue, cash)}
${
  known
    ? `<h3>Active customers who order again in the month</h3>${fan(
        "Repeat",
        ({ repeatProbability }) => repeatProbability as ScenarioBand["conversion"],
        (share) => percent(share),
      )}
<h3>Margin of an active customer in the month</h3>${fan("Margin per customer", ({ marginPerCustomer }) => marginPerCustomer as ScenarioBand["conversion"], cash)}`
    : ""
}`;
}

function uncertainty({ name, tornado, sobol, central, funnels }: ScenarioResult, cash: Cash): string {
  const labels = funnels.map(({ label }) => label);
  const ends = (value: number) => String(Number(value.toPrecision(3)));
  const rows = tornado.slice(0, MOST_BARS).map(({ path, low, high, npvAtLow, npvAtHigh }) => ({
    label: barLabel(path, labels),
    atLow: npvAtLow,
    atHigh: npvAtHigh,
    low: ends(low),
    high: ends(high),
  }));
  const shares = isUndetermined(sobol)
    ? `<p>${escapeText(sobol.undetermined.reason)}</p>`
    : chartBox(
        shareChart({
          title: `Shares of the variance: ${name}`,
          innerLabel: "alone (first order)",
          outerLabel: "with all others (total)",
          rows: sobol.shares
            .slice(0, MOST_BARS)
            .map(({ path, first, total }) => ({ label: barLabel(path, labels), inner: first, outer: total })),
        }),
      );
  return `<h3>What moves it: each assumption from P10 to P90, the others at their middle</h3>
${rows.length === 0 ? "<p>The file states every number as exact.</p>" : chartBox(tornadoChart({ title: `Tornado of ${name}`, center: central.npv, rows, format: cash }))}
<h3>What makes it uncertain: shares of the variance (Sobol)</h3>${shares}`;
}

/** As much of a number's name as stands beside a bar. */
function barLabel(path: string, funnels: readonly string[]): string {
  const name = path
    .split(" with ")
    .map((one) => quantityName(one, funnels))
    .join(" with ");
  return name.length <= 38 ? name : `${name.slice(0, 37)}…`;
}

function funnel({ stages, funnels }: ScenarioResult, cash: Cash): string {
  const share = (value: number) => percent(value, 2);
  return `<h3>By stage</h3>${table(
    ["stage", "goes on: baseline", "goes on: last month of the scenario", "margin by it (present value)"],
    stages.map(({ name, baseline, scenario, marginGain }) => [
      escapeText(name),
      spreadText(baseline, share),
      spreadText(scenario, share),
      cash(marginGain),
    ]),
  )}<h3>By segment, channel and device</h3>${table(
    ["funnel", "margin gained"],
    funnels.map(({ label, marginGain }) => [escapeText(label), spreadText(marginGain, cash)]),
  )}<p class="small">A new customer, central case, now and in the last month of the scenario; what follows the first order is everybody's.</p>${table(
    ["funnel", "costs", "is worth", "worth over cost"],
    funnels.map(({ label, economics: { baseline, scenario } }) => [
      escapeText(label),
      `${orReason(baseline.acquisitionCost, cash)} → ${orReason(scenario.acquisitionCost, cash)}`,
      `${orReason(baseline.lifetimeValue, cash)} → ${orReason(scenario.lifetimeValue, cash)}`,
      `${orReason(baseline.valueToCost, ratio)} → ${orReason(scenario.valueToCost, ratio)}`,
    ]),
  )}`;
}

const ratio = (value: number) => value.toFixed(1);

function metrics({ metrics: of }: ScenarioResult, cash: Cash): string {
  const share = (value: number) => percent(value, 2);
  return `<h3>Metrics over the horizon</h3>${table(
    ["", "baseline", "scenario"],
    [
      beforeAfterRow("orders per visitor", of.conversion, share),
      beforeAfterRow("order value", of.orderValue, cash),
      beforeAfterRow("chance to order again within a year", of.repeatProbability, share),
      beforeAfterRow("revenue per active customer and month", of.revenuePerCustomer, cash),
      beforeAfterRow("margin per active customer and month", of.marginPerCustomer, cash),
      beforeAfterRow("lifetime value of a new customer", of.lifetimeValue, cash),
      beforeAfterRow("cost of a new customer (CAC)", of.acquisitionCost, cash),
      beforeAfterRow("lifetime value over cost (LTV:CAC)", of.valueToCost, (ratio) => ratio.toFixed(2)),
    ],
  )}`;
}

function customers({ deciles }: ScenarioResult, cash: Cash): string {
  if (isUndetermined(deciles)) return "";
  return `<h3>Uplift of revenue per customer and year, by tenth of customers by spend</h3>${table(
    ["tenth", "spends a year", "uplift"],
    deciles.map(({ decile, baselineRevenue, uplift }) => [
      String(decile),
      cash(baselineRevenue),
      spreadText(uplift, cash),
    ]),
  )}`;
}

function stresses({ stresses: list }: ScenarioResult, cash: Cash): string {
  if (list.length === 0) return "";
  return `<h3>Under stress</h3>${table(
    ["stress", "net present value", "chance of loss"],
    list.map(({ name, npv, probabilityOfLoss }) => [
      escapeText(name),
      spreadText(npv, cash),
      percent(probabilityOfLoss, 0),
    ]),
  )}`;
}

function approaches({ approaches: { rows, advice } }: ScenarioResult, cash: Cash): string {
  return `<h3>Buy, combine or build: the same gain at other costs</h3>${table(
    ["approach", "cost over the horizon", "net present value", "chance of loss", "best in", "pays within a year"],
    rows.map(({ name, totalCost, npv, probabilityOfLoss, probabilityBest, paysWithinYear }) => [
      escapeText(name),
      spreadText(totalCost, cash),
      spreadText(npv, cash),
      percent(probabilityOfLoss, 0),
      percent(probabilityBest, 0),
      percent(paysWithinYear, 0),
    ]),
  )}<p>${escapeText(advice)}</p>`;
}

function validation({ validation: plan }: ScenarioResult): string {
  if (plan === undefined) return "";
  return `<h3>How to check it</h3><p>Hold out ${percent(plan.holdoutShare, 0)} of ${escapeText(plan.who)} for ${plan.windowDays} days and compare ${plan.metric} (baseline ${percent(plan.baseline, 2)}).
That finds a lift of ${percent(plan.detectableLift)} with a chance of ${percent(plan.power, 0)}; expected are ${percent(plan.expectedLift)}${plan.expectedLift < plan.detectableLift ? ": too few to show, so the scenario cannot be proved on these visitors" : ""}.
${orReason(plan.peopleNeeded, (people) => `For the lift expected it takes ${people.toLocaleString("en")} people`)}${orReason(plan.daysNeeded, (days) => `, which come in ${days} days.`)}</p>`;
}
