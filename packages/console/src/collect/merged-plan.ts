import { type PlannedEvent, type PlannedProperty, plannedTypes, type TrackingPlan } from "@attune/model/tracking-plan";

/** How what was seen of an event stands to the plan. */
export interface DraftedEvent {
  event: string;
  state: "new" | "differs" | "same";
  /** What taking it over would change, in words; empty where nothing does. */
  differences: string[];
  merged: PlannedEvent;
}

/** Each event of a draft beside the plan in force: the new ones first, then those that differ. */
export function draftedEvents(plan: TrackingPlan, draft: TrackingPlan): DraftedEvent[] {
  const order = ["new", "differs", "same"];
  return Object.entries(draft)
    .map(([event, seen]): DraftedEvent => {
      const planned = Object.hasOwn(plan, event) ? plan[event] : undefined;
      if (planned === undefined) {
        const count = Object.keys(seen.properties ?? {}).length;
        const carries = `${count} ${count === 1 ? "property" : "properties"}`;
        return { event, state: "new", differences: [carries], merged: seen };
      }
      const differences = differencesOf(planned, seen);
      return {
        event,
        state: differences.length === 0 ? "same" : "differs",
        differences,
        merged: mergedEvent(planned, seen),
      };
    })
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

/** A planned event widened by what was seen of it: all that traffic does is allowed, and what people wrote of it stays. */
export function mergedEvent(planned: PlannedEvent, seen: PlannedEvent): PlannedEvent {
  const sources = union(planned.sources, seen.sources);
  const names = union(Object.keys(planned.properties ?? {}), Object.keys(seen.properties ?? {})) ?? [];
  const properties = names.map((name) => {
    const [before, now] = [planned.properties?.[name], seen.properties?.[name]];
    return [name, before === undefined ? now : now === undefined ? optional(before) : mergedProperty(before, now)];
  });
  return {
    ...planned,
    // Nothing said of sources allows them all.
    ...(planned.sources === undefined || sources === undefined ? {} : { sources }),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
  };
}

function mergedProperty(planned: PlannedProperty, seen: PlannedProperty): PlannedProperty {
  const values = seen.values === undefined ? undefined : union(planned.values, seen.values);
  return {
    type: plannedTypes.filter((type) => planned.type.includes(type) || seen.type.includes(type)),
    ...(planned.required === true && seen.required === true ? { required: true } : {}),
    ...(planned.values === undefined || values === undefined ? {} : { values }),
  };
}

/** What never comes cannot be required. */
function optional({ required: _required, ...property }: PlannedProperty): PlannedProperty {
  return property;
}

function differencesOf(planned: PlannedEvent, seen: PlannedEvent): string[] {
  const merged = mergedEvent(planned, seen);
  const more = (merged.sources ?? []).filter((source) => planned.sources?.includes(source) === false);
  return [
    ...(more.length === 0 ? [] : [`also from ${more.join(", ")}`]),
    ...Object.entries(merged.properties ?? {}).flatMap(([name, property]) => {
      const before = planned.properties?.[name];
      if (before === undefined) return [`also ${name}`];
      const types = property.type.filter((type) => !before.type.includes(type));
      const values = (property.values ?? []).filter((value) => before.values?.includes(value) === false);
      return [
        ...(types.length === 0 ? [] : [`${name} also ${types.join(", ")}`]),
        ...(before.required === true && property.required !== true ? [`${name} no longer required`] : []),
        ...(values.length === 0 ? [] : [`${name} also “${values.join("”, “")}”`]),
        ...(before.values !== undefined && property.values === undefined ? [`${name} with any value`] : []),
      ];
    }),
  ];
}

const union = (one: string[] | undefined, other: string[] | undefined): string[] | undefined =>
  one === undefined && other === undefined ? undefined : [...new Set([...(one ?? []), ...(other ?? [])])];
