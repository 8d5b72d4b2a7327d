import Type from "typebox";
import { anyObject, only, orNull, text } from "./parts.ts";

export const clusterAnswer = only(
  {
    instance: text,
    roles: Type.Array(text),
    mayServe: Type.Boolean(),
    findings: Type.Array(
      only({
        severity: Type.Enum(["ok", "warn", "error"]),
        engine: Type.Enum(["jetstream", "redis", "clickhouse", "clocks", "nodes"]),
        message: text,
        remedy: orNull(text),
        stopsServing: Type.Boolean(),
      }),
    ),
    nodes: Type.Array(only({ url: text, roles: Type.Array(text), writes: Type.Boolean() })),
  },
  "As `attune doctor --cluster` tells it.",
);

const share = Type.Number();

export const capacityAnswer = only(
  {
    question: anyObject,
    embedded: only({
      fits: Type.Boolean(),
      busyCores: share,
      mainThreadShare: share,
      memoryGiB: share,
      diskGiB: share,
      against: Type.Array(text),
    }),
    cluster: only({
      tiers: Type.Array(
        only({
          name: Type.Enum(["attune", "jetstream", "redis", "clickhouse"]),
          machines: Type.Integer(),
          busyCores: share,
          memoryGiB: share,
          diskGiB: share,
          decidedBy: Type.Enum(["processor", "memory", "disk", "safety"]),
        }),
      ),
      trafficMBPerSecond: share,
      limits: Type.Array(only({ what: text, share, told: text })),
      firstBottleneck: text,
    }),
    measured: Type.Array(anyObject),
    assumed: Type.Array(anyObject),
  },
  "As `attune capacity` tells it.",
);
