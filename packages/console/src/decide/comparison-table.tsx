import type { ExperimentReport, MetricReport, VariantComparison } from "@attune/model/experiment-report";
import { isUndetermined } from "@attune/model/undetermined";
import { IntervalAxis } from "../charts/interval-chart.tsx";
import { type Domain, domainOf } from "../charts/interval-scale.ts";
import { intervalColumns } from "../format/interval-columns.ts";
import { formatCount } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { EffectTimeline } from "../measure/effect-timeline.tsx";
import { formatDifference, formatLevel, intervalWords, metricTitle, partWords } from "../measure/metric-words.ts";
import { effectOfComparison } from "../measure/time-to-answer.ts";
import { AnswerTime } from "../parts/answer-time.tsx";
import { LiftChange, signedPercent } from "../parts/change.tsx";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { NotKnown } from "../parts/not-known.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { callWords } from "./experiment-words.ts";

interface ComparisonTableProps {
  report: ExperimentReport;
  currency: string | null;
}

/** Every comparison of a report with its interval, on one scale, parts of the people folded below; then day by day. */
export function ComparisonTable({ report, currency }: ComparisonTableProps) {
  const rows = report.metrics.flatMap((metric) => metric.comparisons.map((comparison) => ({ metric, comparison })));
  const ofParts = rows.filter(({ comparison }) => comparison.segment !== undefined);
  return (
    <>
      <Panel title="Every metric" aside={`Against ${humanize(report.options.control).toLowerCase()}`}>
        <Comparisons
          caption="Metrics of the experiment"
          rows={rows.filter(({ comparison }) => comparison.segment === undefined)}
          report={report}
          currency={currency}
        />
      </Panel>
      {ofParts.length === 0 ? null : (
        <Panel title="By part of the people" aside={`Against ${humanize(report.options.control).toLowerCase()}`}>
          <details>
            <summary className={form.summary}>
              {formatCount(ofParts.length)} {plural(ofParts.length, "comparison")}, part by part: among so many, some
              differ by chance alone
            </summary>
            <Comparisons
              caption="Metrics of the experiment by part of the people"
              rows={ofParts}
              report={report}
              currency={currency}
            />
          </details>
        </Panel>
      )}
      {(report.timeline ?? []).map(({ variant, days }) => (
        <Panel
          key={variant}
          title={`Difference by ${humanize(variant).toLowerCase()}, everyone seen up to the day`}
          aside="The band may be looked at on any day"
        >
          <EffectTimeline
            title={`Difference by ${humanize(variant).toLowerCase()}, day by day`}
            days={days}
            unit={report.metrics[0]?.unit ?? "count"}
            currency={currency}
          />
        </Panel>
      ))}
    </>
  );
}

function Comparisons({ caption, rows, report, currency }: ComparisonTableProps & { caption: string; rows: Row[] }) {
  const lifts = rows.flatMap(({ comparison: { lift } }) => (isUndetermined(lift) ? [] : [lift]));
  const domain = domainOf(lifts);
  return (
    <DataTable
      caption={caption}
      rows={rows}
      rowKey={({ metric, comparison }) => `${metric.name} ${comparison.variant} ${comparison.segment ?? ""}`}
      columns={[
        {
          title: "Metric",
          show: ({ metric, comparison }) =>
            `${metricTitle(metric)}${comparison.segment ? `, ${partWords(comparison.segment)}` : ""}`,
          csv: ({ metric, comparison }) => `${metric.name}${comparison.segment ? `, ${comparison.segment}` : ""}`,
        },
        {
          title: "Variant",
          show: ({ comparison }) => humanize(comparison.variant),
          csv: ({ comparison }) => comparison.variant,
          csvAlso: [{ title: "Against", csv: ({ comparison }) => comparison.control }],
        },
        {
          title: "Level",
          show: ({ metric, comparison }) => <Levels metric={metric} comparison={comparison} currency={currency} />,
          csv: ({ metric, comparison }) => levelOf(metric, comparison, comparison.variant),
          csvAlso: [
            {
              title: "Level against",
              csv: ({ metric, comparison }) => levelOf(metric, comparison, comparison.control),
            },
          ],
        },
        {
          title: "Difference",
          show: ({ metric, comparison }) => <Difference metric={metric} comparison={comparison} currency={currency} />,
          csv: ({ comparison: { effect } }) => (isUndetermined(effect) ? null : effect.estimate),
          csvAlso: intervalColumns("Difference", ({ comparison: { effect } }: Row) =>
            isUndetermined(effect) ? effect : effect.interval,
          ),
        },
        {
          title: "Lift, 95% interval",
          below: lifts.length === 0 ? undefined : <IntervalAxis domain={domain} format={signedPercent} />,
          show: ({ metric, comparison }) => (
            <>
              <Lift metric={metric} comparison={comparison} domain={domain} />
              <AnswerTime effect={effectOfComparison(report, metric, comparison)} />
            </>
          ),
          csv: ({ comparison: { lift } }) => (isUndetermined(lift) ? null : lift.estimate),
          csvAlso: intervalColumns("Lift", ({ comparison: { lift } }: Row) =>
            isUndetermined(lift) ? lift : lift.interval,
          ),
        },
        {
          title: "Says",
          show: ({ comparison: { call } }) => <Pill tone={callWords[call].tone}>{callWords[call].words}</Pill>,
          csv: ({ comparison: { call } }) => call,
        },
      ]}
    />
  );
}

interface Row {
  metric: MetricReport;
  comparison: VariantComparison;
}

/** What a variant came to; null where it is not known, and of a part of the people, of whom only the comparison is told. */
function levelOf(metric: MetricReport, comparison: VariantComparison, variantId: string): number | null {
  if (comparison.segment !== undefined) return null;
  const mean = metric.variants.find(({ id }) => id === variantId)?.mean;
  return mean === undefined || isUndetermined(mean) ? null : mean;
}

function Levels({ metric, comparison, currency }: Row & { currency: string | null }) {
  if (comparison.segment !== undefined) return "–";
  const level = (id: string) => {
    const mean = levelOf(metric, comparison, id);
    return mean === null ? "–" : formatLevel(mean, metric.unit ?? "count", currency);
  };
  return (
    <>
      {level(comparison.variant)} <span className={form.note}>against {level(comparison.control)}</span>
    </>
  );
}

function Difference({ metric, comparison: { effect }, currency }: Row & { currency: string | null }) {
  if (isUndetermined(effect)) return <NotKnown value={effect} />;
  const format = (value: number) => formatDifference(value, metric.unit ?? "count", currency);
  return (
    <>
      {format(effect.estimate)} <span className={form.note}>{intervalWords(effect.interval, format)}</span>
    </>
  );
}

function Lift({ metric, comparison, domain }: Row & { domain: Domain }) {
  return <LiftChange lift={comparison.lift} domain={domain} subject={`${metric.name} by ${comparison.variant}`} />;
}
