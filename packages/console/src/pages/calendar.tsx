import type { PlaybookFile } from "@attune/model/playbook-file";
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useExperiments } from "../api/experiments.ts";
import { usePlaybookText } from "../api/playbook.ts";
import { useBusiness } from "../api/system.ts";
import { useQueryChoice } from "../app/use-route.ts";
import { entryAt } from "../decide/with-entry.ts";
import { type CalendarEntry, calendarEntries } from "../deliver/calendar-entries.ts";
import { formatDate } from "../format/time.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import style from "./calendar.module.css";

const dayMs = 86_400_000;

export default function Calendar() {
  const playbook = usePlaybookText();
  const experiments = useExperiments().data?.experiments ?? [];
  const [weeks, setWeeks] = useQueryChoice("weeks", ["12", "4", "52"]);
  return (
    <Page
      title="Calendar"
      lead="What runs when: tactics, rules of lists, experiments, and the days by which goals are to be known."
      actions={
        <NativeSelect
          aria-label="How far ahead"
          value={weeks}
          onChange={(event) => setWeeks(event.currentTarget.value)}
          data={[
            { value: "4", label: "4 weeks" },
            { value: "12", label: "12 weeks" },
            { value: "52", label: "A year" },
          ]}
        />
      }
    >
      <Panel title={`${weeks} weeks, a third of them past`}>
        <Answer query={playbook} lines={6}>
          {({ text }) => (
            <Span entries={calendarEntries(entryAt<PlaybookFile>(text, []) ?? {}, experiments)} weeks={Number(weeks)} />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function Span({ entries, weeks }: { entries: CalendarEntry[]; weeks: number }) {
  const timeZone = useBusiness().data?.timeZone;
  const [now] = useState(() => Date.now());
  const [from, until] = [now - (weeks * 7 * dayMs) / 3, now + (weeks * 14 * dayMs) / 3];
  if (entries.length === 0)
    return (
      <Empty title="Nothing is planned">
        Give <a href="#/placements">a tactic</a> a beginning and an end, or a goal with a day.
      </Empty>
    );
  const place = (at: number) => `${Math.max(0, Math.min(100, (100 * (at - from)) / (until - from)))}%`;
  const words = (at: number | null, open: string) => (at === null ? open : formatDate(at, timeZone));
  return (
    <DataTable
      caption="Calendar"
      rows={entries}
      rowKey={({ kind, route, name }) => `${kind} ${route} ${name}`}
      columns={[
        {
          title: "What",
          show: ({ name, route }) => <a href={route}>{name}</a>,
          csv: ({ name }) => name,
        },
        { title: "Kind", show: ({ kind }) => <Pill>{kind}</Pill>, csv: ({ kind }) => kind },
        {
          title: "From",
          show: ({ from: begins }) => words(begins, "since ever"),
          csv: ({ from: begins }) => (begins === null ? null : new Date(begins).toISOString()),
        },
        {
          title: "Until",
          show: ({ until: ends }) => words(ends, "further notice"),
          csv: ({ until: ends }) => (ends === null ? null : new Date(ends).toISOString()),
        },
        {
          title: `${formatDate(from, timeZone)} – ${formatDate(until, timeZone)}`,
          show: ({ kind, from: begins, until: ends }) => (
            <span className={style.span} aria-hidden="true">
              <span className={style.now} style={{ left: place(now) }} />
              <span
                className={style.bar}
                data-kind={kind}
                style={{ left: place(begins ?? from), right: `calc(100% - ${place(ends ?? until)})` }}
              />
            </span>
          ),
        },
      ]}
    />
  );
}
