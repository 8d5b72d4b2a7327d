import { randomUUID } from "node:crypto";
import { hashKey } from "@attune/model/hash-key";
import { writeSet } from "@attune/model/write-set";
import { expect, it } from "vitest";
import { sampleProfile } from "../contract/sample-writes.ts";
import { createWriteApplier } from "./apply-writes.ts";
import { openClusterState } from "./cluster-state.ts";
import type { ClusterWriteSet } from "./cluster-write-set.ts";
import { createKeySpace } from "./key-space.ts";
import { createKinReads } from "./kin-reads.ts";
import { createRedisClient } from "./redis-client.ts";
import { describeOnEngines } from "./testing/engines-under-test.ts";

const kin = { pointers: [], heads: [], places: [], seen: [], orders: [] };
const standing = (tick: number) => ({ tick, received: [0, 0], sent: [0, 0], orders: [] });
const place = hashKey("email:a@example.com");

/** Kin that lay in partition 0 until its tick 4, and came to partition 1 with its tick 5. */
const before: ClusterWriteSet = {
  ...writeSet({
    profiles: new Map([
      ["ada", sampleProfile("ada", { eventCount: 1 })],
      ["absorbed", sampleProfile("absorbed")],
    ]),
    identities: new Map([["email:a@example.com", { profileId: "absorbed", namedBy: ["absorbed"] }]]),
  }),
  disowned: [],
  kin: { ...kin, standing: standing(4), version: 8 },
};
const unsettled = { entry: { kind: "tombstone" as const, offset: 5, day: 1, type: "track" }, order: 9 };
const after: ClusterWriteSet = {
  ...writeSet({
    profiles: new Map([
      ["ada", sampleProfile("ada", { eventCount: 2 })],
      ["absorbed", null],
    ]),
    identities: new Map([["email:a@example.com", { profileId: "ada", namedBy: ["absorbed", "ada"] }]]),
  }),
  disowned: [],
  kin: {
    ...{ standing: standing(5), version: 11 },
    pointers: [[place, { kin: 77 }]],
    heads: [[77, [1, [[5, unsettled]]]]],
    places: [[77, [[place, "email:a@example.com"]]]],
    orders: [[8_193, 12_289]],
    seen: [
      [
        77,
        [
          ["http|1", 5_000],
          ["import|1", -1],
        ],
      ],
    ],
  },
};

describeOnEngines("two partitions in one Redis", ({ redis: addresses }) => {
  const inOrders: Array<[string, number[]]> = [
    ["as they were committed", [0, 1]],
    ["the other way round, as after a failover that took both back", [1, 0]],
    ["again and again", [0, 1, 0, 1, 0]],
  ];

  it.each(inOrders)("people are as their last holder wrote them, with write sets applied %s", async (_, order) => {
    const redis = createRedisClient({ addresses });
    const keys = createKeySpace({ instance: `test-${randomUUID()}`, shardCount: 4 });
    for (const partition of order) {
      // A process of its own each time, that knows of nothing before.
      const applier = createWriteApplier(redis, keys, () => {});
      const lost = keys.inPlace(`log-${partition}`, "state");
      await redis.call("DEL", lost);
      for (let shard = 0; shard < keys.shardCount; shard++)
        await redis.call("HDEL", keys.inShard(shard, "applied"), String(partition));
      await applier.apply(partition, 1, partition === 0 ? before : after);
    }
    const reads = createKinReads(redis, keys, 1);
    expect((await reads.profiles(["ada", "absorbed"])).get("ada")?.eventCount).toBe(2);
    expect([...(await reads.profiles(["ada", "absorbed"])).keys()]).toEqual(["ada"]);
    expect((await reads.named(["email:a@example.com"])).get("email:a@example.com")?.identity?.profileId).toBe("ada");
    await redis.close();
  });

  it("each knows its own kin, and nothing of the other's", async () => {
    const redis = createRedisClient({ addresses });
    const instance = `test-${randomUUID()}`;
    const keys = createKeySpace({ instance, shardCount: 4 });
    const applier = createWriteApplier(redis, keys, () => {});
    await applier.apply(1, 1, after);
    const [theirs, mine] = [createKinReads(redis, keys, 0), createKinReads(redis, keys, 1)];
    const asked = ["email:a@example.com", "email:nobody@example.com"];
    const identity = { profileId: "ada", namedBy: ["absorbed", "ada"] };
    expect([...(await mine.named(asked))].sort()).toEqual([
      ["email:a@example.com", { pointer: { kin: 77 }, identity }],
      ["email:nobody@example.com", { pointer: null, identity: null }],
    ]);
    expect((await theirs.named(asked)).get("email:a@example.com")).toEqual({ pointer: null, identity });
    expect(
      await mine.kin(
        new Map([
          [77, ["http|2", "http|1"]],
          [78, ["http|1"]],
        ]),
      ),
    ).toEqual(
      new Map([
        [77, { size: 1, unsettled: new Map([[5, unsettled]]), seen: new Set(["http|1"]) }],
        [78, { size: 0, unsettled: new Map(), seen: new Set() }],
      ]),
    );
    expect(await mine.members(77)).toEqual({
      places: new Map([[place, "email:a@example.com"]]),
      seen: new Map([
        ["http|1", 5_000],
        ["import|1", Number.POSITIVE_INFINITY],
      ]),
    });
    expect([await applier.standing(1), await applier.standing(0)]).toEqual([
      { standing: standing(5), sequence: 1 },
      null,
    ]);
    expect(await mine.pointers([place])).toEqual(new Map([[place, { kin: 77 }]]));
    expect(await mine.orders([8_193, 8_194])).toEqual(
      new Map([
        [8_193, 12_289],
        [8_194, null],
      ]),
    );
    // Never forgotten is one of them; nothing of another is due before its time.
    const state = openClusterState({ redis: { addresses }, instance, shardCount: 4, staleMs: 0 });
    await state.reads.forgetSeen(5_000);
    expect((await mine.members(77)).seen.size).toBe(2);
    await state.reads.forgetSeen(5_001);
    expect([...(await mine.members(77)).seen.keys()]).toEqual(["import|1"]);
    await state.close();
    const gone = { ...kin, standing: standing(6), version: 13, heads: [[77, null] as [number, null]] };
    const moved = { ...gone, pointers: [[place, { to: 0 }] as [string, { to: number }]] };
    await applier.apply(1, 2, { ...writeSet({}), disowned: [], kin: moved });
    expect((await mine.named(asked)).get("email:a@example.com")?.pointer).toEqual({ to: 0 });
    expect((await mine.members(77)).places.size).toBe(0);
    await redis.close();
  });
});
