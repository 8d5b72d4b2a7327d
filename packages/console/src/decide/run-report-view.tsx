import type { ExperimentReport, MetricReport, VariantComparison } from "@attune/model/experiment-report";
import type { BanditReport, RunReport } from "@attune/model/run-report";
import { isUndetermined } from "@attune/model/undetermined";
import { IntervalAxis } from "../charts/interval-chart.tsx";
import { type Domain, domainOf } from "../charts/interval-scale.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { EffectTimeline } from "../measure/effect-timeline.tsx";
import { formatDifference, formatLevel, intervalWords, metricTitle } from "../measure/metric-words.ts";
import { LiftChange, signedPercent } from "../parts/change.tsx";
import { Checks } from "../parts/checks.tsx";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { callWords, verdictWords } from "./experiment-words.ts";

/** What an experiment has shown: trust first, then the verdict, then every comparison with its interval. */
export function RunReportView({ answer }: { answer: RunReport }) {
  const { report, bandit } = answer;
  return (
    <>
      {isUndetermined(report) ? (
        bandit === undefined ? (
          <Panel title="What it has shown">
            <NotKnown value={report} />
          </Panel>
        ) : null
      ) : (
        <FixedReport report={report} answer={answer} />
      )}
      {bandit === undefined ? null : (
        <Panel title="What the bandit has learned">
          {isUndetermined(bandit) ? <NotKnown value={bandit} /> : <BanditView bandit={bandit} />}
        </Panel>
      )}
    </>
  );
}

function FixedReport({ report, answer }: { report: ExperimentReport; answer: RunReport }) {
  const verdict = verdictWords[report.decision.verdict];
  const rows = report.metrics.flatMap((metric) => metric.comparisons.map((comparison) => ({ metric, comparison })));
  const lifts = rows.flatMap(({ comparison: { lift } }) => (isUndetermined(lift) ? [] : [lift]));
  const domain = domainOf(lifts);
  return (
    <>
      <Panel title="What it has shown" aside={<Pill tone={verdict.tone}>{verdict.words}</Pill>}>
        <div className={form.stack}>
          <Checks checks={report.checks.map(({ id, status, pValue, message }) => ({ id, status, pValue, message }))} />
          <ul className={form.list} aria-label="Why">
            {report.decision.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          <p className={form.note}>
            {report.variants
              .map(({ id, units }) => `${formatCount(units)} ${plural(units, "person", "people")} in ${id}`)
              .join(", ")}
            . Compared with {report.options.control}, by intention to treat, within {answer.windowDays}{" "}
            {plural(answer.windowDays, "day")}. Method {report.method}. Computed <Moment at={answer.computedAt} />; this
            look is number {answer.looks.length} in the log.
          </p>
        </div>
      </Panel>
      <Panel title="Every metric" aside={`Against ${report.options.control}`}>
        <DataTable
          caption="Metrics of the experiment"
          rows={rows}
          rowKey={({ metric, comparison }) => `${metric.name} ${comparison.variant} ${comparison.segment ?? ""}`}
          columns={[
            {
              title: "Metric",
              show: ({ metric, comparison }) =>
                `${metricTitle(metric)}${comparison.segment ? `, ${comparison.segment}` : ""}`,
              csv: ({ metric, comparison }) => `${metric.name}${comparison.segment ? `, ${comparison.segment}` : ""}`,
            },
            {
              title: "Variant",
              show: ({ comparison }) => comparison.variant,
              csv: ({ comparison }) => comparison.variant,
            },
            {
              title: "Level",
              show: ({ metric, comparison }) => <Levels metric={metric} comparison={comparison} answer={answer} />,
            },
            {
              title: "Difference",
              show: ({ metric, comparison }) => <Difference metric={metric} comparison={comparison} answer={answer} />,
              csv: ({ comparison: { effect } }) => (isUndetermined(effect) ? null : effect.estimate),
              csvAlso: [0, 1].map((end) => ({
                title: end === 0 ? "Difference from" : "Difference to",
                csv: ({ comparison: { effect } }: Row) =>
                  isUndetermined(effect) ? null : (effect.interval[end as 0 | 1] ?? null),
              })),
            },
            {
              title: "Lift, 95% interval",
              show: ({ metric, comparison }) => <Lift metric={metric} comparison={comparison} domain={domain} />,
              csv: ({ comparison: { lift } }) => (isUndetermined(lift) ? null : lift.estimate),
            },
            {
              title: "Says",
              show: ({ comparison: { call } }) => <Pill tone={callWords[call].tone}>{callWords[call].words}</Pill>,
              csv: ({ comparison: { call } }) => call,
            },
          ]}
        />
        {lifts.length === 0 ? null : <IntervalAxis domain={domain} format={signedPercent} />}
      </Panel>
      {(report.timeline ?? []).map(({ variant, days }) => (
        <Panel
          key={variant}
          title={`Difference by ${variant}, everyone seen up to the day`}
          aside="The band may be looked at on any day"
        >
          <EffectTimeline
            title={`Difference by ${variant}, day by day`}
            days={days}
            unit={report.metrics[0]?.unit ?? "count"}
            currency={answer.currency}
          />
        </Panel>
      ))}
    </>
  );
}

interface Row {
  metric: MetricReport;
  comparison: VariantComparison;
}

function Levels({ metric, comparison, answer }: Row & { answer: RunReport }) {
  const level = (id: string) => {
    const mean = metric.variants.find((variant) => variant.id === id)?.mean;
    return mean === undefined || isUndetermined(mean)
      ? "–"
      : formatLevel(mean, metric.unit ?? "count", answer.currency);
  };
  return (
    <>
      {level(comparison.variant)} <span className={form.note}>against {level(comparison.control)}</span>
    </>
  );
}

function Difference({ metric, comparison: { effect }, answer }: Row & { answer: RunReport }) {
  if (isUndetermined(effect)) return <NotKnown value={effect} />;
  const format = (value: number) => formatDifference(value, metric.unit ?? "count", answer.currency);
  return (
    <>
      {format(effect.estimate)} <span className={form.note}>{intervalWords(effect.interval, format)}</span>
    </>
  );
}

function Lift({ metric, comparison, domain }: Row & { domain: Domain }) {
  return <LiftChange lift={comparison.lift} domain={domain} subject={`${metric.name} by ${comparison.variant}`} />;
}

function BanditView({ bandit }: { bandit: BanditReport }) {
  const words = (value: BanditReport["earned"] | undefined) =>
    value === undefined
      ? "the control itself"
      : isUndetermined(value)
        ? value.undetermined.reason
        : `${value.estimate.toFixed(3)} (95% interval ${value.interval[0].toFixed(3)} to ${value.interval[1].toFixed(3)})`;
  return (
    <div className={form.stack}>
      <DataTable
        caption="Arms of the bandit"
        rows={bandit.arms}
        rowKey={({ variantId }) => variantId}
        columns={[
          { title: "Variant", show: ({ variantId }) => variantId, csv: ({ variantId }) => variantId },
          {
            title: "Drawn now",
            show: ({ probability }) => formatPercent(probability),
            csv: ({ probability }) => probability,
            isNumber: true,
          },
          { title: "Draws", show: ({ draws }) => formatCount(draws), csv: ({ draws }) => draws, isNumber: true },
          { title: "Worth per draw", show: ({ value }) => words(value) },
          { title: "Against the control", show: ({ effect }) => words(effect) },
        ]}
      />
      <p>
        More than the control alone would have earned, per draw: <strong>{words(bandit.gainOverControl)}</strong>.
      </p>
    </div>
  );
}
