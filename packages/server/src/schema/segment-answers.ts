import Type from "typebox";
import { anyObject, count, epochMs, identifier, only, orNull, text, time } from "./parts.ts";

const share = Type.Number({ minimum: 0 });
const undeterminedAnswer = only({ undetermined: only({ code: text, reason: text }) });

const segmentFields = {
  segmentId: text,
  name: text,
  description: orNull(text),
  when: Type.Unknown({ description: "The condition." }),
  nextBestAction: orNull(text),
  template: orNull(text),
  lookalike: orNull(anyObject),
  size: count,
  isFilling: Type.Boolean({ description: "It is being found for everybody: the size is not whole yet." }),
};

export const segmentListAnswer = only({
  segments: Type.Array(only(segmentFields)),
  following: only({
    head: count,
    checkpoint: count,
    filling: orNull(only({ segmentIds: Type.Array(text), done: count, total: count })),
    trouble: orNull(text),
  }),
  warnings: Type.Array(text),
});

export const segmentAnswer = only({
  ...segmentFields,
  days: Type.Array(only({ day: text, size: count, entered: count, left: count })),
  tactics: Type.Array(text),
  segments: Type.Array(text),
});

const personFields = {
  profileId: text,
  identities: Type.Array(identifier),
  lastSeenAt: time,
  eventCount: count,
  orderCount: count,
  because: Type.String({ description: "The clause that decided." }),
};

export const membersAnswer = only({ people: Type.Array(only({ ...personFields, since: time })), next: orNull(text) });

const through = {
  looked: count,
  total: count,
  isSample: Type.Boolean({ description: "A random sample of people was looked at." }),
};

export const previewAnswer = only({
  ...through,
  members: count,
  undetermined: count,
  size: Type.Union([only({ estimate: count, low: count, high: count }), undeterminedAnswer]),
  people: Type.Array(only(personFields)),
});

export const sizeAnswer = Type.Union([only({ size: count, people: count }), undeterminedAnswer]);

export const overlapAnswer = only({
  segments: Type.Array(only({ segmentId: text, size: count })),
  pairs: Type.Array(only({ a: text, b: text, both: count, shareOfA: share, shareOfB: share })),
  looked: count,
  isSample: Type.Boolean(),
});

const shareOrNot = Type.Union([Type.Number(), undeterminedAnswer]);
const shares = only({ people: shareOrNot, traffic: shareOrNot, revenue: shareOrNot });

export const coverageAnswer = only({
  ...through,
  trafficDays: count,
  covered: shares,
  segments: Type.Array(only({ segmentId: text, name: text, covered: shares, alone: shares })),
  warnings: Type.Array(text),
});

export const explainAnswer = only({
  segmentId: text,
  profileId: text,
  isMember: Type.Boolean(),
  isUndetermined: Type.Boolean(),
  since: orNull(time),
  nextChangeAt: orNull(time),
  because: text,
  clauses: anyObject,
});

export const templatesAnswer = only({
  templates: Type.Array(
    only({ templateId: text, name: text, description: text, when: Type.Unknown(), nextBestAction: text }),
  ),
});

export const transitionsAnswer = only({
  transitions: Type.Array(
    only({ sequence: count, profileId: text, segmentId: text, change: Type.Enum(["entered", "left"]), at: epochMs }),
  ),
});
