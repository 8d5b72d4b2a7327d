import Type from "typebox";

/**
 * At most so many showings in a sliding window of elapsed time; 1 is a rest between two. A showing is a decision in which a tactic came
 * first, whether the person saw it or was held out of it: so both sides of a comparison are restrained alike.
 */
export interface Cap {
  atMost: number;
  withinMs: number;
}

/** How often, and when not. */
export interface Restraint {
  caps?: Cap[];
  /** "22:00-07:00" in the business time zone: no showing from the first, before the second. */
  quietHours?: string;
}

/** Restraint beyond single tactics and placements. */
export interface PlaybookRestraint {
  /** All tactics together, in all channels. */
  everywhere?: Restraint;
  /** All tactics of a channel together. */
  channels?: Record<string, Restraint>;
  /** Per exclusivity group: after one tactic of it no other one for so long; absent: not in the same request. */
  groups?: Record<string, { restMs: number }>;
}

/** A profile keeps so many of its latest showings; more is not counted, so no cap may ask for more. */
export const mostCapped = 50;

const closed = { additionalProperties: false };
const word = Type.String({ minLength: 1, maxLength: 100 });

/** `caps:` of a tactic, a placement, a channel, or of everything. */
export const capsEntrySchema = Type.Array(
  Type.Object(
    {
      atMost: Type.Integer({ minimum: 1, maximum: mostCapped }),
      withinDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 365 })),
      withinHours: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 8_760 })),
    },
    closed,
  ),
  { minItems: 1, maxItems: 10 },
);

/** Ten at night to seven in the morning: "22:00-07:00". */
export const quietHoursEntrySchema = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$" });

const restraint = Type.Object(
  { caps: Type.Optional(capsEntrySchema), quietHours: Type.Optional(quietHoursEntrySchema) },
  closed,
);

/** `restraint:` in attune.yaml. */
export const restraintEntrySchema = Type.Object(
  {
    everywhere: Type.Optional(restraint),
    channels: Type.Optional(Type.Record(word, restraint)),
    groups: Type.Optional(
      Type.Record(
        word,
        Type.Object({ restDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 365 })) }, closed),
      ),
    ),
  },
  closed,
);

export type CapEntry = Type.Static<typeof capsEntrySchema>[number];
export type RestraintEntry = Type.Static<typeof restraintEntrySchema>;
