import type { Alert } from "@attune/model/alerts";
import type { MetricEffect } from "@attune/model/effect-experiment";
import type { HoldoutReport, Totals } from "@attune/model/report";
import { isUndetermined } from "@attune/model/undetermined";
import { Button } from "@mantine/core";
import { useAct } from "../api/act.ts";
import { useExperiments } from "../api/experiments.ts";
import { useGet } from "../api/get.ts";
import { useRecommenders } from "../api/learn.ts";
import { isReport, useHoldoutReport, useTotals } from "../api/measure.ts";
import { consoleAuthor } from "../api/playbook.ts";
import { useBusiness, useDoctor } from "../api/system.ts";
import { useMay } from "../app/session.ts";
import { IntervalAxis, IntervalChart } from "../charts/interval-chart.tsx";
import { domainOf } from "../charts/interval-scale.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount } from "../format/number.ts";
import { formatDate } from "../format/time.ts";
import { type Attention, attentionOf } from "../measure/attention.ts";
import { isBelievable } from "../measure/believable.ts";
import { type Earned, earned } from "../measure/earned.ts";
import { EffectTimeline } from "../measure/effect-timeline.tsx";
import { GoalsPanel } from "../measure/goals-panel.tsx";
import { intervalWords, verdictOf } from "../measure/metric-words.ts";
import { Answer } from "../parts/answer.tsx";
import { Checks } from "../parts/checks.tsx";
import { Empty } from "../parts/empty.tsx";
import { MetricTable } from "../parts/metric-table.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Stat, Stats } from "../parts/stat.tsx";
import { Words } from "../parts/words.tsx";
import style from "./overview.module.css";

export default function Overview() {
  const holdout = useHoldoutReport();
  const totals = useTotals();
  return (
    <Page title="Overview" lead="What personalization earned, and what needs a look.">
      <Panel title="What personalization earned" aside={<a href="#/tactics">By tactic</a>}>
        <Answer query={holdout} lines={6}>
          {(report) => (isReport(report) ? <EarnedView report={report} /> : <NotKnown value={report} />)}
        </Answer>
      </Panel>
      <AttentionPanel />
      <TrendPanel />
      <GoalsPanel />
      <Panel title="The shop so far">
        <Answer query={totals}>{(answer) => <TotalsView totals={answer} />}</Answer>
      </Panel>
    </Page>
  );
}

function EarnedView({ report }: { report: HoldoutReport }) {
  if (report.exposed.people + report.heldOut.people === 0) {
    return (
      <Empty title="Nobody has met a tactic yet">
        Declare one in <code>attune.yaml</code> and ask <code>POST /v1/decide</code> what to show. A few people are held
        out of everything from the first decision on: the difference between them and the others is what personalization
        earns.
      </Empty>
    );
  }
  const sum = earned(report);
  const beside = isUndetermined(sum) ? 0 : Math.max(...sum.interval.map(Math.abs));
  const money = (value: number) => formatMoney(value, report.currency, { signed: true, beside });
  return (
    <div className={style.earned}>
      <Checks checks={report.checks} />
      {isUndetermined(sum) ? (
        <NotKnown value={sum} />
      ) : (
        <div>
          <Headline sum={sum} money={money} isBelievable={isBelievable(report)} />
          <div className={style.drawing}>
            <IntervalChart
              estimate={sum.estimate}
              interval={sum.interval}
              domain={domainOf([sum])}
              label={`Extra revenue: ${money(sum.estimate)}, 95% interval ${intervalWords(sum.interval, money)}`}
            />
            <IntervalAxis domain={domainOf([sum])} format={money} />
          </div>
        </div>
      )}
      <p className={style.meaning}>
        Extra revenue from the {formatCount(report.exposed.people)} people who were personalized, against the{" "}
        {formatCount(report.heldOut.people)} who are held out of everything: per person, within {report.windowDays} days
        of their first exposure opportunity. Population: {report.population}.
      </p>
      <MetricTable report={report} treatedLabel="Personalized" controlLabel="Held out" />
    </div>
  );
}

interface HeadlineProps {
  sum: Earned;
  money: (value: number) => string;
  isBelievable: boolean;
}

