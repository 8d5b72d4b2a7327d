import type { ExperimentReport, MetricReport, VariantComparison } from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";

/** The report as a person reads it in a terminal: decision, checks, then metrics. */
export function experimentText(report: ExperimentReport): string {
  const level = `${Number((100 * (1 - report.options.alpha)).toFixed(3))} %`;
  return [
    `${report.decision.verdict.toUpperCase()}: ${report.decision.reasons.join(" ")}`,
    "",
    ...report.checks.map(({ id, status, message }) => `${status.padEnd(4)}  ${id.padEnd(18)}  ${message}`),
    "",
    `units: ${report.variants.map(unitsText).join(", ")}; method ${report.method}, intervals of ${level}${looksText(report)}`,
    ...report.metrics.flatMap((metric) => [
      "",
      metric.name,
      ...predictionLines(metric),
      ...metric.comparisons
        .filter(({ segment }) => segment === undefined)
        .flatMap((comparison) => [
          comparisonText(comparison),
          ...beliefLines(comparison),
          ...otherWays(comparison, report),
        ]),
      ...factorialLines(metric),
      ...heterogeneityLines(metric),
      ...metric.comparisons.filter(({ segment }) => segment !== undefined).map(comparisonText),
    ]),
    ...stageLines(report),
  ].join("\n");
}

function unitsText({ id, units, clusters }: ExperimentReport["variants"][number]): string {
  const inClusters = clusters === undefined ? "" : ` in ${clusters.toLocaleString("en")} clusters`;
  return `${id} ${units.toLocaleString("en")}${inClusters}`;
}

/** The interaction first: with one, a main effect is an average that nobody gets. */
function factorialLines({ factorial }: MetricReport): string[] {
  if (factorial === undefined) return [];
  if (isUndetermined(factorial)) return [`  both changes: ${factorial.undetermined.reason}`];
  const { variant, other, first, second, interaction } = factorial;
  const told = ({ estimate, interval, pValue }: typeof first) =>
    `${number(estimate)} (${ends(interval, number)}), p ${pText(pValue)}`;
  return [
    `  both changes: what ${variant} and ${other} together add beyond the sum of each alone: ${told(interaction)}`,
    `  ${variant}, on average over the other change: ${told(first)}`,
    `  ${other}, on average over the other change: ${told(second)}`,
  ];
}

function predictionLines({ prediction = [] }: MetricReport): string[] {
  return prediction.map(
    ({ id, observed, rest, restStandardError }) =>
      `  ${id}: observed ${number(observed)}, predicted rest ${number(rest)} (the model's standard error ${number(restStandardError)}, in every interval)`,
  );
}

/** Whether segments differ at all, to be read before any of them. */
function heterogeneityLines({ heterogeneity = [] }: MetricReport): string[] {
  return heterogeneity.map(
    ({ segment, variant, pValue }) =>
      `  ${variant} by ${segment}: ${pValue < 0.05 ? "the segments differ" : "no sign that the segments differ; read their effects as one"}, p ${pText(pValue)}`,
  );
}

function stageLines({ stages = [] }: ExperimentReport): string[] {
  return stages.flatMap((stage) => {
    const whose = stage.segment === undefined ? stage.variant : `${stage.variant} where ${stage.segment}`;
    if (isUndetermined(stage)) return ["", `${whose}, by stage: ${stage.undetermined.reason}`];
    return [
      "",
      `${whose}: ${percent(stage.effect)} points more reached the last stage, the sum of`,
      ...stage.transitions.map(
        ({ from, to, contribution, interval }) =>
          `  ${from} → ${to}: ${percent(contribution)} (${ends(interval, percent)})`,
      ),
    ];
  });
}

function pText(pValue: number): string {
  return pValue < 1e-4 ? pValue.toExponential(1) : pValue.toFixed(4);
}

function comparisonText({ variant, control, segment, effect, lift, adjustedPValue, call }: VariantComparison): string {
  const head = `  ${variant} against ${control}${segment === undefined ? "" : ` where ${segment}`}: `;
  if (isUndetermined(effect)) return `${head}undetermined: ${effect.undetermined.reason}`;
  // The interval is of this one comparison; only the corrected p counts the others.
  const corrected = adjustedPValue === undefined ? "" : `, corrected for many ${pText(adjustedPValue)}`;
  const absolute = `effect ${number(effect.estimate)} (${ends(effect.interval, number)})`;
  const relative = isUndetermined(lift)
    ? `lift undetermined: ${lift.undetermined.reason}`
    : `lift ${percent(lift.estimate)} (${ends(lift.interval, percent)})`;
  return `${head}${call}, ${relative}, ${absolute}, p ${pText(effect.pValue)}${corrected}`;
}

/** At which look of how many planned units a group-sequential test stands, and what it asks for there. */
function looksText({ options: { looks, informationShare, boundary } }: ExperimentReport): string {
  if (looks === undefined || informationShare === undefined || boundary === undefined) return "";
  return `; look ${looks.length}, with ${percent(informationShare)} of the planned units in: a difference counts from ${number(boundary)} standard errors on`;
}

/** The posterior in words. */
function beliefLines({ variant, control, probabilityBeats, expectedLoss }: VariantComparison): string[] {
  if (probabilityBeats === undefined || expectedLoss === undefined) return [];
  return [
    `    ${variant} is better than ${control} with a chance of ${percent(probabilityBeats)}; taking it loses ${number(expectedLoss)} a unit on average, counting only the cases in which it is worse`,
  ];
}

/** The same effect without its adjustment, and on raw values: two numbers for one effect, told apart. */
function otherWays(
  { control, unadjusted, raw, ranks, everyone }: VariantComparison,
  { options }: ExperimentReport,
): string[] {
  const told = (effect: VariantComparison["effect"]) =>
    isUndetermined(effect)
      ? `undetermined: ${effect.undetermined.reason}`
      : `effect ${number(effect.estimate)} (${ends(effect.interval, number)})`;
  const lines: string[] = [];
  if (unadjusted !== undefined) {
    const by = options.strata === undefined ? "what people did before" : `the mix of ${options.strata}`;
    const gain = 1 - unadjusted.varianceRatio;
    const worth = `the adjustment ${gain >= 0 ? "took away" : "added"} ${percent(Math.abs(gain))} of the noise`;
    lines.push(`    adjusted by ${by}; without that ${told(unadjusted.effect)}: ${worth}`);
  }
  if (everyone !== undefined)
    lines.push(
      isUndetermined(everyone)
        ? `    on everyone undetermined: ${everyone.undetermined.reason}`
        : `    on everyone, of whom ${percent(everyone.triggerShare)} could meet it: lift ${percent(everyone.lift)}, effect ${number(everyone.estimate)} (${ends(everyone.interval, number)})`,
    );
  if (ranks !== undefined && !isUndetermined(ranks))
    lines.push(
      `    by ranks, blind to how large the largest are: more than in ${control} with a chance of ${percent(ranks.probabilityLarger)}, p ${pText(ranks.pValue)}`,
    );
  if (raw !== undefined) lines.push(`    without winsorizing ${told(raw.effect)}`);
  return lines;
}

function ends([low, high]: [number | null, number | null], print: (value: number) => string): string {
  return `${low === null ? "unbounded" : print(low)} to ${high === null ? "unbounded" : print(high)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}
