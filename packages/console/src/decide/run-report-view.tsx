import type { ExperimentReport } from "@attune/model/experiment-report";
import type { BanditReport, RunReport } from "@attune/model/run-report";
import { isUndetermined } from "@attune/model/undetermined";
import { useMetrics } from "../api/metrics.ts";
import { intervalColumns } from "../format/interval-columns.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { formatDifference, formatLevel, intervalWords } from "../measure/metric-words.ts";
import { Checks } from "../parts/checks.tsx";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { ComparisonTable } from "./comparison-table.tsx";
import { verdictWords } from "./experiment-words.ts";

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
          {isUndetermined(bandit) ? <NotKnown value={bandit} /> : <BanditView bandit={bandit} answer={answer} />}
        </Panel>
      )}
    </>
  );
}

function FixedReport({ report, answer }: { report: ExperimentReport; answer: RunReport }) {
  const verdict = verdictWords[report.decision.verdict];
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
      <ComparisonTable report={report} currency={answer.currency} />
    </>
  );
}

type BanditArm = BanditReport["arms"][number];

/** For a file: the estimate and the ends of its interval; nothing where it is not known, and of the control against itself. */
const middle = (value: BanditArm["effect"]) => (value === undefined || isUndetermined(value) ? null : value.estimate);
const ends = (value: BanditArm["effect"]) => (value === undefined || isUndetermined(value) ? null : value.interval);

function BanditView({ bandit, answer }: { bandit: BanditReport; answer: RunReport }) {
  const { currency, registration } = answer;
  const { metricId } = registration.experiment;
  const metric = useMetrics().data?.metrics.find((one) => one.metricId === metricId);
  const unit = metric?.unit ?? "count";
  const words = (value: BanditReport["earned"] | undefined, format: typeof formatLevel) => {
    if (value === undefined) return "the control itself";
    if (isUndetermined(value)) return value.undetermined.reason;
    const said = (one: number) => format(one, unit, currency);
    return `${said(value.estimate)} (95% interval ${intervalWords(value.interval, said)})`;
  };
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
          {
            title: "Worth per draw",
            show: ({ value }) => words(value, formatLevel),
            csv: ({ value }) => middle(value),
            csvAlso: intervalColumns("Worth per draw", ({ value }: BanditArm) => ends(value)),
          },
          {
            title: "Against the control",
            show: ({ effect }) => words(effect, formatDifference),
            csv: ({ effect }) => middle(effect),
            csvAlso: intervalColumns("Against the control", ({ effect }: BanditArm) => ends(effect)),
          },
        ]}
      />
      <p>
        More than the control alone would have earned, per draw:{" "}
        <strong>{words(bandit.gainOverControl, formatDifference)}</strong>.
      </p>
      <p className={form.note}>
        What a draw is worth is its {humanize(metric?.name ?? metricId).toLowerCase()} within {bandit.windowHours}{" "}
        {plural(bandit.windowHours, "hour")}.
      </p>
    </div>
  );
}
