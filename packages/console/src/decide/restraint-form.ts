import type { CapEntry, RestraintEntry } from "@attune/model/restraint";

type Entry = NonNullable<RestraintEntry["everywhere"]>;

/** One cap as a form holds it. */
export interface CapRow {
  atMost: string;
  within: string;
  unit: "days" | "hours";
}

/** How often and when not, as a form holds it; empty means that nothing is said. */
export interface RestraintForm {
  caps: CapRow[];
  quietHours: string;
}

export const blankCap: CapRow = { atMost: "", within: "7", unit: "days" };

/** The form of an entry; of nothing, one with an empty cap to be filled in. */
export function restraintForm(entry: Entry = {}): RestraintForm {
  const caps = (entry.caps ?? []).map(
    ({ atMost, withinDays, withinHours }): CapRow => ({
      atMost: String(atMost),
      within: String(withinDays ?? withinHours ?? 7),
      unit: withinDays === undefined && withinHours !== undefined ? "hours" : "days",
    }),
  );
  return { caps: caps.length === 0 ? [blankCap] : caps, quietHours: entry.quietHours ?? "" };
}

/** The entry that a form says; null where it says nothing. A cap without a number is not said. */
export function restraintEntry({ caps, quietHours }: RestraintForm): Entry | null {
  const said = caps.flatMap(({ atMost, within, unit }): CapEntry[] => {
    if (!(Number(atMost) > 0)) return [];
    const length = Number(within) > 0 ? Number(within) : 7;
    return [{ atMost: Number(atMost), ...(unit === "days" ? { withinDays: length } : { withinHours: length }) }];
  });
  const hours = quietHours.trim();
  if (said.length === 0 && hours === "") return null;
  return { ...(said.length === 0 ? {} : { caps: said }), ...(hours === "" ? {} : { quietHours: hours }) };
}

/** A restraint in words: `at most 3 within 7 days; not 22:00-07:00`. */
export function restraintWords({ caps = [], quietHours }: Entry): string {
  return [
    ...caps.map(({ atMost, withinDays, withinHours }) =>
      withinDays === undefined && withinHours !== undefined
        ? `at most ${atMost} within ${withinHours} h`
        : `at most ${atMost} within ${withinDays ?? 7} days`,
    ),
    ...(quietHours === undefined ? [] : [`not ${quietHours}`]),
  ].join("; ");
}
