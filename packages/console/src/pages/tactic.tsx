import type { GroupOutcome, TacticReport } from "@attune/model/report";
import type { Tactic, TacticStop } from "@attune/model/tactic";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAct } from "../api/act.ts";
import { useGet } from "../api/get.ts";
import { isReport, useTacticReport, useTactics } from "../api/measure.ts";
import { useMetrics } from "../api/metrics.ts";
import { consoleAuthor } from "../api/playbook.ts";
import { listWords } from "../decide/list-words.ts";
import { PowerPanel } from "../decide/power-panel.tsx";
import { PriceReportPanel } from "../decide/price-report-panel.tsx";
import { ShownView } from "../decide/shown-view.tsx";
import { formatMoney } from "../format/money.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Checks } from "../parts/checks.tsx";
import { Condition } from "../parts/condition.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Loading } from "../parts/loading.tsx";
import { MetricTable } from "../parts/metric-table.tsx";
import { Moment } from "../parts/moment.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Stat, Stats } from "../parts/stat.tsx";
import { Trouble } from "../parts/trouble.tsx";
import style from "./tactic.module.css";

export default function TacticPage({ id = "" }: { id?: string }) {
  const report = useTacticReport(id);
  const declared = useTactics();
  const tactic = declared.data?.find((one) => one.tacticId === id);
  if (declared.isPending)
    return (
      <Page title={id} up={{ label: "Tactics", route: "#/tactics" }}>
        <Loading lines={8} />
      </Page>
    );
  return (
    <Page
      title={tactic?.name ?? report.data?.tactic.name ?? id}
      lead={tactic?.hypothesis}
      up={{ label: "Tactics", route: "#/tactics" }}
      actions={
        <div className={form.buttons}>
          <LinkButton href={`#/explore?tactic=${encodeURIComponent(id)}`}>Every metric</LinkButton>
          <LinkButton href={`#/tactic-editor?id=${encodeURIComponent(id)}`}>Change it</LinkButton>
          <LinkButton href={`#/experiment-builder?tactic=${encodeURIComponent(id)}`}>Experiment on it</LinkButton>
        </div>
      }
    >
      {tactic?.price === undefined ? (
        <Panel title="What it caused">
          <Answer query={report} lines={6}>
            {(answer) => (isReport(answer) ? <ReportView report={answer} /> : <NotKnown value={answer} />)}
          </Answer>
        </Panel>
      ) : (
        <PriceReportPanel tacticId={id} />
      )}
      {/* From above to below: what comes late does not push away what is read already. */}
      {report.isPending ? null : (
        <>
          <Panel title="What it does">
            <Answer query={declared}>
              {() =>
                tactic ? <Definition tactic={tactic} /> : <Empty title="The playbook does not declare it">{id}</Empty>
              }
            </Answer>
          </Panel>
          {tactic === undefined ? null : <Running tacticId={id} />}
          {tactic === undefined ? null : <AnswerTime tactic={tactic} />}
        </>
      )}
    </Page>
  );
}

function ReportView({ report }: { report: TacticReport }) {
  return (
    <div className={style.report}>
      <Stats>
        <Group label="Exposed" group={report.exposed} currency={report.currency} />
        <Group label="Held out" group={report.heldOut} currency={report.currency} />
      </Stats>
      <Checks checks={report.checks ?? []} />
      <MetricTable report={report} treatedLabel="Exposed" controlLabel="Held out" />
      <p className={style.small}>
        By intention to treat, per {report.unit}, within {report.windowDays} {plural(report.windowDays, "day")} of the
        first exposure opportunity. Population: {report.population}.{" "}
        {report.crossover > 0
          ? `${formatCount(report.crossover)} met both arms through a merge and count in their first. `
          : ""}
        {report.windowsComplete
          ? `The window has ended for ${formatCount(report.windowsComplete.exposed)} of the exposed and ${formatCount(report.windowsComplete.heldOut)} of the held out. `
          : ""}
        {report.horizon === "fixed-horizon"
          ? "Intervals hold for one look at a moment set beforehand: looking again and again until one excludes zero finds effects that are not there. "
          : ""}
        Computed <Moment at={report.computedAt} />.
      </p>
    </div>
  );
}

