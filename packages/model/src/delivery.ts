import Type from "typebox";
import type { Condition } from "./condition.ts";
import { type ChannelName, channelNames, type MessageCategory, messageCategoryPattern } from "./message.ts";
import { quietHoursEntrySchema } from "./restraint.ts";

/** At most so many promotional messages in the last so many business days, today included. Transactional ones are neither held to it nor counted. */
export interface MessageCap {
  /** Absent: all channels together. */
  channel?: ChannelName;
  /** Those of this category alone; absent: of all but `transactional`. */
  category?: MessageCategory;
  atMost: number;
  withinDays: number;
}

/** What keeps marketing messages back, beyond consent. */
export interface DeliveryRules {
  caps: readonly MessageCap[];
  /** "21:00-08:00" of the person's own time: not then. */
  quietHours?: string;
  /** While it holds, nothing promotional: an open ticket, a fresh refund. */
  pauseWhile?: Condition;
  /** After so many promotional messages in 60 days without one response, caps allow half as much: their days count double. Absent: they stay. */
  tiredAfter?: number;
}

const closed = { additionalProperties: false };

/** `delivery:` in attune.yaml. */
export const deliveryEntrySchema = Type.Object(
  {
    caps: Type.Optional(
      Type.Array(
        Type.Object(
          {
            channel: Type.Optional(Type.Enum([...channelNames])),
            category: Type.Optional(Type.String({ pattern: messageCategoryPattern })),
            atMost: Type.Integer({ minimum: 0, maximum: 1_000 }),
            withinDays: Type.Integer({ minimum: 1, maximum: 90 }),
          },
          closed,
        ),
        { maxItems: 20 },
      ),
    ),
    quietHours: Type.Optional(quietHoursEntrySchema),
    pauseWhile: Type.Optional(Type.Unknown()),
    tiredAfter: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 1_000 }), Type.Literal("never")])),
  },
  closed,
);

export type DeliveryEntry = Type.Static<typeof deliveryEntrySchema>;
