import Type from "typebox";
import type { Condition } from "./condition.ts";
import { type ChannelName, channelNames } from "./message.ts";
import { quietHoursEntrySchema } from "./restraint.ts";

/** At most so many marketing messages in the last so many business days, today included. */
export interface MessageCap {
  /** Absent: all channels together. */
  channel?: ChannelName;
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
  /** After so many messages in 60 days without one response, caps allow half as many. Absent: they stay. */
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
    tiredAfter: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  },
  closed,
);

export type DeliveryEntry = Type.Static<typeof deliveryEntrySchema>;
