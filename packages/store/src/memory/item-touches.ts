import type { Json } from "@attune/model/json";
import { touchNames } from "@attune/model/vocabulary";
import { type AnalyticsRows, type AnswerRow, personOf } from "./analytics-rows.ts";

const names: ReadonlySet<string> = new Set(Object.values(touchNames).flat());

/** Twin of `sql/item-touches.sql.ts`. */
export function itemTouches(rows: AnalyticsRows, { sinceMs, untilMs, limit }: Record<string, Json>): AnswerRow[] {
  return rows.events
    .filter(({ actor, name, at, itemIds }) => {
      const inRange = at >= Number(sinceMs) && at < Number(untilMs);
      return inRange && actor === "person" && itemIds.length > 0 && names.has(name);
    })
    .sort((a, b) => b.at - a.at || b.offset - a.offset)
    .slice(0, Number(limit))
    .map(({ profileId, at, name, itemIds }) => ({ personId: personOf(rows, profileId), at: `${at}`, name, itemIds }));
}
