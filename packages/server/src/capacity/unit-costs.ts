/** A figure that a bench measured: where it stands in which file, so that a test can compare. */
export interface Measured {
  value: number;
  unit: "µs" | "bytes" | "MiB";
  what: string;
  /** A file under `bench/` and the path of the value in it; several are added up. */
  from: { file: string; paths: readonly string[] };
}

/** A figure that nobody measured here: a choice, or what the makers of an engine advise. */
export interface Assumption {
  value: number;
  what: string;
  why: string;
}

export type CostsOf = Record<string, Measured>;

const embeddedFile = "scale/results/unit-costs-embedded.json";
const clusterFile = "scale/results/unit-costs-cluster.json";

const measured =
  (file: string) =>
  (value: number, unit: Measured["unit"], what: string, ...paths: string[]): Measured => ({
    value,
    unit,
    what,
    from: { file, paths },
  });

const embedded = measured(embeddedFile);
const cluster = measured(clusterFile);

/** One machine with everything in it. Processor times are of the run with the many people, each of whom has a few events. */
export const costsOfEmbedded = {
  nodePerEvent: embedded(162.3, "µs", "server, per event", "cpuMicrosPerEvent.1.attune"),
  mainThreadPerEvent: embedded(99, "µs", "server's main thread, per event", "cpuMicrosPerEvent.1.attune main thread"),
  analyticsPerEvent: embedded(57.3, "µs", "analytics process, per event", "cpuMicrosPerEvent.1.analytics"),
  nodePerDecision: embedded(514, "µs", "server, per decision", "cpuMicrosPerDecision.1.attune"),
  mainThreadPerDecision: embedded(
    375,
    "µs",
    "server's main thread, per decision",
    "cpuMicrosPerDecision.1.attune main thread",
  ),
  analyticsPerDecision: embedded(76, "µs", "analytics process, per decision", "cpuMicrosPerDecision.1.analytics"),
  logBytesPerEvent: embedded(1_482, "bytes", "log and state on disk, per event", "bytes.log and state.perEvent"),
  stateBytesPerProfile: embedded(
    1_696,
    "bytes",
    "log and state on disk, per profile",
    "bytes.log and state.perProfile",
  ),
  analyticsBytesPerEvent: embedded(45, "bytes", "analytics on disk, per event", "bytes.analytics.perEvent"),
  baseMemoryMiB: measured("memory/results/latest.json")(
    734,
    "MiB",
    "anonymous memory under traffic with a million profiles",
    "peak.server.anonymousMiB",
    "peak.analytics.anonymousMiB",
  ),
} satisfies CostsOf;

