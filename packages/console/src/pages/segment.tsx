import { lineChart } from "@attune/charts/line-chart";
import { Button } from "@mantine/core";
import { useAct } from "../api/act.ts";
import { type SegmentDetail, useSegment, useSegmentPeople } from "../api/segments.ts";
import { routeTo } from "../app/route-address.ts";
import { useMay } from "../app/session.ts";
import { formatCount } from "../format/number.ts";
import { formatDate } from "../format/time.ts";
import { plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Chart } from "../parts/chart.tsx";
import { Condition } from "../parts/condition.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { JsonView } from "../parts/json-view.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { PeopleTable } from "../segment/people-table.tsx";

export default function Segment({ id = "" }: { id?: string }) {
  const segment = useSegment(id);
  const people = useSegmentPeople(id);
  return (
    <Page
      title={segment.data?.name ?? id}
      lead={segment.data?.description ?? undefined}
      up={{ label: "Segments", route: "#/segments" }}
      actions={<LinkButton href={`#/segment-builder?from=${encodeURIComponent(id)}`}>Change it</LinkButton>}
    >
      <Answer query={segment} lines={6}>
        {(found) => <SegmentBody segment={found} />}
      </Answer>
      <Panel title="Who is in it" aside="The first 50">
        <Answer query={people}>
          {({ people: found }) =>
            found.length === 0 ? (
              <Empty title="Nobody at present">It fills by itself as people come to meet the condition.</Empty>
            ) : (
              <PeopleTable caption={`People of ${id}`} people={found} />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function SegmentBody({ segment }: { segment: SegmentDetail }) {
  const mayRefill = useMay("edit");
  const refill = useAct();
  return (
    <div className={form.columns}>
      <Panel title="Its size, day by day">
        <p className={form.big}>
          {formatCount(segment.size)} {plural(segment.size, "person", "people")}
          {segment.isFilling ? " so far" : ""}
        </p>
        <Trend segment={segment} />
      </Panel>
      <Panel title="Whom it means">
        <div className={form.stack}>
          <Condition value={segment.when} />
          <JsonView value={segment.when} label="The condition as it is written" />
          <Facts
            facts={[
              ["What to do next", segment.nextBestAction ?? "nothing said"],
              ["Asked by tactics", links("tactics", segment.tactics)],
              ["Asked by segments", links("segments", segment.segments)],
              ["Id", <code key="id">{segment.segmentId}</code>],
            ]}
          />
          {mayRefill ? (
            <div className={form.buttons}>
              <Button
                variant="default"
                size="xs"
                loading={refill.isPending}
                onClick={() =>
                  refill.mutate({ path: `/v1/segments/${encodeURIComponent(segment.segmentId)}/backfill` })
                }
              >
                Find everybody anew
              </Button>
            </div>
          ) : null}
          {refill.error ? <Trouble error={refill.error} /> : null}
        </div>
      </Panel>
    </div>
  );
}

function links(place: "tactics" | "segments", ids: readonly string[]) {
  if (ids.length === 0) return "none";
  return ids.map((id, index) => (
    <span key={id}>
      {index === 0 ? "" : ", "}
      <a href={routeTo(place, id)}>{id}</a>
    </span>
  ));
}

function Trend({ segment: { days } }: { segment: SegmentDetail }) {
  if (days.length < 2) return <p className={form.note}>The trend begins with its second day.</p>;
  const draw = (width: number) =>
    lineChart({
      width,
      title: "People in the segment, by day",
      series: [
        { label: "people", color: "#2563a8", points: days.map(({ day, size }) => ({ x: Date.parse(day), y: size })) },
      ],
      formatX: (at) => formatDate(at, "UTC").replace(/ \d{4}$/, ""),
      formatY: (size) => formatCount(size),
    });
  return (
    <>
      <Chart draw={draw} label="People in the segment, by day" />
      <DataTable
        caption="Size by day"
        rows={[...days].reverse().slice(0, 7)}
        rowKey={({ day }) => day}
        columns={[
          { title: "Day", show: ({ day }) => day, csv: ({ day }) => day },
          { title: "People", show: ({ size }) => formatCount(size), csv: ({ size }) => size, isNumber: true },
          {
            title: "Came in",
            show: ({ entered }) => formatCount(entered),
            csv: ({ entered }) => entered,
            isNumber: true,
          },
          { title: "Left", show: ({ left }) => formatCount(left), csv: ({ left }) => left, isNumber: true },
        ]}
      />
    </>
  );
}
