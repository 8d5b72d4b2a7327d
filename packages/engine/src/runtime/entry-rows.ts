import { businessDay } from "@attune/math/business-day";
import type { JsonObject } from "@attune/model/json";
import type { LogEntry } from "@attune/model/log-entry";
import { tellsWho } from "@attune/model/telling-fields";
import { wellFormed } from "../collect/well-formed.ts";
import type { AnalyticsRows, AssignmentRow, EventRow, ExposureRow, PersonRow } from "../ports/analytics.ts";

/**
 * The analytics rows of log entries, made as they are read: a batch of ten thousand entries never stands in memory as rows. An entry that leaves no row (tombstones,
 * orders to the engine) adds none.
 */
export function entryRows(entries: readonly LogEntry[], timeZone: string): Required<AnalyticsRows> {
  const of = <Row>(rows: (entries: readonly LogEntry[], timeZone: string) => Iterator<Row>): Iterable<Row> => ({
    [Symbol.iterator]: () => rows(entries, timeZone),
  });
  return {
    events: of(eventRows),
    exposures: of(exposureRows),
    people: of(personRows),
    assignments: of(assignmentRows),
  };
}

function* eventRows(entries: readonly LogEntry[], timeZone: string): Generator<EventRow> {
  for (const entry of entries) if (entry.kind === "event") yield eventRow(entry, timeZone);
}

function* personRows(entries: readonly LogEntry[]): Generator<PersonRow> {
  for (const entry of entries) {
    if (entry.kind !== "merge") continue;
    for (const profileId of entry.from) yield { profileId, personId: entry.profileId, version: entry.offset };
  }
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

function* exposureRows(entries: readonly LogEntry[], timeZone: string): Generator<ExposureRow> {
  for (const entry of entries) {
    if (entry.kind !== "decision") continue;
    const { offset, profileId, decision } = entry;
    const day = businessDay(decision.at, timeZone);
    for (const { placementId, tacticId, variantId, arm, propensity } of decision.opportunities)
      yield {
        offset,
        profileId,
        decisionId: decision.decisionId,
        at: decision.at,
        day,
        placementId,
        tacticId,
        variantId,
        arm,
        propensity,
        device: decision.device ?? "",
        channel: decision.channel ?? "",
      };
  }
}

function* assignmentRows(entries: readonly LogEntry[], timeZone: string): Generator<AssignmentRow> {
  for (const entry of entries) {
    if (entry.kind !== "decision") continue;
    const { offset, profileId, decision } = entry;
    for (const { experimentId, variantId, propensity, draw } of decision.opportunities) {
      if (experimentId === undefined) continue;
      yield {
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
      };
    }
  }
}
