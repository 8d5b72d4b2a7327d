import type { PageTiming, PageTimings } from "@attune/model/page-timings";
import { useGet, withQuery } from "../api/get.ts";
import { useQueryChoice } from "../app/use-route.ts";
import { formatCount } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { measuredWords } from "../measure/page-timing-words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DaysSelect } from "../parts/days-select.tsx";
import { Empty } from "../parts/empty.tsx";
import { NoInterval } from "../parts/no-interval.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

export default function PageSpeed() {
  const [days, setDays] = useQueryChoice("days", ["30", "7", "1"]);
  const timings = useGet<PageTimings>(withQuery("/v1/measure/page-timings", { days }), 60_000);
  return (
    <Page
      title="Page speed"
      lead="What the browsers of real people measured: until a page stands, until it reacts, until a slot is filled. A tenth of the pages tell, of people who agreed."
      actions={<DaysSelect days={Number(days)} choices={[1, 7, 30]} onChange={(chosen) => setDays(String(chosen))} />}
    >
      <Answer query={timings} lines={6}>
        {({ timings: found }) =>
          found.length === 0 ? (
            <Panel title="Measured">
              <Empty title="No page has told yet">
                <a href="#/start">The client for browsers</a> tells once for each page, when it is left.
              </Empty>
            </Panel>
          ) : (
            [...new Set(found.map(({ device }) => device))].map((device) => (
              <Panel key={device} title={device === "" ? "Device not known" : humanize(device)}>
                <Timings device={device} timings={found.filter((timing) => timing.device === device)} />
              </Panel>
            ))
          )
        }
      </Answer>
    </Page>
  );
}

function Timings({ device, timings }: { device: string; timings: PageTiming[] }) {
  const told = (timing: PageTiming, value: number) => measuredWords(timing.measured).format(value);
  return (
    <>
      <DataTable
        caption={`Page timings, ${device || "unknown device"}`}
        rows={timings}
        rowKey={({ measured }) => measured}
        columns={[
          { title: "Measured", show: ({ measured }) => measuredWords(measured).words, csv: ({ measured }) => measured },
          { title: "Half of the pages", show: (one) => told(one, one.p50), csv: ({ p50 }) => p50, isNumber: true },
          {
            title: "Three quarters",
            show: (one) => {
              const { goodUntil } = measuredWords(one.measured);
              return (
                <>
                  {told(one, one.p75)}{" "}
                  {goodUntil === null ? null : (
                    <Pill tone={one.p75 <= goodUntil ? "good" : "warn"}>{one.p75 <= goodUntil ? "Good" : "Slow"}</Pill>
                  )}
                </>
              );
            },
            csv: ({ p75 }) => p75,
            isNumber: true,
          },
          { title: "19 of 20", show: (one) => told(one, one.p95), csv: ({ p95 }) => p95, isNumber: true },
          { title: "Pages", show: ({ pages }) => formatCount(pages), csv: ({ pages }) => pages, isNumber: true },
        ]}
      />
      <NoInterval>
        Quantiles of the pages that were timed, a sample of all. With a few hundred pages or fewer they move from week
        to week by themselves.
      </NoInterval>
    </>
  );
}
