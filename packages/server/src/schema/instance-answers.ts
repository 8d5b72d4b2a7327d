import Type from "typebox";
import { jobAnswer } from "./answers.ts";
import { anyObject, count, countsByName, only, orNull, text } from "./parts.ts";

export const tacticListAnswer = Type.Object(
  { holdout: Type.Number(), tactics: Type.Array(anyObject) },
  { description: "As attune.yaml declares them." },
);

export const placementsAnswer = Type.Object({ placements: Type.Array(anyObject) });

export const businessAnswer = Type.Object({
  name: text,
  timeZone: text,
  currency: Type.Union([text, Type.Null()], {
    description: "Null until the first priced event, where none is declared.",
  }),
  ratesMicros: countsByName,
  revenue: Type.Object({ includeTax: Type.Boolean(), includeShipping: Type.Boolean() }),
  internalTraffic: Type.Array(anyObject),
});

export const storedAnswer = only({ stored: count });

export const jobsAnswer = only({ jobs: Type.Array(jobAnswer) });

export const restoreAnswer = only(
  { restored: Type.Literal(true), entries: count, movedTo: text },
  "Log entries brought back, and where the data from before are now.",
);

export const doctorAnswer = only({
  versions: Type.Record(Type.String(), text),
  dataDirectory: only({ formatVersion: count, usedBytes: count, limitBytes: count, freeDiskBytes: orNull(count) }),
  stores: only({ writable: Type.Boolean(), detail: text, profiles: count, quarantined: countsByName }),
  projector: only({ head: count, checkpoint: count, lag: count, trouble: orNull(text) }),
  analytics: only({ available: Type.Boolean(), detail: text }),
  uptimeSeconds: count,
  findings: Type.Array(only({ severity: Type.Enum(["ok", "warn", "error"]), message: text, remedy: orNull(text) })),
});
