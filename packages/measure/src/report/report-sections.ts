import { lineChart } from "@attune/charts/line-chart";
import { escapeText } from "@attune/charts/svg-element";
import type { ExperimentReport, MetricReport } from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import { bothWidths } from "./both-widths.ts";
import { ends, number, percent } from "./report-numbers.ts";

/** What could make the estimates wrong although every formula is right, and what would change the decision. */
export function threatsSection({ checks, method, metrics, options }: ExperimentReport): string {
  const warned = checks.filter(({ status }) => status !== "pass").map(({ message }) => message);
  const general = [
    method === "fixed"
      ? "The intervals hold for one look at a size that was fixed before: looking again and again makes false finds."
      : "",
    options.correction === "none" && metrics.length > 1 ? "p-values are not corrected for the number of metrics." : "",
    "An effect found now may fade when the change is no longer new; repeat the measurement with a holdout.",
    options.cluster === undefined
      ? "Units are taken as independent of each other: where they share stock, prices or links, the effect spills over."
      : `Clusters of ${options.cluster} are taken as independent of each other: where people meet both variants, or a period still feels the one before it, the effect spills over.`,
  ];
  const items = [...warned, ...general].filter((text) => text !== "").map((text) => `<li>${escapeText(text)}</li>`);
  return `<section><h2>Threats to validity</h2><ul>${items.join("")}</ul></section>`;
}

const formulas: Record<MetricReport["kind"], string> = {
  mean: "value = Σy/n; variance = (Σy² − (Σy)²/n)/(n − 1)/n",
  proportion: "value = successes/n; variance = p(1 − p)/(n − 1)",
  ratio: "value = Σm/Σd; variance = (s²ₘ − 2R·sₘd + R²·s²d)/(n·d̄²) (delta method)",
  quantile: "value = quantile; variance from the order statistics at ν ∓ 1.96·√(ν(1 − ν)/n)",
};

const clusterFormula =
  "value = Σ cluster totals/Σ cluster sizes; variance over clusters: s² of (total − value·size)/(clusters·mean size²)";

const methods: Record<ExperimentReport["method"], string> = {
  fixed:
    "effect = treated − control, se = √(v_t + v_c), t with Welch's degrees of freedom; lift by Fieller's set; with fewer than 20 successes or failures score intervals and the mid-p exact test",
  sequential: "asymptotic confidence sequence: se·√N·√(2(Nρ² + 1)·ln(√(Nρ² + 1)/α)/(Nρ)²)",
  "group-sequential": "repeated confidence interval: estimate ± boundary·se, boundary by Lan and DeMets",
  bayesian: "normal posterior of effect and lift; shares without a prior by beta posteriors",
};

/** Every number's formula and inputs. */
export function appendixSection(report: ExperimentReport): string {
  const { inputs, method, options, metrics, schema } = report;
  const rows = metrics.flatMap((metric) =>
    metric.variants.map(({ id, n, mean, standardDeviation }) => {
      const cell = (value: typeof mean) =>
        isUndetermined(value) ? escapeText(value.undetermined.reason) : number(value);
      return `<tr><td>${escapeText(metric.name)}</td><td>${escapeText(id)}</td><td>${n.toLocaleString("en")}</td><td>${cell(mean)}</td><td>${cell(standardDeviation)}</td><td>${options.cluster === undefined ? formulas[metric.kind] : clusterFormula}</td></tr>`;
    }),
  );
  const split = options.split.map((share) => number(share)).join(" / ");
  return `<section class="appendix"><h2>Appendix</h2>
<p>${escapeText(inputs.data)}, SHA-256 ${escapeText(inputs.sha256)}: ${inputs.rows.toLocaleString("en")} rows, ${inputs.units.toLocaleString("en")} units. Planned split ${split}. Schema ${schema}.</p>
<p>${escapeText(method)}: ${escapeText(methods[method])}.</p>
<table><thead><tr><th>metric</th><th>variant</th><th>${options.cluster === undefined ? "units" : "clusters"}</th><th>value</th><th>standard deviation of a unit</th><th>formula</th></tr></thead><tbody>${rows.join("")}</tbody></table></section>`;
}

