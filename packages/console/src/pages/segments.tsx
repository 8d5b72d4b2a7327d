import { type Overlap, type SegmentSummary, useOverlap, useSegments } from "../api/segments.ts";
import { routeTo } from "../app/route-address.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { Condition } from "../parts/condition.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { CoveragePanel } from "../segment/coverage-panel.tsx";

export default function Segments() {
  const segments = useSegments();
  return (
    <Page
      title="Segments"
      lead="Groups of people, followed as they change: somebody is in as soon as the condition holds, and out when it ends."
      actions={
        <LinkButton href="#/segment-builder" isMain>
          Build a segment
        </LinkButton>
      }
    >
      <Answer query={segments} lines={6}>
        {({ segments: found, following, warnings }) => (
          <Panel
            title="All segments"
            aside={
              following.filling === null
                ? undefined
                : `Finding people: ${formatCount(following.filling.done)} of ${formatCount(following.filling.total)}`
            }
          >
            <div className={form.stack}>
              {following.trouble === null ? null : (
                <p role="alert">
                  <Pill tone="bad">Behind</Pill> {following.trouble}
                </p>
              )}
              {warnings.map((warning) => (
                <p key={warning} className={form.note}>
                  <Pill tone="warn">Know</Pill> {warning}
                </p>
              ))}
              {found.length === 0 ? (
                <Empty title="No segments yet">
                  <a href="#/segment-builder">Build one</a> from clauses, or take one of the templates there. Its size
                  is shown while you build.
                </Empty>
              ) : (
                <SegmentTable segments={found} />
              )}
            </div>
          </Panel>
        )}
      </Answer>
      {segments.data !== undefined && segments.data.segments.length > 0 ? <CoveragePanel /> : null}
      {segments.data !== undefined && segments.data.segments.length > 1 ? (
        <OverlapPanel segments={segments.data.segments} />
      ) : null}
    </Page>
  );
}

function SegmentTable({ segments }: { segments: SegmentSummary[] }) {
  return (
    <DataTable
      caption="Segments"
      rows={segments}
      rowKey={({ segmentId }) => segmentId}
      columns={[
        {
          title: "Segment",
          show: ({ segmentId, name }) => <a href={routeTo("segments", segmentId)}>{name}</a>,
          csv: ({ name }) => name,
        },
        {
          title: "People",
          show: ({ size, isFilling }) => (isFilling ? `${formatCount(size)} so far` : formatCount(size)),
          csv: ({ size }) => size,
          isNumber: true,
        },
        {
          title: "Whom it means",
          isText: true,
          show: ({ when }) => <Condition value={when} />,
          csv: ({ when }) => JSON.stringify(when),
        },
        {
          title: "What to do next",
          isText: true,
          show: ({ nextBestAction }) => nextBestAction ?? "",
          csv: ({ nextBestAction }) => nextBestAction,
        },
      ]}
    />
  );
}

function OverlapPanel({ segments }: { segments: SegmentSummary[] }) {
  const overlap = useOverlap();
  const nameOf = (segmentId: string) => segments.find((segment) => segment.segmentId === segmentId)?.name ?? segmentId;
  return (
    <Panel title="Who is in two" aside="The largest first">
      <Answer query={overlap}>{(answer) => <OverlapTable overlap={answer} nameOf={nameOf} />}</Answer>
    </Panel>
  );
}

interface OverlapTableProps {
  overlap: Overlap;
  nameOf: (segmentId: string) => string;
}

function OverlapTable({ overlap: { pairs, looked, isSample }, nameOf }: OverlapTableProps) {
  const shared = pairs.filter(({ both }) => both > 0).sort((x, y) => y.both - x.both);
  if (shared.length === 0) return <Empty title="No two segments share anybody" />;
  return (
    <>
      <DataTable
        caption="Overlap of segments"
        rows={shared.slice(0, 20)}
        rowKey={({ a, b }) => `${a} ${b}`}
        columns={[
          {
            title: "The first",
            show: ({ a }) => <a href={routeTo("segments", a)}>{nameOf(a)}</a>,
            csv: ({ a }) => nameOf(a),
          },
          {
            title: "The second",
            show: ({ b }) => <a href={routeTo("segments", b)}>{nameOf(b)}</a>,
            csv: ({ b }) => nameOf(b),
          },
          { title: "In both", show: ({ both }) => formatCount(both), csv: ({ both }) => both, isNumber: true },
          {
            title: "Of the first",
            show: ({ shareOfA }) => formatPercent(shareOfA),
            csv: ({ shareOfA }) => shareOfA,
            isNumber: true,
          },
          {
            title: "Of the second",
            show: ({ shareOfB }) => formatPercent(shareOfB),
            csv: ({ shareOfB }) => shareOfB,
            isNumber: true,
          },
        ]}
      />
      {isSample ? <p className={form.note}>From a random sample of {formatCount(looked)} people.</p> : null}
    </>
  );
}
