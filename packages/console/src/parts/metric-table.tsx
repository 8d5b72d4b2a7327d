import type { MetricComparison, TacticReport } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { IntervalAxis } from "../charts/interval-chart.tsx";
import { domainOf } from "../charts/interval-scale.ts";
import { metricColumns } from "../measure/metric-columns.ts";
import { formatDifference, formatLevel, intervalWords, metricTitle } from "../measure/metric-words.ts";
import { effectOfReport } from "../measure/time-to-answer.ts";
import { AnswerTime } from "./answer-time.tsx";
import { LiftChange, signedPercent } from "./change.tsx";
import style from "./metric-table.module.css";
import { NotKnown } from "./not-known.tsx";
import { SaveCsv } from "./save-csv.tsx";

interface MetricTableProps {
  report: Pick<TacticReport, "metrics" | "currency" | "exposed" | "heldOut" | "since" | "computedAt">;
  treatedLabel: string;
  controlLabel: string;
}

/** Every metric of a report: both groups, the absolute effect, and the lift drawn on one scale for all rows. */
export function MetricTable({ report, treatedLabel, controlLabel }: MetricTableProps) {
  const lifts = report.metrics.flatMap((metric) => (isUndetermined(metric.lift) ? [] : [metric.lift]));
  const domain = domainOf(lifts);
  return (
    <>
      <table className={style.table}>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">{treatedLabel}</th>
            <th scope="col">{controlLabel}</th>
            <th scope="col">Difference</th>
            <th scope="col" className={style.wide}>
              Lift, 95% interval
            </th>
          </tr>
        </thead>
        <tbody>
          {report.metrics.map((metric) => (
            <tr key={metric.name}>
              <th scope="row">{metricTitle(metric)}</th>
              <td data-label={treatedLabel}>
                <Level value={metric.treated} metric={metric} currency={report.currency} />
              </td>
              <td data-label={controlLabel}>
                <Level value={metric.control} metric={metric} currency={report.currency} />
              </td>
              <td data-label="Difference">
                <Difference metric={metric} currency={report.currency} />
              </td>
              <td data-label="Lift" className={style.wide}>
                <LiftChange lift={metric.lift} domain={domain} subject={metricTitle(metric).toLowerCase()} />
                <AnswerTime effect={effectOfReport(report, metric)} />
              </td>
            </tr>
          ))}
        </tbody>
        {lifts.length === 0 ? null : (
          <tfoot>
            <tr>
              <td colSpan={4} />
              <td className={style.wide}>
                <IntervalAxis domain={domain} format={signedPercent} />
              </td>
            </tr>
          </tfoot>
        )}
      </table>
      <div className={style.foot}>
        <SaveCsv
          caption={`Metrics ${treatedLabel} against ${controlLabel}`}
          rows={report.metrics}
          columns={metricColumns(treatedLabel, controlLabel, (metric: MetricComparison) => metric)}
        />
      </div>
    </>
  );
}

interface CellProps {
  metric: MetricComparison;
  currency: string | null;
}

function Level({ value, metric, currency }: CellProps & { value: number | Undetermined }) {
  return isUndetermined(value) ? <Dash why={value} /> : formatLevel(value, metric.unit, currency);
}

function Difference({ metric, currency }: CellProps) {
  const { effect } = metric;
  if (isUndetermined(effect)) return isUndetermined(metric.lift) ? <Dash why={effect} /> : <NotKnown value={effect} />;
  const format = (value: number) => formatDifference(value, metric.unit, currency);
  return (
    <>
      {format(effect.estimate)}
      <span className={style.interval}>{intervalWords(effect.interval, format)}</span>
    </>
  );
}

/** A dash in a narrow cell; the reason is in its title, and in full where the row has room for it. */
function Dash({ why }: { why: Undetermined }) {
  return (
    <span title={why.undetermined.reason}>
      <span aria-hidden="true">–</span>
      <span className={style.heard}>Not known: {why.undetermined.reason}</span>
    </span>
  );
}
