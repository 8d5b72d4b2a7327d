import { randomUUID } from "node:crypto";
import { writeSet } from "@attune/model/write-set";
import { afterAll, describe, expect, inject, it } from "vitest";
import { sampleEntry, sampleProfile, sampleQuarantined } from "../contract/sample-writes.ts";
import { createWriteApplier, StateBehind, type WriteApplier } from "./apply-writes.ts";
import type { ClusterWriteSet } from "./cluster-write-set.ts";
import { createKeySpace, type KeySpace } from "./key-space.ts";
import { createRedisClient, type RedisClient } from "./redis-client.ts";
import { keysOf, readInstance } from "./testing/read-instance.ts";

const engines = inject("engines");

/** Three profiles of three shards, identities and message keys of some, the quarantine: what comes, changes and goes. */
const log: ClusterWriteSet[] = [
  {
    entries: [sampleEntry(1, "a"), sampleEntry(2, "b")],
    profiles: new Map([
      ["a", sampleProfile("a", { eventCount: 1 })],
      ["b", sampleProfile("b", { eventCount: 1 })],
    ]),
    identities: new Map([["email:a@example.com", { profileId: "a", namedBy: ["a"] }]]),
    seen: new Map([["http|1", 1_000]]),
    quarantined: [sampleQuarantined(1), sampleQuarantined(2)],
  },
  {
    entries: [sampleEntry(3, "a"), sampleEntry(4, "c")],
    profiles: new Map([
      ["a", sampleProfile("a", { eventCount: 2 })],
      ["b", null],
      ["c", sampleProfile("c", { eventCount: 1 })],
    ]),
    identities: new Map([["email:a@example.com", { profileId: "c", namedBy: ["a", "c"] }]]),
    seen: new Map([["http|1", 9_000]]),
    released: [1],
  },
  {
    entries: [sampleEntry(5, "b")],
    rewritten: [sampleEntry(1, "c")],
    disowned: [["a", 1] as [string, number]],
    profiles: new Map([["b", sampleProfile("b", { eventCount: 9 })]]),
    identities: new Map([["email:a@example.com", null]]),
    quarantined: [sampleQuarantined(3, { code: "bad-currency" })],
  },
  {
    profiles: new Map([
      ["a", null],
      ["b", sampleProfile("b", { eventCount: 10 })],
      ["c", sampleProfile("c", { eventCount: 2 })],
    ]),
    quarantined: [sampleQuarantined(4)],
  },
].map((change) => ({ disowned: [], ...writeSet(change) }));

const subsets = (count: number) =>
  Array.from({ length: 2 ** count }, (_, bits) => (n: number) => (bits & (1 << n)) !== 0);

/** The process dies while it applies: of the scripts that it sends, only those run that `runs` names. */
function dyingClient(redis: RedisClient, runs: (script: number) => boolean): RedisClient {
  let sent = 0;
  return {
    ...redis,
    script: (lua, key, args) => (runs(sent++) ? redis.script(lua, key, args) : Promise.reject(new Error("it died"))),
  };
}

describe.skipIf(engines === null)("write sets in Redis", () => {
  const redis = createRedisClient({ addresses: engines?.redis ?? [] });
  afterAll(() => redis.close());
  const freshKeys = () => createKeySpace({ instance: `test-${randomUUID()}`, shardCount: 3 });

  /** As a node that takes over does it. */
  async function catchUp(applier: WriteApplier, upTo: number): Promise<void> {
    for (let sequence = await applier.resumeFrom(0); sequence <= upTo; sequence++)
      await applier.apply(0, sequence, log[sequence - 1]!);
  }

  async function applied(upTo: number, keys: KeySpace): Promise<WriteApplier> {
    const applier = createWriteApplier(redis, keys, () => {});
    await catchUp(applier, upTo);
    return applier;
  }

  it("a process that dies between any two scripts, or with some of them sent, leaves what the next one completes", async () => {
    const reference = freshKeys();
    for (let sequence = 1; sequence <= log.length; sequence++) {
      await applied(sequence, reference);
      const whole = await readInstance(redis, reference);
      // At most three shards and the quarantine; the index comes last, and only after all of them.
      for (const runs of subsets(5)) {
        const keys = freshKeys();
        await applied(sequence - 1, keys);
        const dying = createWriteApplier(dyingClient(redis, runs), keys, () => {});
        await dying.apply(0, sequence, log[sequence - 1]!).catch((error) => expect(error.message).toBe("it died"));
        await catchUp(
          createWriteApplier(redis, keys, () => {}),
          sequence,
        );
        expect(await readInstance(redis, keys)).toEqual(whole);
      }
    }
  });

  it("a writer that was replaced and applies late changes nothing", async () => {
    const keys = freshKeys();
    const stale = await applied(2, keys);
    await applied(4, keys);
    const whole = await readInstance(redis, keys);
    for (const sequence of [1, 2, 3, 4]) await stale.apply(0, sequence, log[sequence - 1]!);
    expect(await readInstance(redis, keys)).toEqual(whole);
  });

  it("whatever a failover takes back, of any of the places, is found out and applied again", async () => {
    const reference = freshKeys();
    await applied(4, reference);
    const whole = await readInstance(redis, reference);
    // Three shards, the quarantine and the index, each as it was before write set 2 or as it is.
    for (const isLost of subsets(5)) {
      for (const takesOver of [false, true]) {
        const keys = freshKeys();
        await applied(1, keys);
        await backUp(keys);
        const writer = await applied(3, keys);
        await takeBack(keys, isLost);
        if (takesOver) await applied(4, keys);
        else {
          const from = await writer.apply(0, 4, log[3]!).then(
            () => 5,
            (error) => (error instanceof StateBehind ? error.from : Promise.reject(error)),
          );
          for (let sequence = from; sequence <= 4; sequence++) await writer.apply(0, sequence, log[sequence - 1]!);
        }
        expect(await readInstance(redis, keys)).toEqual(whole);
      }
    }
  });

  it("says from where a shard has to be brought up", async () => {
    const keys = freshKeys();
    await applied(1, keys);
    await backUp(keys);
    const writer = await applied(3, keys);
    await takeBack(keys, (place) => place === keys.shardOf("b"));
    await expect(writer.apply(0, 4, log[3]!)).rejects.toMatchObject({ name: "StateBehind", from: 2 });
    expect(await writer.appliedSequence(0)).toBe(3);
    expect(await writer.resumeFrom(0)).toBe(2);
  });

  const placeTags = (keys: KeySpace) => [
    ...Array.from({ length: keys.shardCount }, (_, shard) => keys.inShard(shard, "")),
    keys.inPlace("quarantine", ""),
    keys.inPlace("log-0", ""),
  ];

  async function backUp(keys: KeySpace): Promise<void> {
    for (const key of await keysOf(redis, keys)) await redis.call("COPY", key, key.replace("}", "}backup/"));
  }

  async function takeBack(keys: KeySpace, isLost: (place: number) => boolean): Promise<void> {
    const all = await keysOf(redis, keys);
    for (const tag of placeTags(keys).filter((_, place) => isLost(place))) {
      const here = all.filter((key) => key.startsWith(tag));
      const kept = here.filter((key) => key.startsWith(`${tag}backup/`));
      for (const key of here) if (!kept.includes(key)) await redis.call("DEL", key);
      for (const key of kept) await redis.call("COPY", key, key.replace("backup/", ""));
    }
  }
});
