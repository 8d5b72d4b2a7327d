import type { ExposureRow } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy, personOf } from "./analytics-rows.ts";
import { assignedPeople } from "./assigned-arms.ts";
import { inKeyOrder } from "./in-key-order.ts";

/** Twin of `sql/consistency.sql.ts`. */
export function consistency(rows: AnalyticsRows, { tacticId, windowMs, across }: Record<string, Json>): AnswerRow[] {
  const placeOf = (exposure: ExposureRow) => (across === "device" ? exposure.device : exposure.channel);
  const shown = rows.exposures.filter(
    (exposure) =>
      (exposure.arm === "exposed" || exposure.arm === "tactic-holdout") &&
      (tacticId === "" || exposure.tacticId === tacticId) &&
      placeOf(exposure) !== "",
  );
  const shownTo = groupBy(shown, ({ profileId }) => personOf(rows, profileId));
  const people = assignedPeople(rows, String(tacticId)).flatMap(({ person, arm, startAt, events }) => {
    const own = shownTo.get(person);
    if (arm === "global-holdout" || own === undefined) return [];
    const days = [...groupBy(own, ({ day }) => day).values()].map((ofDay) => dayOf(ofDay, placeOf));
    const sharedDays = days.filter(({ isShared }) => isShared).length;
    const conflictDays = days.filter(({ isConflict }) => isConflict).length;
    const hasBought = events.some(
      ({ moneyKind, at }) => moneyKind === "order" && at >= startAt && at < startAt + Number(windowMs),
    );
    const level = sharedDays === 0 ? "one-place" : conflictDays === 0 ? "consistent" : "conflicting";
    return [{ level, days: days.length, sharedDays, conflictDays, hasBought }];
  });
  const sum = (of: number[]) => `${of.reduce((total, value) => total + value, 0)}`;
  return inKeyOrder(
    [...groupBy(people, ({ level }) => level)].map(([level, group]) => ({
      level,
      people: `${group.length}`,
      personDays: sum(group.map(({ days }) => days)),
      sharedDays: sum(group.map(({ sharedDays }) => sharedDays)),
      conflictDays: sum(group.map(({ conflictDays }) => conflictDays)),
      conversions: `${group.filter(({ hasBought }) => hasBought).length}`,
    })),
    ["level"],
  );
}

function dayOf(
  exposures: ExposureRow[],
  placeOf: (exposure: ExposureRow) => string,
): { isShared: boolean; isConflict: boolean } {
  const placements = [...groupBy(exposures, ({ placementId }) => placementId).values()].map((ofPlacement) => {
    const offers = [...groupBy(ofPlacement, placeOf).values()].map(
      (there) => new Set(there.map(({ tacticId, variantId, arm }) => JSON.stringify([tacticId, variantId, arm]))),
    );
    const isShared = offers.length > 1;
    const common = [...offers[0]!].filter((offer) => offers.every((seen) => seen.has(offer)));
    return { isShared, isConflict: isShared && common.length === 0 };
  });
  return {
    isShared: placements.some(({ isShared }) => isShared),
    isConflict: placements.some(({ isConflict }) => isConflict),
  };
}
