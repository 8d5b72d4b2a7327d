import Type from "typebox";

/** What a metric is read for; each type has its own defaults. */
export const metricTypes = ["content", "product", "email", "website", "omnichannel"] as const;
export type MetricType = (typeof metricTypes)[number];

/**
 * How the events of a person become one number: 1 with at least `times` of them (`any`), 1 without any (`absent`), their number, the money
 * of their orders less refunds of these (`amount`), their product lines' quantities, the business days they fall on, the seconds between
 * them without pauses of more than half an hour, the visits that such pauses divide them into, the sum of a numeric property.
 */
export const aggregations = [
  "any",
  "absent",
  "count",
  "amount",
  "quantity",
  "days",
  "seconds",
  "visits",
  "property",
] as const;
export type Aggregation = (typeof aggregations)[number];

export const metricUnits = ["share", "currency", "count", "seconds"] as const;
export type MetricUnit = (typeof metricUnits)[number];

/** One side of a metric. An empty list of a filter lets everything through. */
export interface Measure {
  /** Names of events; `*` is every event. */
  events: string[];
  aggregation: Aggregation;
  times: number;
  channels: string[];
  devices: string[];
  items: string[];
  categories: string[];
  /** The name of a numeric property: the aggregation `property` sums it up; with any other only events that hold such a number count. */
  property?: string;
  /** The column that holds the same in a CSV file. */
  column?: string;
}

/** A metric as data: the same from a file and from the store. */
export interface Metric {
  metricId: string;
  name: string;
  numerator: Measure;
  /** Of a ratio of two sums over people. Who has none counts nothing in either. */
  denominator?: Measure;
  /** Counting begins so many days after the first opportunity. */
  afterDays: number;
  /** And ends so many days after it; absent: with the tactic's window. */
  windowDays?: number;
  /** Greater values of a person are set to this, in the metric's unit. */
  cap?: number;
  direction: "increase" | "decrease";
  unit: MetricUnit;
  types: MetricType[];
  /** A guardrail: the absolute loss that is still accepted. */
  margin?: number;
}

const closed = { additionalProperties: false };
const names = Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })]);

const filter = Type.Object(
  {
    channel: Type.Optional(names),
    device: Type.Optional(names),
    item: Type.Optional(names),
    category: Type.Optional(names),
  },
  closed,
);

const measure = {
  event: names,
  aggregation: Type.Optional(Type.Enum([...aggregations])),
  times: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  filter: Type.Optional(filter),
  property: Type.Optional(Type.String({ minLength: 1 })),
  column: Type.Optional(Type.String({ minLength: 1 })),
};

/** An entry of `metrics:` in attune.yaml. */
export const metricEntrySchema = Type.Object(
  {
    ...measure,
    name: Type.Optional(Type.String()),
    per: Type.Optional(Type.Object(measure, closed)),
    after: Type.Optional(Type.Integer({ minimum: 0, maximum: 364 })),
    window: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    cap: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e9 })),
    direction: Type.Optional(Type.Enum(["increase", "decrease"])),
    unit: Type.Optional(Type.Enum([...metricUnits])),
    type: Type.Optional(Type.Union([Type.Enum([...metricTypes]), Type.Array(Type.Enum([...metricTypes]))])),
    margin: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  },
  closed,
);

export type MetricEntry = Type.Static<typeof metricEntrySchema>;
