import Type from "typebox";
import { only, orNull, text } from "./parts.ts";

export const clusterAnswer = only(
  {
    instance: text,
    roles: Type.Array(text),
    mayServe: Type.Boolean(),
    findings: Type.Array(
      only({
        severity: Type.Enum(["ok", "warn", "error"]),
        engine: Type.Enum(["jetstream", "redis", "clickhouse", "clocks"]),
        message: text,
        remedy: orNull(text),
        stopsServing: Type.Boolean(),
      }),
    ),
  },
  "As `attune doctor --cluster` tells it.",
);
