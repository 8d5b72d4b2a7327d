import { isReport, useHoldoutReport } from "../api/measure.ts";
import { formatCount } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { Checks } from "../parts/checks.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { MetricTable } from "../parts/metric-table.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";

export default function Holdout() {
  const holdout = useHoldoutReport();
  return (
    <Page
      title="Holdout"
      lead="A few people see the default everywhere. What everybody else did beyond them is what personalization caused, all of it together."
    >
      <Panel title="Personalized against held out">
        <Answer query={holdout} lines={6}>
          {(report) =>
            !isReport(report) ? (
              <NotKnown value={report} />
            ) : report.exposed.people + report.heldOut.people === 0 ? (
              <Empty title="Nobody has met a tactic yet">It begins with the first decision.</Empty>
            ) : (
              <div className={form.stack}>
                <Checks checks={report.checks} />
                <p className={form.note}>
                  {formatCount(report.exposed.people)} personalized, {formatCount(report.heldOut.people)} held out; per{" "}
                  {report.unit}, within {report.windowDays} days of the first exposure opportunity. Population:{" "}
                  {report.population}.
                </p>
                <MetricTable report={report} treatedLabel="Personalized" controlLabel="Held out" />
              </div>
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}