/** How long it takes until its goal, or a tenth more where it names none, can be told from chance. */
function AnswerTime({ tactic: { tacticId, goal } }: { tactic: Tactic }) {
  const metrics = useMetrics().data?.metrics ?? [];
  const metric = metrics.find(({ metricId }) => metricId === (goal?.metricId ?? "conversion-rate"));
  if (metric === undefined) return null;
  return (
    <Panel title="How long until it can be answered" aside={humanize(metric.name)}>
      <PowerPanel tacticId={tacticId} metric={metric} method="fixed" variants={2} lift={goal?.target} />
    </Panel>
  );
}

/** Stopping and resuming without a change of the playbook: it is a moment's work, and is undone as fast. */
function Running({ tacticId }: { tacticId: string }) {
  const stops = useGet<{ stops: TacticStop[] }>("/v1/tactics/stops");
  const act = useAct<object>();
  const [reason, setReason] = useState("");
  const path = `/v1/tactics/${encodeURIComponent(tacticId)}`;
  return (
    <Panel title="Whether it runs">
      <Answer query={stops} lines={1}>
        {({ stops: found }) => {
          const stop = found.find((one) => one.tacticId === tacticId);
          return (
            <div className={form.stack}>
              {stop === undefined ? (
                <Allowed to="edit">
                  <div className={form.row}>
                    <TextInput
                      className={form.grow ?? ""}
                      label="Why stop (kept with it)"
                      value={reason}
                      onChange={(event) => setReason(event.currentTarget.value)}
                    />
                    <Button
                      variant="default"
                      loading={act.isPending}
                      disabled={reason.trim() === ""}
                      onClick={() =>
                        act.mutate({ path: `${path}/stop`, body: { by: consoleAuthor, reason: reason.trim() } })
                      }
                    >
                      Stop it now
                    </Button>
                  </div>
                </Allowed>
              ) : (
                <div className={form.row}>
                  <p className={form.grow}>
                    <Pill tone="warn">Stopped</Pill> by {stop.by}, <Moment at={stop.at} />: {stop.reason}
                  </p>
                  <Allowed to="edit">
                    <Button loading={act.isPending} onClick={() => act.mutate({ path: `${path}/resume` })}>
                      Let it run again
                    </Button>
                  </Allowed>
                </div>
              )}
              {act.error ? <Trouble error={act.error} /> : null}
            </div>
          );
        }}
      </Answer>
    </Panel>
  );
}

function Group({ label, group, currency }: { label: string; group: GroupOutcome; currency: string | null }) {
  return (
    <Stat
      label={label}
      value={`${formatCount(group.people)} ${plural(group.people, "person", "people")}`}
      note={`${formatCount(group.orders)} ${plural(group.orders, "order")}, ${formatMoney(group.revenue, currency)}`}
    />
  );
}

function Definition({ tactic }: { tactic: Tactic }) {
  const { startsAt, endsAt } = tactic.schedule ?? {};
  return (
    <div className={style.definition}>
      <Facts
        facts={[
          ["Placement", tactic.placementId],
          ["Held out", `${formatPercent(tactic.holdout)} of eligible people`],
          ["Priority", formatCount(tactic.priority)],
          ["Starts", startsAt === undefined ? "at once" : <Moment key="starts" at={startsAt} />],
          ["Ends", endsAt === undefined ? "open" : <Moment key="ends" at={endsAt} />],
          ["Items", tactic.items ? listWords(tactic.items) : "none"],
          ["Id", <code key="id">{tactic.tacticId}</code>],
        ]}
      />
      <div className={style.texts}>
        <h3 className={style.sub}>For whom</h3>
        {tactic.when ? <Condition value={tactic.when} /> : <p>Everyone</p>}
        <h3 className={style.sub}>{tactic.price === undefined ? "Content" : "Prices"}</h3>
        <ShownView
          name={tactic.name}
          content={tactic.content}
          items={null}
          variants={tactic.variants ?? []}
          price={tactic.price ?? null}
        />
      </div>
    </div>
  );
}
