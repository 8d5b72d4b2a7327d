import { intervalChart } from "@attune/charts/interval-chart";
import { escapeText } from "@attune/charts/svg-element";
import type { ExperimentReport, MetricReport, VariantComparison } from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import { bothWidths } from "./both-widths.ts";
import { type MoneyAssumptions, moneySection } from "./money-section.ts";
import { ends, liftText, number, percent, pText } from "./report-numbers.ts";
import {
  appendixSection,
  looksChart,
  segmentStagesSection,
  stagesSection,
  threatsSection,
  timelineSection,
} from "./report-sections.ts";
import { reportStyle } from "./report-style.ts";

/** What a report of the engine's own data has beside that of a file: HTML, in its place of the reading order. */
export interface FurtherSections {
  /** Who was compared, in a sentence. */
  subject?: string;
  afterSegments: readonly string[];
  afterMoney: readonly string[];
}

/**
 * The report as one HTML document that needs nothing else: decision, trust checks first, primary metric, guardrails, other metrics,
 * segments, adjusted beside unadjusted, money, threats, appendix. Pure: the same report gives the same bytes.
 */
export function experimentHtml(
  report: ExperimentReport,
  money: MoneyAssumptions = {},
  further: FurtherSections = { afterSegments: [], afterMoney: [] },
): string {
  const [primary, ...others] = report.metrics;
  const guardrails = others.filter(hasMargin);
  const secondary = others.filter((metric) => !hasMargin(metric));
  const body = [
    decisionSection(report, further.subject),
    checksSection(report),
    primary === undefined ? "" : section("Primary metric", metricBlock(primary, report) + looksChart(report)),
    guardrails.length === 0
      ? ""
      : section("Guardrails", guardrails.map((metric) => metricBlock(metric, report)).join("")),
    secondary.length === 0 ? "" : section("Other metrics", secondaryBlock(secondary, report)),
    notToldSection(report),
    timelineSection(report),
    stagesSection(report),
    primary === undefined
      ? ""
      : segmentsSection("Segments", [primary], further.afterMoney.length === 0 ? "main" : "detail"),
    ...further.afterSegments,
    sideBySideSection(report),
    moneySection(report, money),
    ...further.afterMoney,
    threatsSection(report),
    appendixSection(report),
    segmentsSection("Segments of the other metrics", others, "detail"),
    segmentStagesSection(report),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Experiment report: ${escapeText(report.decision.verdict)}</title><style>${reportStyle}</style></head>
<body><main>${body.filter((part) => part !== "").join("\n")}</main></body></html>
`;
}

/** Printed, details come after the two pages of the rest. */
function section(title: string, content: string, rank: "main" | "detail" = "main"): string {
  return `<section${rank === "main" ? "" : ' class="detail"'}><h2>${escapeText(title)}</h2>${content}</section>`;
}

function hasMargin(metric: MetricReport): boolean {
  return metric.comparisons.some(({ nonInferiority }) => nonInferiority !== undefined);
}

const verdicts: Record<ExperimentReport["decision"]["verdict"], string> = {
  ship: "Ship it.",
  hold: "Hold it: the first metric is better, but a guardrail objects.",
  stop: "Stop it: the first metric is worse.",
  learn: "Learn on: nothing is shown yet.",
  invalid: "Do not trust these numbers: a check failed.",
};

function decisionSection(
  { decision, inputs, variants, method, options }: ExperimentReport,
  subject: string | undefined,
): string {
  const units = variants
    .map(
      ({ id, units: n, clusters }) =>
        `${escapeText(id)} ${n.toLocaleString("en")}${clusters === undefined ? "" : ` in ${clusters.toLocaleString("en")} clusters`}`,
    )
    .join(", ");
  return `<header class="verdict ${decision.verdict}"><h1>${verdicts[decision.verdict]}</h1>
<p>${decision.reasons.map(escapeText).join(" ")}</p>
${subject === undefined ? "" : `<p>${escapeText(subject)}</p>`}
<p class="small">Rule: a failed check makes a report invalid; then the first metric decides, and guardrails can hold it back.
${units} units of ${escapeText(inputs.data)}; method ${method}, intervals of ${percent(1 - options.alpha, 0)}, correction ${options.correction}.</p></header>`;
}

function checksSection({ checks }: ExperimentReport): string {
  const rows = checks.map(
    ({ id, status, message, pValue }) =>
      `<tr class="${status}"><td><strong>${status}</strong></td><td>${escapeText(id)}</td><td>${escapeText(message)}</td><td class="p">${pValue === null ? "" : pText(pValue)}</td></tr>`,
  );
  return section(
    "Can it be trusted?",
    `<table class="checks"><thead><tr><th></th><th>check</th><th></th><th>p</th></tr></thead><tbody>${rows.join("")}</tbody></table>`,
  );
}

function overall(metric: MetricReport): VariantComparison[] {
  return metric.comparisons.filter(({ segment }) => segment === undefined);
}

function tone(comparison: VariantComparison): "good" | "bad" | "neutral" {
  if (comparison.call === "better" || comparison.call === "not-worse-than-margin") return "good";
  return comparison.call === "worse" ? "bad" : "neutral";
}

function chartOf(title: string, rows: { label: string; comparison: VariantComparison }[]): string {
  return bothWidths((width) =>
    intervalChart({
      width,
      title,
      format: (value) => percent(value, 1),
      rows: rows.map(({ label, comparison }) => {
        const { lift } = comparison;
        if (isUndetermined(lift)) {
          return { label, estimate: null, low: null, high: null, tone: "neutral", note: lift.undetermined.reason };
        }
        return {
          label,
          estimate: lift.estimate,
          low: lift.interval[0],
          high: lift.interval[1],
          tone: tone(comparison),
        };
      }),
    }),
  );
}

function metricBlock(metric: MetricReport, { options }: ExperimentReport): string {
  const arms = metric.variants.map(({ id, n, mean }) => {
    const value = isUndetermined(mean) ? escapeText(mean.undetermined.reason) : number(mean);
    return `<tr><td>${escapeText(id)}</td><td>${n.toLocaleString("en")}</td><td>${value}</td></tr>`;
  });
  const compared = overall(metric);
  const rows = compared.map((comparison) => comparisonRow(comparison));
  return `<h3>${escapeText(metric.name)} <span class="small">${metric.kind}, ${metric.direction === "increase" ? "more is better" : "less is better"}</span></h3>
${chartOf(
  `Lift of ${metric.name} with ${percent(1 - options.alpha, 0)} intervals`,
  compared.map((comparison) => ({ label: comparison.variant, comparison })),
)}
${predictionTable(metric)}<div class="columns"><table><thead><tr><th>variant</th><th>${options.cluster === undefined ? "units" : "clusters"}</th><th>value</th></tr></thead><tbody>${arms.join("")}</tbody></table>
<table><thead><tr><th>against ${escapeText(compared[0]?.control ?? "")}</th><th>lift</th><th>effect</th><th>p${options.correction === "none" ? "" : " (corrected)"}</th><th></th></tr></thead><tbody>${rows.join("")}</tbody></table></div>${factorialTable(metric)}`;
}

/** The interaction first: with one, a main effect is an average that nobody gets. */
function factorialTable({ factorial }: MetricReport): string {
  if (factorial === undefined) return "";
  if (isUndetermined(factorial)) return `<p>Both changes: ${escapeText(factorial.undetermined.reason)}</p>`;
  const { variant, other, first, second, interaction } = factorial;
  const row = (what: string, { estimate, interval, pValue }: typeof first) =>
    `<tr><td>${escapeText(what)}</td><td>${number(estimate)} (${ends(interval, number)})</td><td>${pText(pValue)}</td></tr>`;
  return `<table><thead><tr><th>both changes</th><th>effect</th><th>p</th></tr></thead><tbody>${row(
    `what ${variant} and ${other} together add beyond the sum of each alone`,
    interaction,
  )}${row(`${variant}, on average over the other change`, first)}${row(`${other}, on average over the other change`, second)}</tbody></table>`;
}

/** The other metrics in one chart and one table; what each variant's value is made of stands in the appendix. */
function secondaryBlock(metrics: readonly MetricReport[], { options, variants }: ExperimentReport): string {
  const compared = metrics.flatMap((metric) => overall(metric).map((comparison) => ({ metric, comparison })));
  const labelled = compared
    .filter(({ comparison }) => !isUndetermined(comparison.lift))
    .map(({ metric, comparison }) => ({
      label: variants.length > 2 ? `${metric.name}: ${comparison.variant}` : metric.name,
      comparison,
    }));
  const rows = compared.map(({ metric, comparison }) => comparisonRow(comparison, metric));
  const correction = options.correction === "none" ? "" : " (corrected)";
  return `${labelled.length === 0 ? "" : chartOf(`Lift of the other metrics with ${percent(1 - options.alpha, 0)} intervals`, labelled)}
<table><thead><tr><th>metric</th><th>variant</th><th>lift</th><th>effect</th><th>p${correction}</th><th></th></tr></thead><tbody>${rows.join("")}</tbody></table>
${metrics.map((metric) => (metric.prediction === undefined ? "" : `<h3>${escapeText(metric.name)}</h3>${predictionTable(metric)}`)).join("")}`;
}

/** What was seen and what is only expected, apart; nothing where all was seen. */
function predictionTable({ prediction }: MetricReport): string {
  if (prediction === undefined) return "";
  const rows = prediction.map(
    ({ id, observed, rest, restStandardError }) =>
      `<tr><td>${escapeText(id)}</td><td>${number(observed)}</td><td>${number(rest)} ± ${number(restStandardError)}</td></tr>`,
  );
  return `<table><thead><tr><th>variant</th><th>observed</th><th>predicted rest ± the model's error, which is in every interval</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** What was asked for and the data say nothing of. */
function notToldSection({ notTold = [] }: ExperimentReport): string {
  if (notTold.length === 0) return "";
  const items = notTold.map(
    ({ name, undetermined }) => `<li>${escapeText(name)}: ${escapeText(undetermined.reason)}</li>`,
  );
  return section("Not told", `<ul>${items.join("")}</ul>`, "detail");
}

function comparisonRow(comparison: VariantComparison, metric?: MetricReport): string {
  const named = metric === undefined ? "" : `<td>${escapeText(metric.name)}</td>`;
  const { variant, effect, lift, adjustedPValue, call, nonInferiority, probabilityBeats, expectedLoss } = comparison;
  if (isUndetermined(effect)) {
    return `<tr>${named}<td>${escapeText(variant)}</td><td colspan="4">${escapeText(effect.undetermined.reason)}</td></tr>`;
  }
  const margin =
    nonInferiority === undefined
      ? ""
      : `; margin ${number(nonInferiority.margin)}, bound ${number(nonInferiority.lower)}`;
  const loss = expectedLoss === undefined ? "" : `; taking it loses ${number(expectedLoss)} a unit on average`;
  const chance = probabilityBeats === undefined ? "" : `; better with a chance of ${percent(probabilityBeats)}${loss}`;
  return `<tr class="${tone(comparison)}">${named}<td>${escapeText(variant)}</td><td>${liftText(lift)}</td>
<td>${number(effect.estimate)} (${ends(effect.interval, number)})</td><td>${pText(adjustedPValue ?? effect.pValue)}</td><td>${call}${margin}${chance}</td></tr>`;
}

/** The test of differences comes first; raw and shrunken effects stand side by side. */
function segmentsSection(title: string, metrics: readonly MetricReport[], rank: "main" | "detail"): string {
  const blocks = metrics.flatMap((metric) => {
    const inSegments = metric.comparisons.filter(({ segment }) => segment !== undefined);
    if (inSegments.length === 0) return [];
    const tests = (metric.heterogeneity ?? []).map(
      ({ segment, variant, pValue }) =>
        `<li>${escapeText(variant)} by ${escapeText(segment)}: ${pValue < 0.05 ? "the segments differ" : "no sign that the segments differ; read their effects as one"} (p ${pText(pValue)})</li>`,
    );
    const rows = inSegments.map((comparison) => {
      const { segment, variant, effect, shrunkEffect, lift } = comparison;
      const raw = isUndetermined(effect)
        ? escapeText(effect.undetermined.reason)
        : `${number(effect.estimate)} (${ends(effect.interval, number)})`;
      const shrunk =
        shrunkEffect === undefined ? "" : `${number(shrunkEffect.estimate)} (${ends(shrunkEffect.interval, number)})`;
      return `<tr class="${tone(comparison)}"><td>${escapeText(segment ?? "")}</td><td>${escapeText(variant)}</td><td>${liftText(lift)}</td><td>${raw}</td><td>${shrunk}</td></tr>`;
    });
    const chart = chartOf(
      `Lift of ${metric.name} by segment`,
      inSegments.map((comparison) => ({ label: `${comparison.segment} (${comparison.variant})`, comparison })),
    );
    return [
      `<h3>${escapeText(metric.name)}</h3><ul>${tests.join("")}</ul>${chart}<table><thead><tr><th>segment</th><th>variant</th><th>lift</th><th>effect</th><th>shrunken effect</th></tr></thead><tbody>${rows.join("")}</tbody></table>`,
    ];
  });
  return blocks.length === 0 ? "" : section(title, blocks.join(""), rank);
}

function sideBySideSection({ metrics, options }: ExperimentReport): string {
  const rows = metrics.flatMap((metric) =>
    overall(metric).flatMap((comparison) => {
      const { variant, effect, unadjusted, raw, ranks, everyone } = comparison;
      const shown = (of: VariantComparison["effect"]) =>
        isUndetermined(of)
          ? escapeText(of.undetermined.reason)
          : `${number(of.estimate)} (${ends(of.interval, number)})`;
      const head = `<td>${escapeText(metric.name)}</td><td>${escapeText(variant)}</td><td>${shown(effect)}</td>`;
      return [
        ...(unadjusted === undefined
          ? []
          : [
              `<tr>${head}<td>${shown(unadjusted.effect)}</td><td>${adjustmentWords(unadjusted.varianceRatio, options.strata)}</td></tr>`,
            ]),
        ...(everyone === undefined || isUndetermined(everyone)
          ? []
          : [
              `<tr>${head}<td>${number(everyone.estimate)} (${ends(everyone.interval, number)})</td><td>on everyone, of whom ${percent(everyone.triggerShare)} could meet the change</td></tr>`,
            ]),
        ...(ranks === undefined || isUndetermined(ranks)
          ? []
          : [
              `<tr>${head}<td>more than in the control with a chance of ${percent(ranks.probabilityLarger)}, p ${pText(ranks.pValue)}</td><td>by ranks (Mann–Whitney), blind to how large the largest are</td></tr>`,
            ]),
        ...(raw === undefined ? [] : [`<tr>${head}<td>${shown(raw.effect)}</td><td>without winsorizing</td></tr>`]),
      ];
    }),
  );
  if (rows.length === 0) return "";
  return section(
    "Adjusted and unadjusted",
    `<table><thead><tr><th>metric</th><th>variant</th><th>as reported</th><th>the other way</th><th></th></tr></thead><tbody>${rows.join("")}</tbody></table>`,
    "detail",
  );
}

/** What taking the adjustment away means, and what it was worth; strata of no use cost a little. */
function adjustmentWords(varianceRatio: number, strata: string | undefined): string {
  const what = strata === undefined ? "without the covariate" : `without the strata of ${escapeText(strata)}`;
  const gain = 1 - varianceRatio;
  return gain >= 0
    ? `${what}; it took away ${percent(gain)} of the noise`
    : `${what}; it added ${percent(-gain)} to the noise`;
}
