import { businessDay } from "@attune/math/business-day";
import type { JsonObject } from "@attune/model/json";
import type { LogEntry } from "@attune/model/log-entry";
import { tellsWho } from "@attune/model/telling-fields";
import { wellFormed } from "../collect/well-formed.ts";
import type { AnalyticsBatch, AssignmentRow, EventRow, ExposureRow } from "../ports/analytics.ts";

/** The analytics rows of log entries. An entry that leaves no row (tombstones, orders to the engine) adds none. */
export function entryRows(entries: readonly LogEntry[], timeZone: string): Required<AnalyticsBatch> {
  const batch: Required<AnalyticsBatch> = { events: [], exposures: [], people: [], assignments: [] };
  for (const entry of entries) {
    if (entry.kind === "event") batch.events.push(eventRow(entry, timeZone));
    else if (entry.kind === "decision") {
      batch.exposures.push(...exposureRows(entry, timeZone));
      batch.assignments.push(...assignmentRows(entry, timeZone));
    } else if (entry.kind === "merge") {
      for (const profileId of entry.from)
        batch.people.push({ profileId, personId: entry.profileId, version: entry.offset });
    }
  }
  return batch;
}

function eventRow({ offset, profileId, event }: Extract<LogEntry, { kind: "event" }>, timeZone: string): EventRow {
  return {
    offset,
    profileId,
    at: event.at,
    receivedAt: event.receivedAt,
    day: businessDay(event.at, timeZone),
    type: event.type,
    name: event.name,
    source: event.source,
    actor: event.actor,
    channel: event.channel,
    device: event.device ?? "",
    identified: event.identifiers.some((identifier) => identifier.namespace === "user_id") ? 1 : 0,
    moneyKind: event.money?.kind ?? "",
    amountMicros: event.money?.amountMicros ?? 0,
    orderId: event.money?.orderId ?? "",
    itemIds: event.items.map((item) => item.itemId),
    itemQuantities: event.items.map((item) => item.quantity),
    itemPricesMicros: event.items.map((item) => item.priceMicros ?? 0),
    itemCategories: event.items.map((item) => item.category ?? ""),
    ...numbersOf(event.properties),
  };
}

/** Metrics compute with fourth powers: of greater numbers these are no numbers any more. */
const greatestNumber = 1e75;

/** Text that looks like a number is none: it may be an order's or a telephone's. What says who somebody is, such as a customer's number, stays in the log. */
function numbersOf(properties: JsonObject): Pick<EventRow, "propertyNames" | "propertyValues"> {
  const propertyNames: string[] = [];
  const propertyValues: number[] = [];
  for (const name of Object.keys(properties)) {
    const value = properties[name];
    if (typeof value !== "number" || !(Math.abs(value) <= greatestNumber) || tellsWho(name)) continue;
    propertyNames.push(wellFormed(name));
    propertyValues.push(value);
  }
  return { propertyNames, propertyValues };
}

function exposureRows(
  { offset, profileId, decision }: Extract<LogEntry, { kind: "decision" }>,
  timeZone: string,
): ExposureRow[] {
  const day = businessDay(decision.at, timeZone);
  return decision.opportunities.map((opportunity) => ({
    offset,
    profileId,
    decisionId: decision.decisionId,
    at: decision.at,
    day,
    placementId: opportunity.placementId,
    tacticId: opportunity.tacticId,
    variantId: opportunity.variantId,
    arm: opportunity.arm,
    propensity: opportunity.propensity,
    device: decision.device ?? "",
    channel: decision.channel ?? "",
  }));
}

function assignmentRows(
  { offset, profileId, decision }: Extract<LogEntry, { kind: "decision" }>,
  timeZone: string,
): AssignmentRow[] {
  return decision.opportunities.flatMap(({ experimentId, variantId, propensity, draw }) =>
    experimentId === undefined
      ? []
      : [
          {
            offset,
            profileId,
            at: decision.at,
            day: businessDay(decision.at, timeZone),
            device: decision.device ?? "",
            experimentId,
            variantId,
            propensity,
            drawnAt: draw?.at ?? 0,
            context: draw?.context ?? "",
            probabilities: draw?.probabilities ?? [],
          },
        ],
  );
}
