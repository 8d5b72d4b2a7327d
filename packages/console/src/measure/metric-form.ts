import type { Aggregation, MetricEntry, MetricType, MetricUnit } from "@attune/model/metric";
import { said, saidNumber, typedText } from "../decide/form-values.ts";

const filterNames = ["channel", "device", "item", "category"] as const;

/** One side of a metric as a form holds it; lists are parted by commas. */
export interface MeasureForm {
  events: string;
  aggregation: Aggregation;
  times: string;
  property: string;
  channel: string;
  device: string;
  item: string;
  category: string;
  column: string;
}

/** A metric as a form holds it; empty means that nothing is said. */
export interface MetricForm {
  name: string;
  above: MeasureForm;
  /** What it is counted per; null: per person. */
  below: MeasureForm | null;
  afterDays: string;
  windowDays: string;
  cap: string;
  direction: "increase" | "decrease";
  /** Empty: as its aggregation says. */
  unit: MetricUnit | "";
  types: MetricType[];
  margin: string;
}

/** The form of an entry; of nothing, an empty one. */
export function metricForm(entry?: MetricEntry): MetricForm {
  return {
    name: entry?.name ?? "",
    above: measureForm(entry),
    below: entry?.per === undefined ? null : measureForm(entry.per),
    afterDays: typedText(entry?.after),
    windowDays: typedText(entry?.window),
    cap: typedText(entry?.cap),
    direction: entry?.direction ?? "increase",
    unit: entry?.unit ?? "",
    types: [entry?.type ?? []].flat(),
    margin: typedText(entry?.margin),
  };
}

type MeasureEntry = NonNullable<MetricEntry["per"]>;

export function measureForm(entry?: MeasureEntry): MeasureForm {
  return {
    events: listText(entry?.event),
    aggregation: entry?.aggregation ?? "any",
    times: typedText(entry?.times),
    property: entry?.property ?? "",
    channel: listText(entry?.filter?.channel),
    device: listText(entry?.filter?.device),
    item: listText(entry?.filter?.item),
    category: listText(entry?.filter?.category),
    column: entry?.column ?? "",
  };
}

/** The entry that a form says. */
export function metricEntry(form: MetricForm): MetricEntry {
  const [type, ...types] = form.types;
  return {
    ...said("name", form.name),
    ...measureEntry(form.above),
    ...(form.below === null ? {} : { per: measureEntry(form.below) }),
    ...saidNumber("after", form.afterDays),
    ...saidNumber("window", form.windowDays),
    ...saidNumber("cap", form.cap),
    ...(form.direction === "increase" ? {} : { direction: form.direction }),
    ...(form.unit === "" ? {} : { unit: form.unit }),
    ...(type === undefined ? {} : { type: types.length === 0 ? type : [type, ...types] }),
    ...saidNumber("margin", form.margin),
  };
}

function measureEntry(form: MeasureForm): MeasureEntry {
  const filter = Object.fromEntries(
    filterNames.flatMap((name) => (form[name].trim() === "" ? [] : [[name, oneOrMore(form[name])]])),
  );
  return {
    event: oneOrMore(form.events),
    ...(form.aggregation === "any" ? {} : { aggregation: form.aggregation }),
    ...(form.aggregation === "any" ? saidNumber("times", form.times) : {}),
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
    ...said("property", form.property),
    ...said("column", form.column),
  };
}

/** One name as it is, several as a list. */
function oneOrMore(text: string): string | string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return names.length === 1 ? (names[0] ?? "") : names;
}

const listText = (names: string | string[] | undefined): string => [names ?? []].flat().join(", ");
