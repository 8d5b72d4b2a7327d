import { intervalChart } from "@attune/charts/interval-chart";
import { lineChart } from "@attune/charts/line-chart";
import { escapeText } from "@attune/charts/svg-element";
import type { CheckStatus, EffectStudy, MethodEstimate } from "@attune/model/effect-study";
import type { Json } from "@attune/model/json";
import { idInWords, methodName, sentenceStart } from "@attune/model/study-words";
import { isUndetermined } from "@attune/model/undetermined";
import { bothWidths } from "../report/both-widths.ts";
import { reportStyle } from "../report/report-style.ts";
import { leftOutWords } from "./left-out-words.ts";
import { short } from "./short-number.ts";

/** The study as one HTML document that needs nothing else: story and grade first, then methods, assumptions, attacks, sensitivity. Pure. */
export function effectStudyHtml(study: EffectStudy): string {
  const tone = study.grade === "A" || study.grade === "B" ? "ship" : study.grade === "C" ? "hold" : "stop";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Effect study: grade ${study.grade}</title><style>${reportStyle}</style></head>
<body><main><header class="verdict ${tone}"><h1>Evidence grade ${study.grade}</h1><p>${escapeText(study.narrative)}</p>
<p class="small">Design ${escapeText(study.design)}; ${escapeText(study.estimand)}; n = ${study.n.toLocaleString("en")}.</p>
${leftOutWords(study)
  .map((sentence) => `<p class="small"><strong>${escapeText(sentence)}</strong></p>`)
  .join("")}</header>
${section("Every method", estimatesChart(study.estimates) + estimatesTable(study.estimates))}
${section("Over time", seriesChart(study))}
${section("Assumptions", checksTable(study.assumptions.map((check) => [check.status, sentenceStart(idInWords(check.id)), check.statement, check.evidence])))}
${section("Attacks with a known answer", checksTable(study.refutations.map((check) => [check.status, sentenceStart(idInWords(check.id)), check.expected, check.observed])))}
${section("Overlap", overlapChart(study.diagnostics.propensityHistogram))}
${section("Before and after", balanceTable(study.diagnostics.balance))}
${section("What would have to be true for this to be wrong", sensitivityWords(study.sensitivity))}
<details><summary>Diagnostics</summary><pre>${escapeText(JSON.stringify(study.diagnostics, null, 1))}</pre></details>
</main></body></html>
`;
}

function section(title: string, content: string): string {
  return content === "" ? "" : `<section><h2>${escapeText(title)}</h2>${content}</section>`;
}

/** The sentence first, then its numbers, rounded; a list of numbers in one line. */
function sensitivityWords({ inWords, ...numbers }: EffectStudy["sensitivity"]): string {
  const sentence = typeof inWords === "string" ? `<p>${escapeText(inWords)}</p>` : "";
  const rows = flatEntries(numbers, "").map(
    ([name, value]) => `<tr><td>${escapeText(name)}</td><td>${escapeText(value)}</td></tr>`,
  );
  return rows.length === 0 ? sentence : `${sentence}<table>${rows.join("")}</table>`;
}

function flatEntries(value: Json, path: string): Array<[name: string, text: string]> {
  if (typeof value === "number") return [[path, short(value)]];
  if (value === null || typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value) && value.every((entry) => typeof entry === "number"))
    return [[path, value.map((entry) => short(entry as number)).join(", ")]];
  return Object.entries(value).flatMap(([name, inner]) =>
    flatEntries(inner as Json, path === "" ? name : `${path}, ${name}`),
  );
}

function estimatesChart(estimates: readonly MethodEstimate[]): string {
  return bothWidths((width) =>
    intervalChart({
      width,
      title: "Estimates with 95 % intervals",
      format: short,
      rows: estimates.map(({ method, estimate, interval }) => {
        const ends = isUndetermined(interval) ? [null, null] : interval;
        const note = isUndetermined(estimate) ? { note: estimate.undetermined.code } : {};
        return {
          label: sentenceStart(methodName(method)),
          estimate: isUndetermined(estimate) ? null : estimate,
          low: ends[0]!,
          high: ends[1]!,
          tone: "neutral",
          ...note,
        };
      }),
    }),
  );
}

function estimatesTable(estimates: readonly MethodEstimate[]): string {
  const cell = (value: MethodEstimate["estimate"]) =>
    escapeText(isUndetermined(value) ? value.undetermined.reason : short(value));
  const rows = estimates.map(({ method, estimate, standardError, interval, pValue }) => {
    const ends = isUndetermined(interval)
      ? escapeText(interval.undetermined.reason)
      : interval.map((end) => (end === null ? "unbounded" : short(end))).join(" to ");
    return `<tr><td>${escapeText(sentenceStart(methodName(method)))}</td><td>${cell(estimate)}</td><td>${cell(standardError)}</td><td>${ends}</td><td>${cell(pValue)}</td></tr>`;
  });
  return `<table><tr><th>method</th><th>estimate</th><th>standard error</th><th>95 % interval</th><th>p</th></tr>${rows.join("")}</table>`;
}

function checksTable(rows: readonly [CheckStatus, string, string, string][]): string {
  if (rows.length === 0) return "";
  const lines = rows.map(
    ([status, ...texts]) =>
      `<tr class="${status}"><td>${status}</td>${texts.map((text) => `<td>${escapeText(text)}</td>`).join("")}</tr>`,
  );
  return `<table class="checks">${lines.join("")}</table>`;
}

interface EventTime {
  since: number;
  effect: number;
  band: [number, number];
}

/** The event study with its simultaneous band, or the gap of the synthetic control. */
function seriesChart({ diagnostics }: EffectStudy): string {
  const events = diagnostics.eventStudy as unknown as EventTime[] | undefined;
  if (events !== undefined) {
    const points = events.map(({ since, effect, band }) => ({ x: since, y: effect, low: band[0], high: band[1] }));
    return bothWidths((width) =>
      lineChart({
        width,
        title: "Effect by periods since treatment",
        series: [{ label: "effect, simultaneous 95 % band", color: "#1d4ed8", points }],
        formatX: String,
        formatY: short,
      }),
    );
  }
  const gaps = diagnostics.gaps as unknown as { time: number; syntheticControl: number; sdid: number }[] | undefined;
  if (gaps === undefined) return "";
  return bothWidths((width) =>
    lineChart({
      width,
      title: "Treated less counterfactual",
      series: [
        {
          label: "synthetic control",
          color: "#1d4ed8",
          points: gaps.map((gap) => ({ x: gap.time, y: gap.syntheticControl })),
        },
        {
          label: "synthetic difference-in-differences",
          color: "#b45309",
          dashed: true,
          points: gaps.map((gap) => ({ x: gap.time, y: gap.sdid })),
        },
      ],
      formatX: String,
      formatY: short,
    }),
  );
}

/** Shares of each arm by propensity: where one line lies on the floor there is nobody to compare with. */
function overlapChart(histogram: unknown): string {
  if (typeof histogram !== "object" || histogram === null) return "";
  const { binWidth, control, treated } = histogram as { binWidth: number; control: number[]; treated: number[] };
  const points = (counts: readonly number[]) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count, bin) => ({ x: (bin + 0.5) * binWidth, y: count / total }));
  };
  return bothWidths((width) =>
    lineChart({
      width,
      title: "Share of each group by its chance of treatment",
      series: [
        { label: "treated", color: "#1d4ed8", points: points(treated) },
        { label: "untreated", color: "#b45309", dashed: true, points: points(control) },
      ],
      formatX: (value) => value.toFixed(2),
      formatY: short,
    }),
  );
}

function balanceTable(balance: unknown): string {
  if (!Array.isArray(balance)) return "";
  const rows = (balance as { covariate: string; before: number | null; after: number | null }[]).map(
    ({ covariate, before, after }) =>
      `<tr><td>${escapeText(covariate)}</td><td>${before === null ? "" : short(before)}</td><td>${after === null ? "" : short(after)}</td></tr>`,
  );
  return `<table><tr><th>covariate</th><th>standardized difference before</th><th>after</th></tr>${rows.join("")}</table>`;
}
