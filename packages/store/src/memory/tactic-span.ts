import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, personOf } from "./analytics-rows.ts";

/** Twin of `sql/tactic-span.sql.ts`. */
export function tacticSpan(rows: AnalyticsRows, { tacticId }: Record<string, Json>): AnswerRow[] {
  const ofArm = (arm: string) => rows.exposures.filter((row) => row.tacticId === tacticId && row.arm === arm);
  const peopleOf = (arm: string) => `${new Set(ofArm(arm).map(({ profileId }) => personOf(rows, profileId))).size}`;
  const shown = edges(ofArm("exposed"));
  const known = edges(rows.events.filter(({ actor }) => actor === "person"));
  return [
    {
      firstExposedAt: shown.first,
      lastExposedAt: shown.last,
      exposed: peopleOf("exposed"),
      heldOut: peopleOf("tactic-holdout"),
      firstEventAt: known.first,
      lastEventAt: known.last,
    },
  ];
}

function edges(of: readonly { at: number }[]): { first: string | null; last: string | null } {
  if (of.length === 0) return { first: null, last: null };
  const first = of.reduce((least, { at }) => Math.min(least, at), Infinity);
  const last = of.reduce((most, { at }) => Math.max(most, at), -Infinity);
  return { first: `${first}`, last: `${last}` };
}
