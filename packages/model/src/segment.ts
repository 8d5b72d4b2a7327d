import Type from "typebox";
import type { Condition } from "./condition.ts";

/** A named question about people, asked at every event and whenever time alone may change its answer. */
export interface Segment {
  segmentId: string;
  name: string;
  description?: string;
  when: Condition;
  /** What to do for its members first, in words that a marketer acts on. */
  nextBestAction?: string;
  /** The template that it was made from. */
  template?: string;
  /** Who is most like the members of another segment: their `similarity` is a score that a job refreshes. */
  lookalike?: Lookalike;
}

/** The share of all people that is most like the members of a seed segment. */
export interface Lookalike {
  seedSegmentId: string;
  /** In (0, 1): of all people that can be compared. */
  share: number;
  /** How old a similarity may be before it says nothing. */
  maxAgeDays: number;
}

/** The name of the score that says how like a seed segment's members a person is: their rank among all, 0 the least and 1 the most. */
export const similarityScore = (seedSegmentId: string): string => `similarity:${seedSegmentId}`;

/** What is known of one person and one segment. */
export interface Membership {
  isMember: boolean;
  /** Since when it is as it is, epoch milliseconds. */
  since?: number;
  /** When time alone changes it; from then on this record says nothing. Absent: never. */
  changesAt?: number;
}

/** What was found of one person when they were last looked at. */
export interface FoundMemberships {
  /** By segment id: since when the person is in it, epoch milliseconds. */
  since: Record<string, number>;
  /** When time alone may change any of it; null: never. */
  nextChangeAt: number | null;
}

/** A person came into a segment or left it, by what happened or by time alone; a segment that is declared anew makes none. Transitions are numbered in the order in which they were found. */
export interface Transition {
  sequence: number;
  profileId: string;
  segmentId: string;
  change: "entered" | "left";
  /** Epoch milliseconds: when what happened was looked at, or the moment at which time alone changed the answer. */
  at: number;
}

/** A segment as `attune.yaml` writes it. */
export const segmentEntrySchema = Type.Object(
  {
    name: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    /** Read by the condition language itself, which knows better what is wrong with one. */
    when: Type.Optional(Type.Unknown()),
    nextBestAction: Type.Optional(Type.String()),
    template: Type.Optional(Type.String({ minLength: 1 })),
    lookalike: Type.Optional(
      Type.Object(
        {
          of: Type.String({ minLength: 1 }),
          share: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
          maxAgeDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

export type SegmentEntry = Type.Static<typeof segmentEntrySchema>;
