import Type from "typebox";
import { jobAnswer } from "./answers.ts";
import { anyObject, count, countsByName, epochMs, money, only, orNull, text } from "./parts.ts";

const quarantined = only({
  quarantineId: count,
  receivedAt: epochMs,
  source: text,
  code: text,
  reason: text,
  path: Type.Optional(text),
  payload: Type.Unknown({ description: "What was received; a text where it was not JSON, or too deep." }),
  bytesBase64: Type.Optional(Type.String({ description: "What was received, where it was no UTF-8." })),
  type: Type.Optional(text),
  sentAt: Type.Optional(Type.Union([text, Type.Number()])),
  context: Type.Optional(anyObject),
});

export const quarantineAnswer = only(
  { entries: Type.Array(quarantined), next: orNull(count), counts: countsByName },
  "Newest first; `next` is the `before` of the next page, `counts` are of all that is held.",
);

/** Duplicates and events of people who refused are dropped, as ever. */
export const quarantineMendAnswer = only({ kept: count, dropped: count });

export const quarantineReplayAnswer = Type.Union(
  [only({ replayed: count, kept: count, quarantined: count, dropped: count }), jobAnswer],
  { description: "What became of them; without `ids` the job whose result says it." },
);

const liveEvent = only({
  offset: count,
  profileId: text,
  at: epochMs,
  receivedAt: epochMs,
  type: text,
  name: text,
  source: text,
  actor: text,
  channel: text,
  device: orNull(text),
  identifiers: Type.Array(Type.String({ description: "`namespace:value`" })),
  amount: orNull(money),
  currency: orNull(text),
});

export const liveEventsAnswer = only(
  { events: Type.Array(liveEvent), head: count },
  "Ascending; `head` is the `after` of the next look.",
);

export const importAnswer = only(
  { importId: text },
  "The id under which the file is sent, and the import's job is found.",
);
