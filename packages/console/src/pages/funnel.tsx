import type { FunnelDimension, FunnelReport, FunnelStage } from "@attune/model/funnel-report";
import { isUndetermined } from "@attune/model/undetermined";
import { SegmentedControl } from "@mantine/core";
import { useGet, withQuery } from "../api/get.ts";
import { useQueryChoice } from "../app/use-route.ts";
import { intervalColumns } from "../format/interval-columns.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { formatDuration } from "../format/time.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import style from "./funnel.module.css";

export default function Funnel() {
  const [by, setBy] = useQueryChoice<FunnelDimension>("by", ["device", "channel", "segment"]);
  const funnel = useGet<FunnelReport>(withQuery("/v1/measure/funnel", { by }), 60_000);
  return (
    <Page
      title="Funnel"
      lead="How far people come, and where they drop off. It describes; what caused it, only experiments and the holdout tell."
    >
      <Answer query={funnel} lines={8}>
        {(report) => <FunnelView report={report} by={by} onBy={setBy} />}
      </Answer>
    </Page>
  );
}

const mostGroups = 20;

/** What a group of people has in common. */
const meanings: Record<FunnelDimension, string> = {
  device: "The device is that of a person's first visit.",
  channel: "The channel is that of a person's first visit.",
  segment:
    "A person's segment here is what they were when they first came: anonymous, known by an id, or a customer. The playbook's segments say what somebody is today, often because of this very way, and so would explain it by itself.",
};

function FunnelView({ report, by, onBy }: { report: FunnelReport; by: FunnelDimension; onBy: (by: string) => void }) {
  const everyone = report.funnels[0];
  if (everyone === undefined || (everyone.stages[0]?.people ?? 0) === 0) {
    return (
      <Panel title="Everyone">
        <Empty title="Nobody has come yet">
          The funnel fills with events such as <code>Product Viewed</code>, <code>Product Added</code> and{" "}
          <code>Order Completed</code>.
        </Empty>
      </Panel>
    );
  }
  const all = report.funnels.slice(1).sort((a, b) => (b.stages[0]?.people ?? 0) - (a.stages[0]?.people ?? 0));
  const groups = all.slice(0, mostGroups);
  return (
    <>
      <Panel title="Everyone" aside="Per person, all time">
        <Stages stages={everyone.stages} />
      </Panel>
      <Panel
        title="Told apart"
        aside={
          <SegmentedControl
            size="xs"
            aria-label="Told apart by"
            value={by}
            onChange={onBy}
            data={[
              { value: "device", label: "Device" },
              { value: "channel", label: "Channel" },
              { value: "segment", label: "Segment" },
            ]}
          />
        }
      >
        {groups.length === 0 ? (
          <Empty title={`No ${by} is known of anybody`} />
        ) : (
          <DataTable
            caption={`Funnel by ${by}`}
            rows={groups}
            rowKey={({ dimension, value }) => `${dimension} ${value}`}
            columns={[
              {
                title: humanize(by),
                show: ({ value }) => (value === "" || value === "unknown" ? "Not known" : humanize(value)),
                csv: ({ value }) => value || "not known",
              },
              {
                title: "People",
                show: ({ stages }) => formatCount(stages[0]?.people ?? 0),
                csv: ({ stages }) => stages[0]?.people ?? 0,
                isNumber: true,
              },
              ...report.steps.map(
                (step, index): Column<FunnelReport["funnels"][number]> => ({
                  title: step,
                  show: ({ stages }) => <Rate stage={stages[index + 1]} />,
                  csv: ({ stages }) => stages[index + 1]?.people ?? null,
                  csvAlso: rateColumns(step, index + 1),
                  isNumber: true,
                }),
              ),
            ]}
          />
        )}
        <p className={form.note}>
          Share of those who reached the step before, with its 95% interval. {meanings[by]}
          {all.length > groups.length
            ? ` The ${formatCount(groups.length)} largest of ${formatCount(all.length)} groups are shown.`
            : ""}
        </p>
      </Panel>
    </>
  );
}

/** How many of those who reached the step before went on, as columns of a file. */
function rateColumns(step: string, place: number) {
  const rate = ({ stages }: FunnelReport["funnels"][number]) => stages[place]?.rate ?? null;
  return [
    {
      title: `${step}, of those before`,
      csv: (row: FunnelReport["funnels"][number]) => {
        const told = rate(row);
        return told === null || isUndetermined(told) ? null : told.estimate;
      },
    },
    ...intervalColumns(`${step}, of those before`, (row: FunnelReport["funnels"][number]) => {
      const told = rate(row);
      return told === null || isUndetermined(told) ? null : told.interval;
    }),
  ];
}

function Rate({ stage }: { stage: FunnelStage | undefined }) {
  if (stage?.rate === undefined || isUndetermined(stage.rate)) return "–";
  const [from, to] = stage.rate.interval;
  return (
    <>
      {formatPercent(stage.rate.estimate)}{" "}
      <span className={style.interval}>
        {formatPercent(from)} to {formatPercent(to)}
      </span>
    </>
  );
}

function Stages({ stages }: { stages: readonly FunnelStage[] }) {
  return (
    <ol className={style.stages}>
      {stages.map((stage) => {
        const share = isUndetermined(stage.shareOfEveryone) ? 0 : stage.shareOfEveryone;
        const seconds = stage.secondsFromBefore;
        return (
          <li key={stage.step}>
            <div className={style.words}>
              <strong>{humanize(stage.step)}</strong>
              <span>
                {formatCount(stage.people)} ({formatPercent(share)})
              </span>
            </div>
            <div className={style.track}>
              <div className={style.bar} style={{ width: `${100 * share}%` }} />
            </div>
            {stage.rate === undefined || isUndetermined(stage.rate) ? null : (
              <p className={form.note}>
                {formatPercent(stage.rate.estimate)} of those before (95% interval{" "}
                {formatPercent(stage.rate.interval[0])} to {formatPercent(stage.rate.interval[1])});{" "}
                {formatCount(stage.dropOff ?? 0)} dropped off
                {seconds === undefined || isUndetermined(seconds)
                  ? ""
                  : `; half took less than ${formatDuration(seconds.median)}`}
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}
