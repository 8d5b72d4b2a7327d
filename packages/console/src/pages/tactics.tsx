import type { MetricComparison, TacticReport } from "@attune/model/report";
import type { Tactic } from "@attune/model/tactic";
import { isUndetermined } from "@attune/model/undetermined";
import { SegmentedControl } from "@mantine/core";
import { isReport, type UndeterminedTactic, useTacticReports, useTactics } from "../api/measure.ts";
import { routeTo } from "../app/route-address.ts";
import { useQueryState } from "../app/use-route.ts";
import { IntervalAxis } from "../charts/interval-chart.tsx";
import { type Domain, domainOf } from "../charts/interval-scale.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { isBelievable } from "../measure/believable.ts";
import { metricColumns } from "../measure/metric-columns.ts";
import { formatDifference, intervalWords, metricTitle, verdictOf } from "../measure/metric-words.ts";
import { effectOfReport } from "../measure/time-to-answer.ts";
import { Answer } from "../parts/answer.tsx";
import { AnswerTime } from "../parts/answer-time.tsx";
import { LiftChange, signedPercent } from "../parts/change.tsx";
import { Checks } from "../parts/checks.tsx";
import { Empty } from "../parts/empty.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { SaveCsv } from "../parts/save-csv.tsx";
import style from "./tactics.module.css";

export default function Tactics() {
  const reports = useTacticReports();
  const declared = useTactics();
  return (
    <Page
      title="Tactics"
      lead="What each tactic caused: people it was due to, against people randomly held out of it. Every effect comes with its 95% interval."
    >
      <Answer query={reports} lines={8}>
        {(answer) =>
          answer.length === 0 ? (
            <Panel title="By tactic">
              <Empty title="No tactics yet">
                <a href="#/tactic-editor">Declare one</a>: what to show, where and to whom. A holdout is kept from the
                first decision on, so that its effect can be measured.
              </Empty>
            </Panel>
          ) : (
            <ByMetric reports={answer} declared={declared.data ?? []} />
          )
        }
      </Answer>
    </Page>
  );
}

interface ByMetricProps {
  reports: Array<TacticReport | UndeterminedTactic>;
  declared: Tactic[];
}

function ByMetric({ reports, declared }: ByMetricProps) {
  const [chosen, setChosen] = useQueryState("metric", "revenue per visitor");
  const names = [...new Set(reports.filter(isReport).flatMap((report) => report.metrics.map((metric) => metric.name)))];
  const name = names.includes(chosen) ? chosen : (names[0] ?? "");
  const lifts = reports.filter(isReport).flatMap((report) => {
    const lift = report.metrics.find((metric) => metric.name === name)?.lift;
    return lift === undefined || isUndetermined(lift) ? [] : [lift];
  });
  const domain = domainOf(lifts);
  return (
    <>
      {names.length > 1 ? (
        <SegmentedControl
          className={style.metrics ?? ""}
          classNames={{ label: style.metric ?? "" }}
          aria-label="Metric"
          data={names.map((one) => ({ value: one, label: metricTitle({ name: one }) }))}
          value={name}
          onChange={setChosen}
        />
      ) : null}
      <Panel title="By tactic" aside={`Lift of ${name}, one scale for all`} flush>
        <ul className={style.list}>
          {reports.map((report) => (
            <TacticRow
              key={report.tactic.id}
              report={report}
              metricName={name}
              domain={domain}
              tactic={declared.find((one) => one.tacticId === report.tactic.id)}
            />
          ))}
        </ul>
        {lifts.length === 0 ? null : (
          <div className={style.axis}>
            <IntervalAxis domain={domain} format={signedPercent} />
          </div>
        )}
        <div className={style.foot}>
          <SaveCsv
            caption="Effects of tactics"
            rows={reports
              .filter(isReport)
              .flatMap(({ tactic, metrics }) => metrics.map((metric) => ({ tactic, metric })))}
            columns={[
              { title: "Tactic", csv: ({ tactic }) => tactic.name },
              ...metricColumns("Exposed", "Held out", ({ metric }: { metric: MetricComparison }) => metric),
            ]}
          />
        </div>
      </Panel>
    </>
  );
}

interface TacticRowProps {
  report: TacticReport | UndeterminedTactic;
  metricName: string;
  domain: Domain;
  tactic: Tactic | undefined;
}

function TacticRow({ report, metricName, domain, tactic }: TacticRowProps) {
  const metric = isReport(report) ? report.metrics.find((one) => one.name === metricName) : undefined;
  return (
    <li className={style.row}>
      <div>
        <a className={style.name} href={routeTo("tactics", report.tactic.id)}>
          {report.tactic.name}
        </a>
        <p className={style.soft}>{tactic ? `In ${tactic.placementId}` : report.tactic.id}</p>
        {isReport(report) ? (
          <p className={style.soft}>
            {formatCount(report.exposed.people)} exposed, {formatCount(report.heldOut.people)} held out,{" "}
            {report.windowDays} {plural(report.windowDays, "day")}
          </p>
        ) : null}
        {metric === undefined || isUndetermined(metric.effect) || !isReport(report) || !isBelievable(report) ? null : (
          <p className={style.verdict}>
            <Pill tone={verdictOf(metric.effect.interval).tone}>{verdictOf(metric.effect.interval).words}</Pill>
          </p>
        )}
      </div>
      {isReport(report) ? (
        <MetricCells report={report} metric={metric} domain={domain} />
      ) : (
        <div className={style.whole}>
          <NotKnown value={report} />
        </div>
      )}
      {isReport(report) ? (
        <div className={style.checks}>
          <Checks checks={report.checks} />
        </div>
      ) : null}
    </li>
  );
}

interface MetricCellsProps {
  report: TacticReport;
  metric: MetricComparison | undefined;
  domain: Domain;
}

function MetricCells({ report, metric, domain }: MetricCellsProps) {
  if (metric === undefined) return <p className={style.whole}>This metric is not measured for it.</p>;
  const { effect, lift } = metric;
  if (isUndetermined(effect) && isUndetermined(lift)) {
    return (
      <div className={style.whole}>
        <NotKnown value={lift} /> <AnswerTime effect={effectOfReport(report, metric)} />
      </div>
    );
  }
  const format = (value: number) => formatDifference(value, metric.unit, report.currency);
  return (
    <>
      <div className={style.effect}>
        <p className={style.soft}>Difference</p>
        {isUndetermined(effect) ? (
          <NotKnown value={effect} />
        ) : (
          <>
            <p className={style.difference}>{format(effect.estimate)}</p>
            <p className={style.soft}>{intervalWords(effect.interval, format)}</p>
          </>
        )}
      </div>
      <div>
        <p className={style.soft}>Lift</p>
        <LiftChange lift={lift} domain={domain} subject={`${metric.name} by ${report.tactic.name}`} />
        <AnswerTime effect={effectOfReport(report, metric)} />
      </div>
    </>
  );
}
