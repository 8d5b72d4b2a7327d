import { lineChart } from "@attune/charts/line-chart";
import { escapeText } from "@attune/charts/svg-element";
import { triangleChart } from "@attune/charts/triangle-chart";
import { isUndetermined } from "@attune/model/undetermined";
import type { CohortReport, GroupReport } from "../cohort/cohort-report.ts";
import { reportStyle } from "./report-style.ts";
import { cashIn, chartBox, orReason, percent, table } from "./report-words.ts";

const cash = cashIn(null);
const count = (value: number) => Math.round(value).toLocaleString("en");
/** Periods of a triangle at most: older ones tell little that the curve does not. */
const mostPeriods = 24;

/** What a cohort report is laid beside: sentences of the caller, already worked out. */
export interface CohortNotes {
  /** What personalization did, in a sentence; null where nothing can be said. */
  personalization: string | null;
  warnings: readonly string[];
}

/** Retention and revenue by cohort as one HTML document: groups side by side, then each with its triangle and its curve. */
export function cohortHtml(report: CohortReport, { personalization, warnings }: CohortNotes): string {
  const { asOf, unit, horizon, groups, margin, discountRate } = report;
  const body = [
    `<header class="verdict unsure"><h1>Cohorts as of ${escapeText(asOf)}</h1>
<p>${unit}s since the first purchase, ${horizon} ${unit}s ahead; margin ${percent(margin, 0)}, discounted at ${percent(discountRate)} a year.</p>
${personalization === null ? "" : `<p>${escapeText(personalization)}</p>`}</header>`,
    ...warnings.map((one) => `<p class="warning">${escapeText(one)}</p>`),
    overview(groups),
    ...groups.map((group) => groupSection(group, unit)),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cohorts</title><style>${reportStyle}</style></head>
<body><main>${body.filter((part) => part !== "").join("\n")}</main></body></html>
`;
}

function overview(groups: readonly GroupReport[]): string {
  return `<section><h2>Worth of a customer</h2>${table(
    ["group", "customers", "paid so far", "predicted", "together", "95 %"],
    groups.map((group) => {
      const { worth, customers } = group;
      const name = escapeText(nameOf(group));
      if (isUndetermined(worth)) return [name, count(customers), escapeText(worth.undetermined.reason), "", "", ""];
      const { observedPerCustomer, predictedPerCustomer, perCustomer, interval } = worth;
      return [
        name,
        count(customers),
        cash(observedPerCustomer),
        cash(predictedPerCustomer),
        cash(perCustomer),
        orReason(interval, (ends) => ends.map(cash).join(" to ")),
      ];
    }),
  )}</section>`;
}

function groupSection(group: GroupReport, unit: string): string {
  const { cohorts, retention } = group;
  const name = nameOf(group);
  const longest = Math.min(mostPeriods, Math.max(0, ...cohorts.map(({ observed }) => observed.length)));
  const fitted = retention.filter(({ fitted: value, period }) => value !== null && period <= 2 * mostPeriods);
  return `<section class="scenario"><h2>${escapeText(name)}</h2>
<h3>Share of each cohort that bought, ${unit} by ${unit}</h3>
${chartBox(
  triangleChart({
    title: `Retention of ${name}`,
    rows: cohorts.map(({ cohort, customers, observed }) => ({
      label: `${cohort} (${count(customers)})`,
      values: Array.from({ length: longest }, (_, k) => observed[k]?.retention ?? null),
    })),
    formatX: (period) => `${unit} ${period}`,
    format: (share) => percent(share, 0),
  }),
)}
${
  fitted.length === 0
    ? ""
    : `<h3>The curve, fitted and projected</h3>${chartBox(
        lineChart({
          title: `Retention of ${name}, observed, fitted and projected`,
          series: [
            {
              label: "fitted and projected",
              color: "#2563a8",
              points: fitted.map(({ period, fitted: y, interval }) => ({
                x: period,
                y: y!,
                ...(interval === null ? {} : { low: interval[0], high: interval[1] }),
              })),
            },
            {
              label: "observed",
              color: "#b45309",
              dashed: true,
              points: retention.flatMap(({ period, retention: y }) => (y === null ? [] : [{ x: period, y }])),
            },
          ],
          formatX: (period) => `${unit} ${Math.round(period)}`,
          formatY: (share) => percent(share, 0),
        }),
      )}<p class="small">The band is what the estimated parameters leave open (95 %).</p>`
}
${table(
  ["cohort", "customers", "first purchases", "revenue since", "active next", "revenue next"],
  cohorts.map(({ cohort, customers, firstRevenue, observed, projected }) => [
    escapeText(cohort),
    count(customers),
    cash(firstRevenue),
    cash(observed.reduce((sum, { revenue }) => sum + revenue, 0)),
    projected[0] === undefined ? "" : projected[0].active.toFixed(1),
    projected.length === 0 || projected[0]!.revenue === null
      ? ""
      : cash(projected.reduce((sum, { revenue }) => sum + (revenue ?? 0), 0)),
  ]),
)}</section>`;
}

function nameOf({ by, value }: Pick<GroupReport, "by" | "value">): string {
  return by === "all" ? "everybody" : `${by} ${value}`;
}
