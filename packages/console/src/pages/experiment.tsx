import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAct } from "../api/act.ts";
import { type ExperimentView, useExperiment, useRunReport } from "../api/experiments.ts";
import { consoleAuthor } from "../api/playbook.ts";
import { routeTo } from "../app/route-address.ts";
import { EndExperiment } from "../decide/end-experiment.tsx";
import { statusWords } from "../decide/experiment-words.ts";
import { RunReportView } from "../decide/run-report-view.tsx";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";

export default function ExperimentPage({ id = "" }: { id?: string }) {
  const experiment = useExperiment(id);
  const [isLooking, setLooking] = useState(false);
  const report = useRunReport(isLooking ? id : null);
  return (
    <Page
      title={experiment.data?.name ?? id}
      lead={experiment.data?.hypothesis}
      up={{ label: "Experiments", route: "#/experiments" }}
    >
      <Answer query={experiment} lines={8}>
        {(found) => (
          <>
            <Panel
              title="What it asks"
              aside={<Pill tone={statusWords[found.status].tone}>{statusWords[found.status].words}</Pill>}
            >
              <div className={form.columns}>
                <Definition experiment={found} />
                <Actions experiment={found} />
              </div>
            </Panel>
            {found.run === null ? (
              <Panel title="What it has shown">
                <Empty title="It has not been started">
                  Starting locks the question: what is compared, by which metric, and what must not suffer.
                </Empty>
              </Panel>
            ) : isLooking ? (
              <Answer query={report} lines={8}>
                {(answer) => <RunReportView answer={answer} />}
              </Answer>
            ) : (
              <Panel title="What it has shown">
                <div className={form.stack}>
                  <p className={form.note}>
                    Every look is logged:{" "}
                    {found.run.looks.length === 0 ? "nobody has looked yet" : `${found.run.looks.length} so far`}.
                    {found.method === "fixed"
                      ? " This experiment is judged once, at the end: what is seen before is no result."
                      : " Its intervals hold however often one looks."}
                  </p>
                  <div>
                    <Button onClick={() => setLooking(true)}>Look at the results</Button>
                  </div>
                </div>
              </Panel>
            )}
            {found.run === null ? null : <RunLog run={found.run} />}
          </>
        )}
      </Answer>
    </Page>
  );
}

function Definition({ experiment }: { experiment: ExperimentView }) {
  return (
    <Facts
      facts={[
        [
          "On the tactic",
          <a key="tactic" href={routeTo("tactics", experiment.tacticId)}>
            {experiment.tacticId}
          </a>,
        ],
        [
          "Variants",
          experiment.variants
            .map(
              ({ variantId, weight }) =>
                `${variantId} ${formatPercent(weight)}${variantId === experiment.control ? " (control)" : ""}`,
            )
            .join(", "),
        ],
        ["Decided by", humanize(experiment.metricId)],
        [
          "Must not suffer",
          experiment.guardrails.length === 0
            ? "nothing named"
            : experiment.guardrails
                .map(({ metricId, margin }) => `${humanize(metricId)} (margin ${margin})`)
                .join(", "),
        ],
        ["Method", experiment.bandit === null ? experiment.method : `bandit, ${experiment.bandit.kind}`],
        ["Planned people", experiment.plannedPeople === undefined ? "open" : formatCount(experiment.plannedPeople)],
        ["Let in", formatPercent(experiment.run?.ramp ?? experiment.ramp)],
        ...(experiment.isChangedSinceStart
          ? [["Know", "The playbook says something else since the start; what was locked counts."] as const]
          : []),
      ]}
    />
  );
}

function Actions({ experiment }: { experiment: ExperimentView }) {
  const { experimentId, status, control, run, ramp } = experiment;
  const act = useAct();
  const [letIn, setLetIn] = useState(String(Math.min(100, Math.round(200 * (run?.ramp ?? ramp)))));
  const order = (verb: string, body: object) =>
    act.mutate({
      path: `/v1/experiments/${encodeURIComponent(experimentId)}/${verb}`,
      body: { by: consoleAuthor, ...body },
    });
  return (
    <div className={form.stack}>
      {act.error ? <Trouble error={act.error} /> : null}
      {status === "draft" ? (
        <Allowed to="edit">
          <Button loading={act.isPending} onClick={() => order("start", {})}>
            Start it
          </Button>
        </Allowed>
      ) : null}
      {status === "running" ? (
        <Allowed to="edit">
          <form
            className={form.row}
            onSubmit={(event) => {
              event.preventDefault();
              order("ramp", { ramp: Number(letIn) / 100 });
            }}
          >
            <TextInput
              className={form.grow ?? ""}
              label="Let in, % of people"
              inputMode="decimal"
              value={letIn}
              onChange={(event) => setLetIn(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={act.isPending}>
              Let more in
            </Button>
          </form>
          <EndExperiment experiment={experiment} />
        </Allowed>
      ) : null}
      {status === "stopped" || status === "shipped" ? (
        <>
          <Facts
            facts={[
              ["Ended", run?.endedAt === undefined ? "" : <Moment key="ended" at={run.endedAt} />],
              ["By", run?.endedBy ?? ""],
              ["Why", run?.reason ?? "nothing said"],
              ["Everyone gets", run?.shown ?? control],
            ]}
          />
          <Allowed to="edit">
            <EndExperiment key={run?.shown} experiment={experiment} />
          </Allowed>
        </>
      ) : null}
    </div>
  );
}

function RunLog({ run }: { run: NonNullable<ExperimentView["run"]> }) {
  const rows = [
    { at: run.startedAt, by: run.startedBy, what: `Started; locked as ${run.hash.slice(0, 12)}` },
    ...run.changes,
    ...run.looks.map(({ at, by, people }) => ({ at, by, what: `Looked, with ${formatCount(people)} people in it` })),
  ].sort((a, b) => b.at - a.at);
  return (
    <Panel title="Who did what">
      <DataTable
        caption="Log of the experiment"
        rows={rows}
        rowKey={({ at, by, what }) => `${at} ${by} ${what}`}
        columns={[
          { title: "What", show: ({ what }) => what, csv: ({ what }) => what },
          { title: "When", show: ({ at }) => <Moment at={at} />, csv: ({ at }) => new Date(at).toISOString() },
          { title: "Who", show: ({ by }) => by, csv: ({ by }) => by },
        ]}
      />
    </Panel>
  );
}
