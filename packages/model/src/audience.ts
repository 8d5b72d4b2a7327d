import Type from "typebox";

/** A segment whose people another system is told once a day, such as an ad platform. */
export interface Audience {
  audienceId: string;
  segmentId: string;
  /** Where its pages are posted, signed. */
  url: string;
  /** What the other side knows people by: `email`, `phone`, `user_id`, … */
  namespace: string;
  /** SHA-256 of each. */
  hashed: boolean;
  /** Who ordered within so many days is left out. */
  withoutBoughtDays: number;
}

/** How far an audience has been told. */
export interface AudiencePush {
  audienceId: string;
  /** The day of the business that was told last as a whole; null: none. */
  day: string | null;
  /** Epoch milliseconds. */
  pushedAt: number | null;
  people: number;
  leftOut: { noConsent: number; noIdentifier: number; boughtLately: number };
  /** What keeps it from being told; null: nothing. */
  trouble: string | null;
}

/** An entry of `audiences:` in attune.yaml. */
export const audienceEntrySchema = Type.Object(
  {
    segment: Type.String({ minLength: 1, maxLength: 100 }),
    url: Type.String({ minLength: 8, maxLength: 2_000, pattern: "^https?://" }),
    identifier: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    hashed: Type.Optional(Type.Boolean()),
    withoutBoughtDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_650 })),
  },
  { additionalProperties: false },
);

export type AudienceEntry = Type.Static<typeof audienceEntrySchema>;
