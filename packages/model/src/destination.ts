import Type from "typebox";
import { type ConsentKey, consentKeys } from "./event.ts";

/** Another system that gets the events that are kept, as they come in. */
export interface Destination {
  destinationId: string;
  /** `segment`: batches as Segment's clients send them; `webhook`: signed JSON. */
  kind: "segment" | "webhook";
  /** Of a Segment-compatible endpoint: where `/v1/batch` is under, or the whole address of its batch call. */
  url: string;
  /** Only events of these names; absent: all. */
  events?: readonly string[];
  /** Only people who have not refused this; absent: analytics. */
  needs: ConsentKey;
  /** From the oldest event that is kept; else from the moment it is declared. */
  fromBeginning: boolean;
}

/** An entry of `destinations:` in attune.yaml. Its key comes from `ATTUNE_DESTINATION_<ID>_KEY`. */
export const destinationEntrySchema = Type.Object(
  {
    kind: Type.Enum(["segment", "webhook"]),
    url: Type.String({ minLength: 8, maxLength: 2_000, pattern: "^https?://" }),
    events: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 500 })),
    needs: Type.Optional(Type.Enum([...consentKeys])),
    fromBeginning: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

export type DestinationEntry = Type.Static<typeof destinationEntrySchema>;