/** A node, three of JetStream, six of Redis Cluster, analytics. Engines: all their processes together. */
export const costsOfCluster = {
  nodePerEvent: cluster(216.3, "µs", "the writing node, per event", "cpuMicrosPerEvent.1.attune"),
  mainThreadPerEvent: cluster(
    167.3,
    "µs",
    "the writing node's main thread, per event",
    "cpuMicrosPerEvent.1.attune main thread",
  ),
  receiverPerEvent: measured("cluster/speed/results/known-people.json")(
    212.5,
    "µs",
    "the node that receives, with one partition, per event of people who are known",
    "microsPerEvent.1.receiving node",
  ),
  receiverPerEventOfThree: measured("cluster/speed/results/known-people.json")(
    234.5,
    "µs",
    "the node that receives, with three partitions of which it folds two, per event of people who are known",
    "microsPerEvent.3.receiving node",
  ),
  jetstreamPerEvent: cluster(48.3, "µs", "JetStream's three nodes, per event", "cpuMicrosPerEvent.1.jetstream"),
  redisPerEvent: cluster(91.7, "µs", "Redis masters and replicas, per event", "cpuMicrosPerEvent.1.redis"),
  analyticsPerEvent: cluster(
    78,
    "µs",
    "one ClickHouse replica (chDB in its place), per event",
    "cpuMicrosPerEvent.1.analytics",
  ),
  nodePerDecision: cluster(825, "µs", "the writing node, per decision", "cpuMicrosPerDecision.1.attune"),
  mainThreadPerDecision: cluster(
    681,
    "µs",
    "the writing node's main thread, per decision",
    "cpuMicrosPerDecision.1.attune main thread",
  ),
  jetstreamPerDecision: cluster(172, "µs", "JetStream's three nodes, per decision", "cpuMicrosPerDecision.1.jetstream"),
  redisPerDecision: cluster(164, "µs", "Redis masters and replicas, per decision", "cpuMicrosPerDecision.1.redis"),
  analyticsPerDecision: cluster(
    76,
    "µs",
    "one ClickHouse replica (chDB in its place), per decision",
    "cpuMicrosPerDecision.1.analytics",
  ),
  logBytesPerEvent: cluster(182, "bytes", "log on disk, one copy, per event", "bytes.jetstream.perEvent"),
  redisBytesPerProfile: cluster(
    896,
    "bytes",
    "a profile without events in Redis, one copy",
    "bytes.redis profiles.perProfile",
  ),
  redisBytesPerProfileEvent: cluster(
    155,
    "bytes",
    "what an event adds to its profile, until it is full",
    "bytes.redis profiles.perEvent",
  ),
  redisBytesPerFullProfile: cluster(
    8_110,
    "bytes",
    "a profile with as many events as it keeps, one copy",
    "bytesPerFullProfile.redis profiles",
  ),
  redisBytesOfIdentities: cluster(
    226,
    "bytes",
    "a profile's 1.25 identifiers in Redis, one copy",
    "bytes.redis identities.perProfile",
  ),
  redisBytesOfOffsets: cluster(
    97,
    "bytes",
    "the list of a profile's events in Redis, empty, one copy",
    "bytes.redis offsets.perProfile",
  ),
  redisBytesPerOffset: cluster(
    65,
    "bytes",
    "an event in that list, when it is long, one copy",
    "bytesPerEventOfFullProfile.redis offsets",
  ),
  redisBytesPerMessageSeen: cluster(
    96,
    "bytes",
    "a message id that is remembered, one copy",
    "bytesPerEventOfFullProfile.redis messages seen",
  ),
  analyticsBytesPerEvent: cluster(20, "bytes", "analytics on disk, one copy, per event", "bytes.analytics.perEvent"),
  requestBytesPerEvent: cluster(560, "bytes", "an event as it comes in", "requestBytesPerEvent"),
  sentBytesPerEvent: cluster(
    6_460.5,
    "bytes",
    "what all processes send each other for an event",
    "sentBytesPerEvent.attune",
    "sentBytesPerEvent.jetstream",
    "sentBytesPerEvent.redis",
  ),
  requestBytesPerDecision: cluster(386, "bytes", "a decision's answer", "answerBytesPerDecision"),
  sentBytesPerDecision: cluster(
    15_294.3,
    "bytes",
    "what all processes send each other for a decision",
    "sentBytesPerDecision.attune",
    "sentBytesPerDecision.jetstream",
    "sentBytesPerDecision.redis",
  ),
  nodeMemoryMiB: cluster(426, "MiB", "anonymous memory of the writing node", "memoryMiB.attune"),
} satisfies CostsOf;

export const assumed = {
  utilization: {
    value: 0.6,
    what: "how busy anything may be in the busiest hour",
    why: "Waiting times rise steeply above; the rest is for minutes that are busier than their hour, and for the loss of a machine.",
  },
  peakOverAverage: {
    value: 3,
    what: "events in the busiest hour over those in an average one",
    why: "A shop sleeps at night; yours is told by `attune measure totals`.",
  },
  hotShare: {
    value: 0.2,
    what: "share of the profiles that are touched within a day, and should be in memory",
    why: "The rest is read from disk when it comes.",
  },
  mergeHeadroom: {
    value: 2,
    what: "disk of analytics over what merged rows take",
    why: "Merges write the new part before the old one goes.",
  },
  redisFill: {
    value: 0.6,
    what: "share of a Redis node's memory that holds data",
    why: "The copy while a replica catches up or the file is rewritten, and fragmentation.",
  },
  appendOnlyGrowth: {
    value: 2,
    what: "append-only file over data in memory",
    why: "Redis rewrites it when it has doubled.",
  },
  clickhouseReplicas: {
    value: 2,
    what: "replicas of each shard in ClickHouse",
    why: "One may be away while reports go on.",
  },
  queryMemoryGiB: {
    value: 8,
    what: "memory of a ClickHouse server for questions",
    why: "Eight questions of 1 GiB, the limit that each has.",
  },
  nodesOfOurs: { value: 2, what: "nodes of ours", why: "One writes, one stands by." },
  redisShardPeople: {
    value: 100_000,
    what: "people in one shard of the state",
    why: "A shard's lists move at once when slots do.",
  },
  mostShards: { value: 16_384, what: "shards of the state", why: "Redis Cluster has that many slots." },
  mostRedisNodes: {
    value: 1_000,
    what: "nodes of a Redis Cluster",
    why: "What its makers advise at most: nodes gossip with all others.",
  },
} as const satisfies Record<string, Assumption>;
