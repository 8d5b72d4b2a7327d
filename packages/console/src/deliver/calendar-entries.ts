import type { PlaybookFile } from "@attune/model/playbook-file";
import type { ExperimentView } from "../api/experiments.ts";
import { routeTo } from "../app/route-address.ts";

/** Something that holds from one moment to another. */
export interface CalendarEntry {
  kind: "Tactic" | "Rule" | "Experiment" | "Goal";
  name: string;
  route: string;
  /** Epoch milliseconds; null: since ever, or until further notice. */
  from: number | null;
  until: number | null;
}

/** What the playbook plans, with what runs as experiments; what has a beginning or an end first, by it. */
export function calendarEntries(file: PlaybookFile, experiments: readonly ExperimentView[]): CalendarEntry[] {
  const tactics = Object.entries(file.tactics ?? {});
  return [
    ...tactics.map(
      ([id, { name, schedule }]): CalendarEntry => ({
        kind: "Tactic",
        name: name ?? id,
        route: routeTo("tactics", id),
        from: timeOf(schedule?.from),
        until: timeOf(schedule?.until),
      }),
    ),
    ...tactics.flatMap(([id, { name, goal }]): CalendarEntry[] => {
      const by = timeOf(goal?.by);
      return by === null
        ? []
        : [
            {
              kind: "Goal",
              name: `${name ?? id}: ${goal?.metric}`,
              route: routeTo("tactics", id),
              from: by,
              until: by,
            },
          ];
    }),
    ...Object.entries(file.catalogue?.rules ?? {}).map(
      ([id, { name, schedule }]): CalendarEntry => ({
        kind: "Rule",
        name: name ?? id,
        route: `#/rule-editor?id=${encodeURIComponent(id)}`,
        from: timeOf(schedule?.from),
        until: timeOf(schedule?.until),
      }),
    ),
    ...experiments.flatMap(({ experimentId, name, run }): CalendarEntry[] =>
      run === null
        ? []
        : [
            {
              kind: "Experiment",
              name,
              route: routeTo("experiments", experimentId),
              from: run.startedAt,
              until: run.endedAt ?? null,
            },
          ],
    ),
  ].sort((a, b) => Number(isOpen(a)) - Number(isOpen(b)) || (a.from ?? a.until ?? 0) - (b.from ?? b.until ?? 0));
}

const isOpen = ({ from, until }: CalendarEntry): boolean => from === null && until === null;

function timeOf(said: string | undefined): number | null {
  const time = said === undefined ? Number.NaN : Date.parse(said);
  return Number.isNaN(time) ? null : time;
}
