import type { Event } from "@attune/model/event";
import type { Json, JsonObject } from "@attune/model/json";
import {
  type PlannedEvent,
  type PlannedProperty,
  type PlannedType,
  plannedTypes,
  type TrackingPlan,
} from "@attune/model/tracking-plan";

/** Fewer events of a name are more likely a slip than a plan. */
const fewestEvents = 20;
/** What nearly all events have is meant to be there: the others are what a plan is to find. */
const requiredShare = 0.99;
/** Few values, each seen often, are a list to choose from. */
const mostValues = 12;
const fewestPerValue = 5;
const mostProperties = 300;

interface Seen {
  events: number;
  sources: Set<string>;
  properties: Map<string, { events: number; types: Map<PlannedType, number>; values: Map<string, number> | null }>;
}

/** A plan that recent traffic would follow, to be read and corrected by people. Linear in the events' properties. */
export function draftPlan(events: Iterable<Event>): TrackingPlan {
  const byName = new Map<string, Seen>();
  for (const event of events) note(event, byName);
  const plan: TrackingPlan = {};
  for (const name of [...byName.keys()].sort()) {
    const seen = byName.get(name)!;
    if (seen.events >= fewestEvents) plan[name] = plannedEvent(seen);
  }
  return plan;
}

/** Of `identify` the traits, of all else the properties. */
export function propertiesOf(event: Event): JsonObject {
  return event.type === "identify" || event.type === "group" ? event.traits : event.properties;
}

export function typeOf(value: Json): PlannedType {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "object";
}

function note(event: Event, byName: Map<string, Seen>): void {
  let seen = byName.get(event.name);
  if (seen === undefined) {
    seen = { events: 0, sources: new Set(), properties: new Map() };
    byName.set(event.name, seen);
  }
  seen.events += 1;
  seen.sources.add(event.source);
  for (const [name, value] of Object.entries(propertiesOf(event))) {
    if (value === null || value === undefined) continue;
    let property = seen.properties.get(name);
    if (property === undefined) {
      if (seen.properties.size >= mostProperties) continue;
      property = { events: 0, types: new Map(), values: new Map() };
      seen.properties.set(name, property);
    }
    property.events += 1;
    const type = typeOf(value);
    property.types.set(type, (property.types.get(type) ?? 0) + 1);
    if (property.values === null) continue;
    if (typeof value !== "string" || value.length > 100) property.values = null;
    else {
      property.values.set(value, (property.values.get(value) ?? 0) + 1);
      if (property.values.size > mostValues) property.values = null;
    }
  }
}

function plannedEvent({ events, sources, properties }: Seen): PlannedEvent {
  const planned: Record<string, PlannedProperty> = {};
  for (const name of [...properties.keys()].sort()) {
    const seen = properties.get(name)!;
    // A type that hardly any value has is a slip.
    const types = plannedTypes.filter(
      (type) => (seen.types.get(type) ?? 0) >= Math.max(1, seen.events * (1 - requiredShare)),
    );
    const values = seen.values === null ? [] : [...seen.values];
    const isChoice = values.length > 1 && values.every(([, count]) => count >= fewestPerValue);
    planned[name] = {
      type: types,
      ...(seen.events >= requiredShare * events ? { required: true } : {}),
      ...(isChoice ? { values: values.map(([value]) => value).sort() } : {}),
    };
  }
  return { sources: [...sources].sort(), properties: planned };
}