/** What can be said loudest: the amount where it is clear that there is one, the range where it is not. */
function Headline({ sum, money, isBelievable }: HeadlineProps) {
  const verdict = verdictOf(sum.interval);
  const range = intervalWords(sum.interval, money);
  const isClear = isBelievable && verdict.tone !== "plain";
  return (
    <p className={style.headline}>
      <span className={style.amount} data-range={isClear ? undefined : true}>
        {isClear ? money(sum.estimate) : range}
      </span>
      <span className={style.range}>
        {isClear ? `95% interval ${range}` : `95% interval; best estimate ${money(sum.estimate)}`}
      </span>
      {isBelievable ? <Pill tone={verdict.tone}>{verdict.words}</Pill> : null}
    </p>
  );
}

/** Conversion rather than money: it is told apart from chance long before. */
function TrendPanel() {
  const conversion = useGet<MetricEffect>("/v1/measure/holdout/metrics/conversion-rate", 300_000);
  return (
    <Panel
      title="Its trend"
      aside="Difference in conversion, personalized against held out, everyone seen up to the day"
    >
      <Answer query={conversion} lines={5}>
        {({ report, currency }) => (
          <>
            <EffectTimeline
              title="Difference in conversion between personalized and held out, day by day"
              days={report.timeline?.[0]?.days ?? []}
              unit="share"
              currency={currency}
            />
            <p className={style.meaning}>
              To decide on a day that you choose by what you see, go by the band: it holds on all days together. The
              interval of conversion in the table above is narrower, and holds for one look on a day set beforehand.
            </p>
          </>
        )}
      </Answer>
    </Panel>
  );
}

function AttentionPanel() {
  const doctor = useDoctor();
  const alarms = useRecommenders().data?.alarms ?? [];
  const { experiments = [] } = useExperiments().data ?? {};
  const { alerts = [] } = useGet<{ alerts: Alert[] }>("/v1/alerts", 30_000).data ?? {};
  return (
    <Panel title="Needs attention">
      <Answer query={doctor} lines={2}>
        {(examination) => <AttentionList found={attentionOf(examination, alarms, experiments, alerts)} />}
      </Answer>
    </Panel>
  );
}

function AttentionList({ found }: { found: Attention[] }) {
  const take = useAct<object>();
  const mayTake = useMay("study");
  if (found.length === 0) {
    return (
      <p className={style.calm}>
        <Pill tone="good">All well</Pill> Everything is collected, decided and measured as it should be.
      </p>
    );
  }
  return (
    <ul className={style.attention}>
      {found.map((one) => (
        <li key={one.message}>
          <Pill tone={one.severity === "error" ? "bad" : "warn"}>{one.severity === "error" ? "Error" : "Warning"}</Pill>
          <span>
            <a href={one.route}>{one.message}</a>
            {one.remedy ? (
              <span className={style.remedy}>
                {" "}
                <Words>{one.remedy}</Words>
              </span>
            ) : null}
            {one.alertId === undefined || !mayTake ? null : (
              <Button
                variant="subtle"
                size="compact-sm"
                loading={take.isPending}
                onClick={() =>
                  take.mutate({
                    path: `/v1/alerts/${encodeURIComponent(one.alertId ?? "")}/acknowledge`,
                    body: { by: consoleAuthor },
                  })
                }
              >
                I look after it
              </Button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function TotalsView({ totals }: { totals: Totals }) {
  const timeZone = useBusiness().data?.timeZone;
  if (totals.firstEventAt === null || totals.lastEventAt === null) {
    return (
      <Empty title="No events yet">
        <a href="#/start">Connect your own site</a>: a snippet, the first event and the first tactic in a quarter of an
        hour. Or point a Segment-compatible client at this server with the write key, or run{" "}
        <code>attune import FILE --mapping NAME</code>. What arrives shows under <a href="#/events">Live events</a> at
        once.
      </Empty>
    );
  }
  const money = (value: number) => formatMoney(value, totals.currency);
  const span = `${formatDate(Date.parse(totals.firstEventAt), timeZone)} to ${formatDate(Date.parse(totals.lastEventAt), timeZone)}`;
  return (
    <>
      <Stats>
        <Stat label="Net revenue" value={money(totals.netRevenue)} note={`${money(totals.grossRevenue)} gross`} />
        <Stat label="Orders" value={formatCount(totals.orders)} />
        <Stat label="Refunds" value={formatCount(totals.refunds)} note={money(totals.refundedRevenue)} />
        <Stat
          label="Customers"
          value={formatCount(totals.customers)}
          note={`${formatCount(totals.identifiedCustomers)} identified`}
        />
        {totals.adjustments === 0 ? null : <Stat label="Adjustments" value={money(totals.adjustments)} />}
      </Stats>
      <p className={style.span}>Events from {span}</p>
    </>
  );
}
