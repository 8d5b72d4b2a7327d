import { type PlannedEvent, type PlannedProperty, type PlannedType, plannedTypes } from "@attune/model/tracking-plan";

/** One property as a form holds it. */
export interface PropertyForm {
  name: string;
  types: PlannedType[];
  isRequired: boolean;
  /** The only values that it may have, one a line; empty: any. */
  values: string;
}

/** A planned event as a form holds it; empty means that nothing is said. */
export interface PlannedEventForm {
  name: string;
  description: string;
  owner: string;
  /** Parted by commas; empty: from everywhere. */
  sources: string;
  properties: PropertyForm[];
}

/** The form of a planned event; of nothing, one without properties. */
export function plannedEventForm(name: string, event: PlannedEvent = {}): PlannedEventForm {
  return {
    name,
    description: event.description ?? "",
    owner: event.owner ?? "",
    sources: event.sources?.join(", ") ?? "",
    properties: Object.entries(event.properties ?? {}).map(([property, { type, required, values }]) => ({
      name: property,
      types: type,
      isRequired: required === true,
      values: values?.join("\n") ?? "",
    })),
  };
}

/** The planned event that a form says; properties without a name are not said. */
export function plannedEvent(form: PlannedEventForm): PlannedEvent {
  const sources = listOf(form.sources, ",");
  const properties = form.properties.flatMap((property): Array<[string, PlannedProperty]> => {
    const name = property.name.trim();
    return name === "" ? [] : [[name, plannedProperty(property)]];
  });
  return {
    ...(form.description.trim() === "" ? {} : { description: form.description.trim() }),
    ...(form.owner.trim() === "" ? {} : { owner: form.owner.trim() }),
    ...(sources.length === 0 ? {} : { sources }),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
  };
}

function plannedProperty({ types, isRequired, values }: PropertyForm): PlannedProperty {
  const only = listOf(values, "\n");
  return {
    // The order of the types says nothing: it is always the same, so that two plans compare.
    type: plannedTypes.filter((type) => types.includes(type)),
    ...(isRequired ? { required: true } : {}),
    ...(only.length === 0 ? {} : { values: only }),
  };
}

const listOf = (text: string, between: string): string[] =>
  text
    .split(between)
    .map((one) => one.trim())
    .filter(Boolean);
