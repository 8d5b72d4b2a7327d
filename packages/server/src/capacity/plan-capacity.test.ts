import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { capacityText } from "./capacity-text.ts";
import { type CapacityQuestion, planCapacity } from "./plan-capacity.ts";
import { assumed, costsOfCluster, costsOfEmbedded } from "./unit-costs.ts";

const question: CapacityQuestion = {
  eventsPerSecond: 30,
  decisionsPerSecond: 10,
  profiles: 1_000_000,
  retentionDays: 365,
  machine: { cores: 8, memoryGiB: 32, diskGiB: 1_000 },
};

const tierOf = (asked: CapacityQuestion, name: string) =>
  planCapacity(asked).cluster.tiers.find((tier) => tier.name === name)!;

describe("planCapacity", () => {
  it.each([...Object.entries(costsOfEmbedded), ...Object.entries(costsOfCluster)])(
    "computes with %s as it was measured",
    (_, cost) => {
      const { value, from } = cost;
      const results = JSON.parse(readFileSync(new URL(`../../../../bench/${from.file}`, import.meta.url), "utf8"));
      const found = from.paths.map(
        (path) => path.split(".").reduce((node, step) => node[step], results) as unknown as number,
      );
      expect(value).toBeCloseTo(
        found.reduce((sum, part) => sum + Math.max(0, part), 0),
        1,
      );
    },
  );

  it("is the sum of what each event and each decision costs", () => {
    const { busyCores } = tierOf(question, "redis");
    const byHand = (30 * costsOfCluster.redisPerEvent.value + 10 * costsOfCluster.redisPerDecision.value) / 1e6;
    expect(busyCores).toBeCloseTo(byHand, 10);
  });

  it("keeps three copies of the log, of what comes in an average hour", () => {
    const events = (30 / assumed.peakOverAverage.value) * 365 * 86_400;
    expect(tierOf(question, "jetstream").diskGiB).toBeCloseTo(
      (3 * events * costsOfCluster.logBytesPerEvent.value) / 1024 ** 3,
      6,
    );
  });

  it("never goes below what bears the loss of a machine", () => {
    const idle = { ...question, eventsPerSecond: 0, decisionsPerSecond: 0, profiles: 0 };
    const tiers = planCapacity(idle).cluster.tiers;
    expect(tiers.map(({ name, machines, decidedBy }) => [name, machines, decidedBy])).toEqual([
      ["attune", 2, "safety"],
      ["jetstream", 3, "safety"],
      ["redis", 6, "safety"],
      ["clickhouse", 2, "safety"],
    ]);
  });

  it("needs no fewer machines for more of anything", () => {
    const machines = (asked: CapacityQuestion) => planCapacity(asked).cluster.tiers.map((tier) => tier.machines);
    const before = machines(question);
    for (const more of [
      { eventsPerSecond: 30_000 },
      { decisionsPerSecond: 10_000 },
      { profiles: 1e9 },
      { retentionDays: 3_650 },
    ])
      for (const [index, count] of machines({ ...question, ...more }).entries())
        expect(count).toBeGreaterThanOrEqual(before[index]!);
  });

  it("takes one machine for a small shop, and says what is against it for a large one", () => {
    expect(planCapacity(question).embedded).toMatchObject({ fits: true, against: [] });
    const { fits, against } = planCapacity({ ...question, eventsPerSecond: 1e6, profiles: 1e9 }).embedded;
    expect(fits).toBe(false);
    expect(against.join(" ")).toMatch(/main thread would be .* cores would be busy .* memory .* disk/);
  });

  it("names the writer as what does not fit where one process cannot write so much", () => {
    const { limits, firstBottleneck } = planCapacity({ ...question, eventsPerSecond: 100_000 }).cluster;
    expect(limits.find(({ what }) => what === "the writer")!.share).toBeGreaterThan(1);
    expect(firstBottleneck).toMatch(/^One process writes.*partitions do not raise that yet/);
  });

  it("tells people what it computed from, and what it assumed", () => {
    const text = capacityText(planCapacity(question));
    expect(text).toContain("One machine with everything in it will do:");
    expect(text).toMatch(/redis +6 machines, for/);
    for (const { what } of Object.values(assumed)) expect(text).toContain(what);
  });
});
