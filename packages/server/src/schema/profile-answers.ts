import Type from "typebox";
import { anyObject, count, countsByName, identifier, money, only, orNull, text, time } from "./parts.ts";

const shares = Type.Array(only({ value: text, share: Type.Number({ minimum: 0, maximum: 1 }) }));

export const foundAnswer = only(
  { people: Type.Array(only({ profileId: text, knownBy: identifier })) },
  "Each once; by an identifier first, by an order's number after that. Empty where nobody is known by it.",
);

export const profileAnswer = only(
  {
    profileId: text,
    identities: Type.Array(only({ namespace: text, value: text, first: time, last: time })),
    traits: anyObject,
    consent: Type.Record(Type.String(), Type.Boolean()),
    firstSeenAt: time,
    lastSeenAt: time,
    eventCount: count,
    commerce: only({
      orderCount: count,
      refundCount: count,
      gross: money,
      refunded: money,
      adjusted: money,
      firstOrderAt: orNull(time),
      lastOrderAt: orNull(time),
    }),
    devices: countsByName,
    cart: Type.Array(only({ itemId: text, quantity: Type.Number() })),
    affinities: only({ categories: shares, brands: shares }),
    scores: Type.Array(
      only({ name: text, value: Type.Number(), modelVersion: text, computedAt: time, ageMs: Type.Number() }),
    ),
    segments: Type.Array(only({ segmentId: text, name: text, since: orNull(time) }), {
      description: "As of this moment.",
    }),
    offers: Type.Array(
      only({
        offerId: text,
        name: text,
        state: Type.Enum(["open", "redeemed", "expired"]),
        code: text,
        discount: anyObject,
        givenAt: time,
        endsAt: time,
        redemptionsLeft: Type.Optional(count),
      }),
      { description: "What was promised, the same in every channel." },
    ),
    exposures: Type.Array(
      only({
        tacticId: text,
        arm: text,
        variantId: text,
        count,
        crossover: Type.Boolean(),
        firstAt: time,
        lastAt: time,
      }),
    ),
    merges: Type.Array(only({ profileId: text, via: identifier, at: time })),
    recentEvents: Type.Array(only({ name: text, at: time, itemId: Type.Optional(text) })),
  },
  "All that is known of a person.",
);

const timelineEvent = only({
  offset: count,
  at: time,
  kind: Type.Literal("event"),
  type: text,
  name: text,
  source: text,
  actor: text,
  items: Type.Array(anyObject),
  money: orNull(only({ kind: text, amount: money })),
  properties: anyObject,
});

const timelineDecision = only({ offset: count, at: time, kind: Type.Literal("decision"), decision: anyObject });

export const timelineAnswer = only(
  { events: Type.Array(Type.Union([timelineEvent, timelineDecision])), next: orNull(count) },
  "Newest first; `next` is the `before` of the next page.",
);

export const unmergeAnswer = only({ restored: Type.Array(text) }, "The profiles that stand afterwards.");

export const eraseAnswer = only(
  { erased: Type.Literal(true), profileIds: Type.Array(text), entries: count },
  "The profile ids that the person had, and how many log entries were overwritten.",
);
