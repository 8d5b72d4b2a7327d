import { intervalChart } from "@attune/charts/interval-chart";
import { lineChart } from "@attune/charts/line-chart";
import { escapeText } from "@attune/charts/svg-element";
import { bothWidths } from "@attune/measure/report/both-widths";
import { reportStyle } from "@attune/measure/report/report-style";
import type { Effect } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { RankingMetric, UpliftReport } from "@attune/model/uplift-report";

/** Whom a treatment moves as one HTML document that needs nothing else: whom to treat first, then how well the ranking holds. Pure. */
export function upliftReportHtml(report: UpliftReport): string {
  const { policy, qini, auuc, calibration } = report;
  const tone = policy.interval[0] > 0 ? "ship" : policy.interval[1] < 0 ? "stop" : "hold";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Uplift: treat ${percent(policy.treatFraction)}</title><style>${reportStyle}</style></head>
<body><main><header class="verdict ${tone}"><h1>Treat ${percent(policy.treatFraction)} of the people</h1>
<p>That gains ${short(policy.gain)} a person against treating nobody (95 %: ${short(policy.interval[0])} to ${short(policy.interval[1])}); treating everybody gains ${short(policy.gainOfTreatingAll)}.</p>
<p class="small">A treatment costs ${short(policy.costPerTreatment)}, one unit of the outcome is worth ${short(policy.valuePerOutcome)}. Learner ${escapeText(report.learner)}: ${report.train.toLocaleString("en")} people to learn from, ${report.test.toLocaleString("en")} to judge; seed ${escapeText(report.seed)}.</p></header>
${section("Profit by share treated", profitChart(report))}
${section("Does the ranking hold?", `${qiniChart(report)}<p>${metricText("Qini", qini)} ${metricText("AUUC", auuc)}</p>`)}
${section("Predicted and observed, by tenths", decileChart(report) + decileTable(report))}
<p>${isUndetermined(calibration) ? escapeText(calibration.undetermined.reason) : `Observed on predicted has slope ${short(calibration.slope)}: 1 is calibrated, 0 says nothing.`}</p>
${section("The four groups", segmentTable(report))}
${section("What the prediction rests on", importanceTable(report))}
${section("What would have to be true for this to be wrong", wrongText(report))}
</main></body></html>
`;
}

function section(title: string, content: string): string {
  return content === "" ? "" : `<section><h2>${escapeText(title)}</h2>${content}</section>`;
}

function profitChart({ curve }: UpliftReport): string {
  return bothWidths((width) =>
    lineChart({
      width,
      title: "Gain a person, with its 95 % interval, when the best are treated",
      series: [
        {
          label: "gain less cost",
          color: "#1d4ed8",
          points: curve.map(({ share, profit, profitInterval: [low, high] }) => ({ x: share, y: profit, low, high })),
        },
      ],
      formatX: percent,
      formatY: short,
    }),
  );
}

function qiniChart({ curve }: UpliftReport): string {
  const last = curve.at(-1)?.qini ?? 0;
  return bothWidths((width) =>
    lineChart({
      width,
      title: "Qini curve against chance",
      series: [
        {
          label: "by predicted uplift",
          color: "#1d4ed8",
          points: curve.map(({ share, qini }) => ({ x: share, y: qini })),
        },
        {
          label: "by chance",
          color: "#6b7280",
          dashed: true,
          points: [
            { x: 0, y: 0 },
            { x: 1, y: last },
          ],
        },
      ],
      formatX: percent,
      formatY: short,
    }),
  );
}

function decileChart({ deciles }: UpliftReport): string {
  return bothWidths((width) =>
    intervalChart({
      width,
      title: "Observed uplift by tenths of the prediction, 95 % intervals",
      format: short,
      rows: deciles.map(({ decile, observed }) => ({
        label: `tenth ${decile}`,
        estimate: isUndetermined(observed) ? null : observed.estimate,
        low: isUndetermined(observed) ? null : observed.interval[0],
        high: isUndetermined(observed) ? null : observed.interval[1],
        tone: "neutral",
        ...(isUndetermined(observed) ? { note: observed.undetermined.code } : {}),
      })),
    }),
  );
}

function decileTable({ deciles }: UpliftReport): string {
  const rows = deciles.map(
    ({ decile, people, predicted, observed }) =>
      `<tr><td>${decile}</td><td>${people}</td><td>${short(predicted)}</td><td>${effectText(observed)}</td></tr>`,
  );
  return `<table><tr><th>tenth</th><th>people</th><th>predicted</th><th>observed</th></tr>${rows.join("")}</table>`;
}

function segmentTable({ segments }: UpliftReport): string {
  const rows = segments.map(
    ({ id, people, baseline, uplift }) =>
      `<tr><td>${escapeText(id)}</td><td>${people.toLocaleString("en")}</td><td>${short(baseline)}</td><td>${short(uplift)}</td></tr>`,
  );
  return `<table><tr><th>group</th><th>people</th><th>predicted without treatment</th><th>predicted uplift</th></tr>${rows.join("")}</table>`;
}

function importanceTable({ importance }: UpliftReport): string {
  const rows = importance
    .slice(0, 20)
    .map(({ feature, value }) => `<tr><td>${escapeText(feature)}</td><td>${short(value)}</td></tr>`);
  return `<table><tr><th>feature</th><th>mean absolute Shapley value</th></tr>${rows.join("")}</table>`;
}

/** How far the finding is from nothing, in its own terms. */
function wrongText({ qini, policy, ate }: UpliftReport): string {
  const lines = [
    "The people of the test must be like those who will be treated, and treating some must not move the others.",
    isUndetermined(qini.interval)
      ? "Whether the ranking beats chance could not be told."
      : qini.interval[0] > 0
        ? `The ranking would be no better than chance only if the Qini were ${short(Number(qini.value))} lower than found; its interval ends at ${short(qini.interval[0])}.`
        : "The ranking cannot be told from chance: treating all or none may be as good.",
    policy.interval[0] > 0
      ? `Targeting would not pay if each treatment cost ${short(policy.treatFraction > 0 ? policy.interval[0] / policy.treatFraction : 0)} more, even at the low end of its interval.`
      : "Even as found, targeting may not pay: the interval of its gain holds 0.",
    isUndetermined(ate) ? "" : `The average effect is ${effectText(ate)}.`,
  ];
  return `<ul>${lines
    .filter((line) => line !== "")
    .map((line) => `<li>${line}</li>`)
    .join("")}</ul>`;
}

function metricText(name: string, { definition, value, interval }: RankingMetric): string {
  if (isUndetermined(value)) return `${name}: ${escapeText(value.undetermined.reason)}`;
  const ends = isUndetermined(interval)
    ? interval.undetermined.reason
    : `${short(interval[0])} to ${short(interval[1])}`;
  return `${name} (${definition}) ${short(value)}, 95 %: ${escapeText(ends)}.`;
}

function effectText(effect: Effect | Undetermined): string {
  if (isUndetermined(effect)) return escapeText(effect.undetermined.reason);
  return `${short(effect.estimate)} (${short(effect.interval[0])} to ${short(effect.interval[1])})`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
