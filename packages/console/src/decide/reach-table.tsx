import type { PlanReach, ReachOfChange, ReachUnderPlaybook } from "@attune/model/playbook-report";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";

/** Whom changed tactics and journeys would have reached, and how often, had the last days been lived under them. */
export function ReachTable({ reach }: { reach: PlanReach }) {
  const { days, people, replayed, changes, notes } = reach;
  if (changes.length === 0) return null;
  return (
    <>
      <DataTable
        caption={`Whom it would have reached in the last ${days} days, and how often`}
        rows={changes}
        rowKey={({ kind, id }) => `${kind} ${id}`}
        columns={[
          { title: "What", show: ({ kind, id }) => `${kind} ${id}`, csv: ({ id }) => id },
          numbers("People now", ({ before }) => before?.people),
          numbers("People then", ({ after }) => after?.people),
          numbers("Times each, mean", ({ after }) => after?.perPerson?.mean, 1),
          numbers("95 % at most", ({ after }) => after?.perPerson?.p95),
          numbers("Most", ({ after }) => after?.perPerson?.most),
          { title: "Held back", show: ({ after }) => heldBackText(after), csv: ({ after }) => heldBackText(after) },
        ]}
      />
      <p className={form.note}>
        {replayed < people
          ? `From ${formatCount(replayed)} of ${formatCount(people)} people who were here, whose days were lived again.`
          : `The days of ${formatCount(people)} ${plural(people, "person", "people")} who were here were lived again.`}{" "}
        {notes.join(" ")}
      </p>
    </>
  );
}

function numbers(title: string, of: (row: ReachOfChange) => number | undefined, digits = 0) {
  const told = (row: ReachOfChange) => of(row)?.toFixed(digits) ?? "none";
  return { title, show: told, csv: (row: ReachOfChange) => of(row) ?? "", isNumber: true } as const;
}

function heldBackText(reach: ReachUnderPlaybook | null): string {
  const parts = (reach?.heldBack ?? []).map(({ why, times }) => `${formatCount(times)} × ${why}`);
  return parts.length === 0 ? "nothing" : parts.join("; ");
}
