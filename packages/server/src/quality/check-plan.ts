import type { Event } from "@attune/model/event";
import type { Json } from "@attune/model/json";
import type { PlanCheck, PlanViolation, PlanViolationKind, TrackingPlan } from "@attune/model/tracking-plan";
import { propertiesOf, typeOf } from "./draft-plan.ts";

const exampleLength = 120;

/** Where events depart from the plan, the most frequent first. Linear in the events' properties. */
export function checkPlan(plan: TrackingPlan, events: Iterable<Event>, now: number): PlanCheck {
  const found = new Map<string, PlanViolation & { own: Set<string> }>();
  const byName = new Map<string, number>();
  let [looked, conform, since] = [0, 0, Number.POSITIVE_INFINITY];
  for (const event of events) {
    looked += 1;
    since = Math.min(since, event.receivedAt);
    byName.set(event.name, (byName.get(event.name) ?? 0) + 1);
    const slips = slipsOf(plan, event);
    if (slips.length === 0) conform += 1;
    for (const { kind, property, value } of slips) {
      const key = JSON.stringify([kind, event.name, property]);
      let violation = found.get(key);
      if (violation === undefined) {
        const named = property === undefined ? {} : { property };
        const example = value === undefined ? null : (JSON.stringify(value) ?? "").slice(0, exampleLength);
        violation = { kind, event: event.name, ...named, events: 0, share: 0, sources: [], example, own: new Set() };
        found.set(key, violation);
      }
      violation.events += 1;
      violation.own.add(event.source);
    }
  }
  return {
    schema: "attune.collect.plan-check/1",
    computedAt: new Date(now).toISOString(),
    events: looked,
    since: looked === 0 ? null : new Date(since).toISOString(),
    conform: looked === 0 ? null : conform / looked,
    violations: [...found.values()]
      .map(({ own, ...violation }) => ({
        ...violation,
        share: violation.events / byName.get(violation.event)!,
        sources: [...own].sort(),
      }))
      .sort((a, b) => b.events - a.events || (`${a.event}${a.property}` < `${b.event}${b.property}` ? -1 : 1)),
    silent: Object.keys(plan)
      .filter((name) => !byName.has(name))
      .sort(),
  };
}

interface Slip {
  kind: PlanViolationKind;
  property?: string;
  value?: Json;
}

function slipsOf(plan: TrackingPlan, event: Event): Slip[] {
  if (!Object.hasOwn(plan, event.name)) return [{ kind: "unplanned-event" }];
  const { sources, properties: planned = {} } = plan[event.name]!;
  const slips: Slip[] = [];
  if (sources !== undefined && !sources.includes(event.source))
    slips.push({ kind: "unplanned-source", value: event.source });
  const properties = propertiesOf(event);
  for (const [property, { type, required, values }] of Object.entries(planned)) {
    const value = Object.hasOwn(properties, property) ? properties[property] : undefined;
    if (value === undefined || value === null) {
      if (required === true) slips.push({ kind: "missing", property });
    } else if (!type.includes(typeOf(value))) slips.push({ kind: "wrong-type", property, value });
    else if (values !== undefined && typeof value === "string" && !values.includes(value))
      slips.push({ kind: "unknown-value", property, value });
  }
  for (const [property, value] of Object.entries(properties))
    if (!Object.hasOwn(planned, property) && value !== null)
      slips.push({ kind: "unplanned-property", property, value });
  return slips;
}