const colors = ["#1d4ed8", "#b45309", "#1a7f4b", "#7c3aed", "#b3261e"];

/** The cumulative effect by day, with intervals that hold at every day. */
export function timelineSection({ timeline, metrics }: ExperimentReport): string {
  if (timeline === undefined || timeline.length === 0) return "";
  const series = timeline.map(({ variant, days }, i) => ({
    label: variant,
    color: colors[i % colors.length]!,
    points: days.flatMap(({ effect }, d) => {
      if (isUndetermined(effect)) return [];
      const [low, high] = effect.interval;
      return low === null || high === null ? [] : [{ x: d + 1, y: effect.estimate, low, high }];
    }),
  }));
  if (series.every(({ points }) => points.length === 0)) return "";
  const chart = bothWidths((width) =>
    lineChart({
      width,
      title: `Cumulative effect on ${metrics[0]?.name ?? ""} by day`,
      series: series.filter(({ points }) => points.length > 0),
      formatX: (day) => `day ${day}`,
      formatY: number,
    }),
  );
  return `<section class="detail"><h2>Over time</h2><p>Effect on everyone seen up to each day, with intervals that hold at all days at once.</p>${chart}</section>`;
}

/** Boundaries of the looks so far, and where the first variant stands. */
export function looksChart({ options, metrics }: ExperimentReport): string {
  const first = metrics[0]?.comparisons.find(({ segment }) => segment === undefined);
  const { looks } = options;
  if (looks === undefined || first === undefined || isUndetermined(first.effect)) return "";
  const z = first.effect.estimate / first.effect.standardError;
  const line = (sign: 1 | -1) => looks.map(({ share, boundary }) => ({ x: share, y: sign * Math.min(boundary, 8) }));
  return bothWidths((width) =>
    lineChart({
      width,
      title: "Boundaries in standard errors at each look, and the present result",
      series: [
        { label: "boundary", color: "#4a5568", dashed: true, points: line(1) },
        { label: "boundary below", color: "#4a5568", dashed: true, points: line(-1) },
        { label: `${first.variant} now`, color: colors[0]!, points: [{ x: looks.at(-1)!.share, y: z }] },
      ],
      formatX: (share) => percent(share, 0),
      formatY: number,
      height: 220,
    }),
  );
}

/** Which transition of the funnel brought the effect. */
export function stagesSection({ stages = [] }: ExperimentReport): string {
  return stagesIn(
    "Where in the funnel",
    stages.filter(({ segment }) => segment === undefined),
  );
}

/** The same within segments. */
export function segmentStagesSection({ stages = [] }: ExperimentReport): string {
  return stagesIn(
    "Where in the funnel, by segment",
    stages.filter(({ segment }) => segment !== undefined),
  );
}

function stagesIn(title: string, stages: NonNullable<ExperimentReport["stages"]>): string {
  if (stages.length === 0) return "";
  const blocks = stages.map((stage) => {
    const whose = escapeText(stage.segment === undefined ? stage.variant : `${stage.variant}, ${stage.segment}`);
    if (isUndetermined(stage)) return `<p>${whose}: ${escapeText(stage.undetermined.reason)}</p>`;
    const rows = stage.transitions.map(
      ({ from, to, treated, control, contribution, interval }) =>
        `<tr><td>${escapeText(from)} → ${escapeText(to)}</td><td>${percent(treated)}</td><td>${percent(control)}</td><td>${percent(contribution, 3)} (${ends(interval, (end) => percent(end, 3))})</td></tr>`,
    );
    return `<p>${whose}: ${percent(stage.effect, 3)} points in all, the sum of</p>
<table><thead><tr><th>transition</th><th>treated</th><th>control</th><th>contribution</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
  });
  return `<section class="detail"><h2>${title}</h2>${blocks.join("")}</section>`;
}
