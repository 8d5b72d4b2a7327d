import type { MetricEntry } from "@attune/model/metric";
import { type MetricName, useMetrics } from "../api/metrics.ts";
import { usePlaybookText } from "../api/playbook.ts";
import { entryAt } from "../decide/with-entry.ts";
import { formatCount } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

/** What effects are told in: those of the shop's own, and those that are there from the start. */
export default function Metrics() {
  const metrics = useMetrics();
  const playbook = usePlaybookText();
  const own = entryAt<Record<string, MetricEntry>>(playbook.data?.text ?? "", ["metrics"]) ?? {};
  return (
    <Page
      title="Metrics"
      lead="What goals, experiments and reports are told in. One of your own is computed the same from the store and from a file."
      actions={
        <LinkButton href="#/metric-editor" isMain>
          New metric
        </LinkButton>
      }
    >
      <Answer query={metrics} lines={8}>
        {({ metrics: found }) => (
          <>
            <Panel title="Your own" aside={formatCount(found.filter(({ isOwn }) => isOwn).length)}>
              {found.some(({ isOwn }) => isOwn) ? (
                <MetricList
                  caption="Metrics of your own"
                  metrics={found.filter(({ isOwn }) => isOwn)}
                  counts={(id) => measureWords(own[id])}
                />
              ) : (
                <Empty title="None yet">
                  Whatever your pages send can be measured: <a href="#/metric-editor">say which events count</a>.
                </Empty>
              )}
            </Panel>
            <Panel title="There from the start" aside="One of your own with the same id takes its place">
              <MetricList caption="Built-in metrics" metrics={found.filter(({ isOwn }) => !isOwn)} />
            </Panel>
          </>
        )}
      </Answer>
    </Page>
  );
}

interface MetricListProps {
  caption: string;
  metrics: MetricName[];
  /** What is counted, where the playbook says it. */
  counts?: (metricId: string) => string;
}

function MetricList({ caption, metrics, counts }: MetricListProps) {
  return (
    <DataTable
      caption={caption}
      rows={metrics}
      rowKey={({ metricId }) => metricId}
      columns={[
        {
          title: "Metric",
          show: ({ metricId, name, isOwn }) =>
            isOwn ? (
              <a href={`#/metric-editor?id=${encodeURIComponent(metricId)}`}>{humanize(name)}</a>
            ) : (
              humanize(name)
            ),
          csv: ({ name }) => name,
        },
        ...(counts === undefined
          ? []
          : [
              {
                title: "Counts",
                show: ({ metricId }: MetricName) => counts(metricId),
                csv: ({ metricId }: MetricName) => counts(metricId),
              },
            ]),
        { title: "Told as", show: ({ unit }) => humanize(unit), csv: ({ unit }) => unit },
        {
          title: "Better",
          show: ({ direction }) => <Pill tone="plain">{direction === "increase" ? "the more" : "the less"}</Pill>,
          csv: ({ direction }) => direction,
        },
        {
          title: "Told for",
          show: ({ types }) => types.map(humanize).join(", ") || "–",
          csv: ({ types }) => types.join(" "),
        },
        {
          title: "Look",
          show: ({ metricId }) => <a href={`#/explore?metric=${encodeURIComponent(metricId)}`}>Its effects</a>,
        },
      ]}
    />
  );
}

function measureWords(entry: MetricEntry | undefined): string {
  if (entry === undefined) return "–";
  const side = ({ event, aggregation = "any" }: NonNullable<MetricEntry["per"]>) =>
    `${aggregation} of ${[event].flat().join(", ")}`;
  return entry.per === undefined ? side(entry) : `${side(entry)} per ${side(entry.per)}`;
}
