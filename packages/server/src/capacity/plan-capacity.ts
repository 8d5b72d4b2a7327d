import {
  type Assumption,
  assumed,
  type CostsOf,
  costsOfCluster,
  costsOfEmbedded,
  type Measured,
} from "./unit-costs.ts";

/** What is to be served. Rates are those of the busiest hour. */
export interface CapacityQuestion {
  eventsPerSecond: number;
  decisionsPerSecond: number;
  profiles: number;
  /** How long events stay in the log and in analytics, days. */
  retentionDays: number;
  machine: { cores: number; memoryGiB: number; diskGiB: number };
}

/** Machines of one kind. */
export interface Tier {
  name: "attune" | "jetstream" | "redis" | "clickhouse";
  machines: number;
  /** All machines together, before any headroom. */
  busyCores: number;
  memoryGiB: number;
  diskGiB: number;
  /** What decides how many there are. */
  decidedBy: "processor" | "memory" | "disk" | "safety";
}

/** Something that more machines do not mend. */
export interface CapacityLimit {
  what: string;
  /** Share of what is there that would be used: above 1 it does not fit. */
  share: number;
  told: string;
}

export interface CapacityPlan {
  question: CapacityQuestion;
  /** One machine with everything in it. */
  embedded: {
    fits: boolean;
    busyCores: number;
    mainThreadShare: number;
    memoryGiB: number;
    diskGiB: number;
    against: string[];
  };
  cluster: {
    tiers: Tier[];
    /** Between all processes, both ways counted once; megabytes a second. */
    trafficMBPerSecond: number;
    limits: CapacityLimit[];
    /** The limit that is nearest. */
    firstBottleneck: string;
  };
  measured: Measured[];
  assumed: Assumption[];
}

const gibibyte = 1024 ** 3;
const secondsPerDay = 86_400;

/** Machines, memory, disk and traffic for a load, from unit costs that benches measured; what is assumed instead is listed beside the answer. */
export function planCapacity(question: CapacityQuestion): CapacityPlan {
  return {
    question,
    embedded: planEmbedded(question),
    cluster: planCluster(question),
    measured: [...Object.values(costsOfEmbedded), ...Object.values(costsOfCluster)],
    assumed: Object.values(assumed),
  };
}

/** What both ways of running need to know of the load. */
function loadOf({ eventsPerSecond, decisionsPerSecond, profiles, retentionDays }: CapacityQuestion) {
  const averageEvents = eventsPerSecond / assumed.peakOverAverage.value;
  return {
    busy: (perEvent: number, perDecision: number) =>
      (eventsPerSecond * perEvent + decisionsPerSecond * perDecision) / 1e6,
    keptEvents: averageEvents * retentionDays * secondsPerDay,
    /** Message ids are remembered for a week, against repetitions. */
    rememberedMessages: averageEvents * Math.min(7, retentionDays) * secondsPerDay,
    profiles,
  };
}

function planEmbedded(question: CapacityQuestion): CapacityPlan["embedded"] {
  const costs = valuesOf(costsOfEmbedded);
  const { busy, keptEvents, profiles } = loadOf(question);
  const { machine } = question;
  const busyCores = busy(
    costs.nodePerEvent + costs.analyticsPerEvent,
    costs.nodePerDecision + costs.analyticsPerDecision,
  );
  const mainThreadShare = busy(costs.mainThreadPerEvent, costs.mainThreadPerDecision);
  const hotProfiles = Math.min(profiles, profiles * assumed.hotShare.value);
  const memoryGiB = (costs.baseMemoryMiB * 1024 ** 2 + hotProfiles * costs.stateBytesPerProfile) / gibibyte;
  const disk =
    keptEvents * (costs.logBytesPerEvent + costs.analyticsBytesPerEvent * assumed.mergeHeadroom.value) +
    profiles * costs.stateBytesPerProfile;
  const diskGiB = disk / gibibyte;
  const usable = assumed.utilization.value;
  const against = [
    ...(mainThreadShare > usable
      ? [`its main thread would be ${percent(mainThreadShare)} busy; ${percent(usable)} leaves room for peaks`]
      : []),
    ...(busyCores > usable * machine.cores ? [`${round(busyCores)} cores would be busy of ${machine.cores}`] : []),
    ...(memoryGiB > usable * machine.memoryGiB
      ? [`it would want ${round(memoryGiB)} GiB of memory of ${machine.memoryGiB}`]
      : []),
    ...(diskGiB > usable * machine.diskGiB
      ? [`it would want ${round(diskGiB)} GiB of disk of ${machine.diskGiB}`]
      : []),
  ];
  return { fits: against.length === 0, busyCores, mainThreadShare, memoryGiB, diskGiB, against };
}

