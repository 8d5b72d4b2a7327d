import type { EventRow } from "@attune/engine/ports/analytics";
import { type AnalyticsRows, groupBy, personOf } from "./analytics-rows.ts";

/** A person from their first opportunity on. */
export interface AssignedPerson {
  person: string;
  arm: string;
  startAt: number;
  startDay: number;
  startDevice: string;
  /** Everything that they did, at any time, in order of time, then offset. */
  events: EventRow[];
  /** What they were before: `customer`, `known` or `anonymous`. */
  segment: string;
}

/** Twin of `sql/assigned-arms.ts`, with the events of everyone who is in it. */
export function assignedPeople(rows: AnalyticsRows, tacticId: string): AssignedPerson[] {
  const opportunities = opportunitiesOf(rows, tacticId)
    .map((row) => ({ ...row, person: personOf(rows, row.profileId) }))
    .sort((a, b) => a.at - b.at || a.offset - b.offset);
  const events = eventsByPerson(rows);
  return [...groupBy(opportunities, ({ person }) => person)].map(([person, [first]]) => {
    const { arm, at: startAt, day: startDay, device: startDevice } = first!;
    const own = events.get(person) ?? [];
    const before = own.filter(({ at }) => at < startAt);
    return { person, arm, startAt, startDay, startDevice, events: own, segment: segmentOf(before, before) };
  });
}

const ofExperiment = "experiment/";

function opportunitiesOf(rows: AnalyticsRows, tacticId: string) {
  if (tacticId.startsWith(ofExperiment))
    return rows.assignments
      .filter(({ experimentId }) => experimentId === tacticId.slice(ofExperiment.length))
      .map((row) => ({ ...row, arm: row.variantId }));
  return rows.exposures.flatMap((exposure) => {
    const arm = tacticId === "" ? armOfAll(exposure.arm) : armOfTactic(exposure.arm);
    if (arm === undefined || (tacticId !== "" && exposure.tacticId !== tacticId)) return [];
    return [{ ...exposure, arm }];
  });
}

/** What people did, in order of time, then offset. */
export function eventsByPerson(rows: AnalyticsRows): Map<string, EventRow[]> {
  const ofPeople = rows.events
    .filter(({ actor }) => actor === "person")
    .sort((a, b) => a.at - b.at || a.offset - b.offset);
  return groupBy(ofPeople, ({ profileId }) => personOf(rows, profileId));
}

/** @param bought where orders count  @param named where user ids count */
export function segmentOf(bought: readonly EventRow[], named: readonly EventRow[]): string {
  if (bought.some(({ moneyKind }) => moneyKind === "order")) return "customer";
  return named.some(({ identified }) => identified === 1) ? "known" : "anonymous";
}

/** When each step was reached, in order; as many times as steps were reached. @param events in order of time */
export function stepTimes(events: readonly EventRow[], steps: readonly string[]): number[] {
  const times: number[] = [];
  for (const { name, at } of events) if (name === steps[times.length]) times.push(at);
  return times;
}

function armOfTactic(arm: string): string | undefined {
  return arm === "exposed" || arm === "tactic-holdout" ? arm : undefined;
}

function armOfAll(arm: string): string | undefined {
  if (arm === "global-holdout") return arm;
  return armOfTactic(arm) === undefined ? undefined : "treated";
}
