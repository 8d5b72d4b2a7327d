import type { EventRow } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy, sumMicros } from "./analytics-rows.ts";
import { segmentOf } from "./assigned-arms.ts";
import { personRows } from "./person-histories.ts";

/** Twin of `sql/person-panel.sql.ts`. */
export function personPanel(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  const { events, exposures } = personRows(rows);
  return [...events]
    .map(([person, own]) => ({ first: own[0]!, own, exposures: exposures.get(person) ?? [] }))
    .filter(({ first }) => first.at < Number(parameters.knownBeforeMs))
    .sort((a, b) => a.first.at - b.first.at || a.first.offset - b.first.offset)
    .slice(0, Number(parameters.limit))
    .map(({ first, own, exposures: touches }) => ({
      groupName:
        parameters.groupBy === "segment"
          ? segmentBefore(own, Number(parameters.fromMs))
          : wordOf(first, parameters.groupBy),
      firstSeenAt: `${first.at}`,
      exposedAt: exposedAt(touches, parameters.tacticId),
      cells: cellsOf(own, parameters),
    }));
}

function wordOf({ channel, source, device }: EventRow, by: Json | undefined): string {
  if (by === "channel") return channel;
  return by === "source" ? source : device;
}

function segmentBefore(own: readonly EventRow[], fromMs: number): string {
  const before = own.filter(({ at }) => at < fromMs);
  return before.length === 0 ? "new" : segmentOf(before, before);
}

function exposedAt(touches: readonly { at: number; tacticId: string; arm: string }[], tacticId: Json | undefined) {
  const first = touches.find((touch) => touch.tacticId === tacticId && touch.arm === "exposed");
  return first === undefined ? null : `${first.at}`;
}

function cellsOf(own: readonly EventRow[], { fromMs, periodMs, periods }: Record<string, Json>): string[][] {
  const [from, width] = [Number(fromMs), Number(periodMs)];
  const within = own.filter(({ at }) => at >= from && at < from + width * Number(periods));
  return [...groupBy(within, ({ at }) => Math.floor((at - from) / width))].map(([period, of]) => [
    `${period}`,
    `${of.length}`,
    `${of.filter(({ moneyKind }) => moneyKind === "order").length}`,
    `${sumMicros(of, "order") - sumMicros(of, "refund")}`,
  ]);
}