function planCluster(question: CapacityQuestion): CapacityPlan["cluster"] {
  const costs = valuesOf(costsOfCluster);
  const { busy, keptEvents, rememberedMessages, profiles } = loadOf(question);
  const { eventsPerSecond, decisionsPerSecond, machine } = question;
  const eventsPerProfile = profiles === 0 ? 0 : keptEvents / profiles;
  const profileBytes = Math.min(
    costs.redisBytesPerFullProfile,
    costs.redisBytesPerProfile + costs.redisBytesPerProfileEvent * eventsPerProfile,
  );
  const redisBytes =
    profiles * (profileBytes + costs.redisBytesOfIdentities + costs.redisBytesOfOffsets) +
    keptEvents * costs.redisBytesPerOffset +
    rememberedMessages * costs.redisBytesPerMessageSeen;
  const redisGiB = redisBytes / gibibyte / assumed.redisFill.value;
  const tiers: Tier[] = [
    tier("attune", machine, {
      busyCores: busy(costs.nodePerEvent, costs.nodePerDecision),
      memoryGiB: costs.nodeMemoryMiB / 1024,
      diskGiB: 1,
      least: assumed.nodesOfOurs.value,
      together: 1,
    }),
    tier("jetstream", machine, {
      busyCores: busy(costs.jetstreamPerEvent, costs.jetstreamPerDecision),
      memoryGiB: 3,
      diskGiB: (3 * keptEvents * costs.logBytesPerEvent) / gibibyte,
      least: 3,
      together: 3,
    }),
    tier("redis", machine, {
      busyCores: busy(costs.redisPerEvent, costs.redisPerDecision),
      memoryGiB: 2 * redisGiB,
      diskGiB: 2 * redisGiB * assumed.appendOnlyGrowth.value,
      least: 6,
      together: 2,
    }),
    tier("clickhouse", machine, {
      busyCores: busy(costs.analyticsPerEvent, costs.analyticsPerDecision) * assumed.clickhouseReplicas.value,
      memoryGiB: assumed.clickhouseReplicas.value * assumed.queryMemoryGiB.value,
      diskGiB:
        (assumed.clickhouseReplicas.value * assumed.mergeHeadroom.value * keptEvents * costs.analyticsBytesPerEvent) /
        gibibyte,
      least: assumed.clickhouseReplicas.value,
      together: assumed.clickhouseReplicas.value,
    }),
  ];
  const bytesPerSecond =
    eventsPerSecond * (costs.requestBytesPerEvent + costs.sentBytesPerEvent) +
    decisionsPerSecond * (costs.requestBytesPerDecision + costs.sentBytesPerDecision);
  const writerShare = busy(costs.mainThreadPerEvent, costs.mainThreadPerDecision);
  const limits = limitsOf(question, writerShare, tiers);
  const [first] = [...limits].sort((a, b) => b.share - a.share);
  return { tiers, trafficMBPerSecond: bytesPerSecond / 1e6, limits, firstBottleneck: first?.told ?? "none" };
}

interface Need {
  busyCores: number;
  memoryGiB: number;
  diskGiB: number;
  /** Machines below which the loss of one stops something. */
  least: number;
  /** Machines come in such groups: the replicas of one share of the data. */
  together: number;
}

function tier(name: Tier["name"], machine: CapacityQuestion["machine"], need: Need): Tier {
  const usable = assumed.utilization.value;
  const wanted = {
    processor: need.busyCores / (usable * machine.cores),
    memory: need.memoryGiB / (usable * machine.memoryGiB),
    disk: need.diskGiB / (usable * machine.diskGiB),
    safety: need.least,
  };
  const [decidedBy, most] = (Object.entries(wanted) as Array<[Tier["decidedBy"], number]>).reduce((a, b) =>
    b[1] > a[1] ? b : a,
  );
  const { busyCores, memoryGiB, diskGiB } = need;
  return { name, machines: Math.ceil(most / need.together) * need.together, busyCores, memoryGiB, diskGiB, decidedBy };
}

function limitsOf({ profiles }: CapacityQuestion, writerShare: number, tiers: readonly Tier[]): CapacityLimit[] {
  const redis = tiers.find(({ name }) => name === "redis");
  const perShard = profiles / (assumed.redisShardPeople.value * assumed.mostShards.value);
  return [
    {
      what: "the writer",
      share: writerShare / assumed.utilization.value,
      told: `One process writes: its main thread would be ${percent(writerShare)} busy, of which ${percent(assumed.utilization.value)} are usable. ${ofPartitions}`,
    },
    {
      what: "shards of the state",
      share: perShard,
      told: `${profiles.toLocaleString("en")} people in at most ${assumed.mostShards.value.toLocaleString("en")} shards of ${assumed.redisShardPeople.value.toLocaleString("en")}: ${percent(perShard)} of what is planned for.`,
    },
    {
      what: "nodes of Redis Cluster",
      share: (redis?.machines ?? 0) / assumed.mostRedisNodes.value,
      told: `Redis Cluster would have ${redis?.machines ?? 0} nodes of the ${assumed.mostRedisNodes.value.toLocaleString("en")} that its makers advise.`,
    },
  ];
}

/** They share out folding, and not receiving. */
const ofPartitions = `Several partitions do not raise that yet: with three the node that receives takes ${costsOfCluster.receiverPerEventOfThree.value} µs of the processor for an event, with one ${costsOfCluster.receiverPerEvent.value} (docs/cluster.md).`;

type Values<Costs extends CostsOf> = { [Name in keyof Costs]: number };

function valuesOf<Costs extends CostsOf>(costs: Costs): Values<Costs> {
  return Object.fromEntries(Object.entries(costs).map(([name, { value }]) => [name, value])) as Values<Costs>;
}

const percent = (share: number) => `${Math.round(100 * share).toLocaleString("en")} %`;
const round = (value: number) => Number(value.toPrecision(3)).toLocaleString("en");
