import type { PlanReach, ReachOfChange, ReachUnderPlaybook } from "@attune/model/playbook-report";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";

/** Whom changed tactics and journeys would have reached, and how often, had the last days been lived under them. */
export function ReachTable({ reach }: { reach: PlanReach }) {
  const { days, people: here, replayed, changes, notes } = reach;
  if (changes.length === 0) return null;
  return (
    <>
      <h3 className={form.sub}>
        Whom it would have reached in the last {days} days, and how often
        {replayed < here ? ", with 95% intervals" : ""}
      </h3>
      <DataTable
        caption={`Whom it would have reached in the last ${days} days, and how often`}
        rows={changes}
        rowKey={({ kind, id }) => `${kind} ${id}`}
        columns={[
          { title: "What", show: ({ kind, id }) => `${kind} ${id}`, csv: ({ id }) => id },
          people("People now", ({ before }) => before),
          people("People then", ({ after }) => after),
          numbers("Times each, mean", ({ after }) => after?.perPerson?.mean, 1),
          numbers("95 % at most", ({ after }) => after?.perPerson?.p95),
          numbers("Most", ({ after }) => after?.perPerson?.most),
          { title: "Held back", show: ({ after }) => heldBackText(after), csv: ({ after }) => heldBackText(after) },
        ]}
      />
      <p className={form.note}>
        {replayed < here
          ? `From ${formatCount(replayed)} of ${formatCount(here)} people who were here, whose days were lived again.`
          : `The days of ${formatCount(here)} ${plural(here, "person", "people")} who were here were lived again.`}{" "}
        {notes.join(" ")}
      </p>
    </>
  );
}

/** How many people, with the interval of that where it comes from a sample. */
function people(title: string, of: (row: ReachOfChange) => ReachUnderPlaybook | null): Column<ReachOfChange> {
  return {
    title,
    isNumber: true,
    show: (row) => {
      const reach = of(row);
      if (reach === null) return "none";
      return (
        <>
          {formatCount(reach.people)}
          {reach.interval === null ? null : (
            <span className={form.hint}>
              {formatCount(reach.interval[0])} to {formatCount(reach.interval[1])}
            </span>
          )}
        </>
      );
    },
    csv: (row) => of(row)?.people ?? "",
    csvAlso: [
      { title: `${title}, from`, csv: (row) => of(row)?.interval?.[0] ?? "" },
      { title: `${title}, to`, csv: (row) => of(row)?.interval?.[1] ?? "" },
    ],
  };
}

function numbers(title: string, of: (row: ReachOfChange) => number | undefined, digits = 0) {
  const told = (row: ReachOfChange) => of(row)?.toFixed(digits) ?? "none";
  return { title, show: told, csv: (row: ReachOfChange) => of(row) ?? "", isNumber: true } as const;
}

function heldBackText(reach: ReachUnderPlaybook | null): string {
  const parts = (reach?.heldBack ?? []).map(({ why, times }) => `${formatCount(times)} × ${why}`);
  return parts.length === 0 ? "nothing" : parts.join("; ");
}
