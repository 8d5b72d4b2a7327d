import { describe, expect, it } from "vitest";
import type { PartitionStanding } from "../ports/partition-store.ts";
import type { Partitions } from "../ports/partitions.ts";
import { holdAll, letAllGoOn } from "./hold-all.ts";

const at = (tick: number, more: Partial<PartitionStanding>): PartitionStanding => ({
  ...{ tick, received: [0, 0], sent: [0, 0], orders: [], held: true },
  ...more,
});

/** Two partitions, which stand where each look says; the last look again and again. */
function standingAt(looks: PartitionStanding[][]) {
  const told: string[] = [];
  const partitions = {
    count: 2,
    async hold(partition, isHeld) {
      told.push(`${isHeld ? "hold" : "go on"} ${partition}`);
    },
    async standings() {
      told.push("look");
      return looks.length > 1 ? looks.shift()! : looks[0]!;
    },
  } as Pick<Partitions, "count" | "hold" | "standings"> as Partitions;
  return { partitions, told };
}

const atRest = [at(9, { sent: [0, 1], received: [0, 2] }), at(9, { sent: [2, 0], received: [1, 0] })];

describe("an instance whose partitions are all held", () => {
  it("is at rest when every letter has been taken in, all stand at one tick, and nothing changes from one look to the next", async () => {
    const { partitions, told } = standingAt([
      // One is not held yet.
      [at(9, {}), { tick: 9, received: [0, 0], sent: [0, 0], orders: [] }],
      // A letter is on its way to partition 1.
      [at(9, { sent: [0, 1] }), at(9, {})],
      // It was taken in, and answered with two, of which the other partition was not asked again before.
      [at(9, { sent: [0, 1] }), at(9, { sent: [2, 0], received: [1, 0] })],
      // Readers do not meet what came after tick 8.
      [at(9, { sent: [0, 1], received: [0, 2] }), at(8, { sent: [2, 0], received: [1, 0] })],
      atRest,
    ]);
    await holdAll(partitions);
    expect(told).toEqual(["hold 0", "hold 1", "look", "look", "look", "look", "look", "look"]);
  });

  it("goes on when all have passed what was written meanwhile", async () => {
    const { partitions, told } = standingAt([
      [at(12, {}), at(9, {})],
      [at(12, {}), at(12, {})],
    ]);
    await letAllGoOn(partitions);
    expect(told).toEqual(["look", "look", "look", "go on 0", "go on 1"]);
  });
});
