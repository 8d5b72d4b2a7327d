import Type from "typebox";

/** What a property's value may be. A missing value and null are the same. */
export const plannedTypes = ["text", "number", "boolean", "list", "object"] as const;
export type PlannedType = (typeof plannedTypes)[number];

const closed = { additionalProperties: false };

const plannedProperty = Type.Object(
  {
    type: Type.Array(Type.Enum([...plannedTypes]), { minItems: 1, maxItems: plannedTypes.length }),
    required: Type.Optional(Type.Boolean()),
    values: Type.Optional(Type.Array(Type.String({ maxLength: 500 }), { minItems: 1, maxItems: 200 })),
  },
  closed,
);

const plannedEvent = Type.Object(
  {
    description: Type.Optional(Type.String({ maxLength: 2_000 })),
    owner: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    sources: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 100 })),
    properties: Type.Optional(Type.Record(Type.String(), plannedProperty)),
  },
  closed,
);

/** `trackingPlan:` in attune.yaml: by the event's name as it is kept; of `identify` the properties are the traits. */
export const trackingPlanSchema = Type.Record(Type.String(), plannedEvent);

export type PlannedProperty = Type.Static<typeof plannedProperty>;
export type PlannedEvent = Type.Static<typeof plannedEvent>;
export type TrackingPlan = Type.Static<typeof trackingPlanSchema>;

export const planViolations = [
  "unplanned-event",
  "unplanned-source",
  "unplanned-property",
  "missing",
  "wrong-type",
  "unknown-value",
] as const;
export type PlanViolationKind = (typeof planViolations)[number];

/** One way in which traffic departs from the plan. */
export interface PlanViolation {
  kind: PlanViolationKind;
  event: string;
  /** Absent: the event itself. */
  property?: string;
  /** How many of the looked-at events of this name. */
  events: number;
  /** That share of them. */
  share: number;
  sources: string[];
  /** What was there, shortened. */
  example: string | null;
}

/** `attune collect plan check`. */
export interface PlanCheck {
  schema: "attune.collect.plan-check/1";
  computedAt: string;
  /** Events that were looked at, and when the oldest of them came in. */
  events: number;
  since: string | null;
  /** Events without any violation, as a share. */
  conform: number | null;
  violations: PlanViolation[];
  /** Planned events of which none came. */
  silent: string[];
}
