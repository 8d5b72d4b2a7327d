import { randomUUID } from "node:crypto";
import { writeSet } from "@attune/model/write-set";
import { afterAll, describe, expect, inject, it } from "vitest";
import { sampleProfile } from "../contract/sample-writes.ts";
import { createWriteApplier } from "./apply-writes.ts";
import { createKeySpace } from "./key-space.ts";
import { createLiveReads } from "./live-reads.ts";
import { createPersonCache } from "./person-cache.ts";
import { createPeopleReader } from "./read-people.ts";
import { createRedisClient, type RedisClient } from "./redis-client.ts";

const engines = inject("engines");
const email = "email:ada@example.com";

describe.skipIf(engines === null)("people as a decision reads them", () => {
  const redis = createRedisClient({ addresses: engines?.redis ?? [] });
  afterAll(() => redis.close());

  /** A node that decides, beside one that writes. */
  function nodes() {
    const clock = { now: 0 };
    const keys = createKeySpace({ instance: `test-${randomUUID()}`, shardCount: 4 });
    const asked: string[] = [];
    let away = false;
    const counting: RedisClient = {
      ...redis,
      call<T>(command: string, ...args: Array<string | number>): Promise<T> {
        asked.push(command);
        return away ? new Promise<T>(() => {}) : redis.call<T>(command, ...args);
      },
      script<T>(lua: string, key: string, args: ReadonlyArray<string | number>): Promise<T> {
        asked.push("script");
        return away ? new Promise<T>(() => {}) : redis.script<T>(lua, key, args);
      },
    };
    const cache = createPersonCache(1_000_000, () => clock.now);
    const reader = createPeopleReader(counting, keys, { cache, staleMs: 1_000 });
    const reads = createLiveReads(counting, keys, { head: async () => 0, people: reader, cache, loadStaleMs: 0 });
    const ownCache = createPersonCache(1_000_000, () => clock.now);
    const own = createPeopleReader(counting, keys, { cache: ownCache, staleMs: 1_000 });
    const writer = createWriteApplier(redis, keys, ownCache.applied);
    let sequence = 0;
    return {
      clock,
      asked,
      reader,
      reads,
      own,
      goAway: () => {
        away = true;
      },
      write: (eventCount: number, profileId = "p") =>
        writer.apply(0, ++sequence, {
          disowned: [],
          ...writeSet({
            profiles: new Map([[profileId, sampleProfile(profileId, { eventCount })]]),
            identities: new Map([[email, { profileId, namedBy: [profileId] }]]),
          }),
        }),
    };
  }

  it("are as old as is stated at most, where another node wrote; what the node wrote itself it knows at once", async () => {
    const { reader, own, write, clock } = nodes();
    await write(1);
    expect((await reader.find([email]))?.eventCount).toBe(1);
    await write(2);
    clock.now = 1_000;
    expect([(await reader.find([email]))?.eventCount, (await own.find([email]))?.eventCount]).toEqual([1, 2]);
    clock.now = 1_001;
    expect((await reader.find([email]))?.eventCount).toBe(2);
  });

  it("take one round trip where the node has met them before, to whomever their identifier leads by then", async () => {
    const { reader, write, clock, asked } = nodes();
    await write(1);
    await reader.find([email]);
    clock.now = 5_000;
    asked.length = 0;
    const found = reader.find([email]);
    // All that it asks of Redis is on its way before the first answer.
    const askedAtOnce = asked.length;
    await found;
    expect([askedAtOnce, asked.length]).toEqual([2, 2]);
    await write(7, "q");
    clock.now = 10_000;
    expect(await reader.find([email])).toMatchObject({ profileId: "q", eventCount: 7 });
  });

  it("are not asked for twice by one decision: what it looked up first counts for what it loads", async () => {
    const { reads, write, clock, asked } = nodes();
    expect(await reads.find([email])).toBeUndefined();
    await reads.owners([email, "email:bob@example.com"], clock.now);
    expect(asked).toEqual(["GET", "MGET"]);
    await write(1);
    clock.now = 5_000;
    asked.length = 0;
    // Another decision: what was read before it began says nothing.
    expect((await reads.owners([email], clock.now)).profiles.get("p")?.eventCount).toBe(1);
    expect(asked).toEqual(["MGET", "MGET"]);
  });

  it("are those of before while Redis says nothing, for a minute", async () => {
    const { reader, write, clock, goAway } = nodes();
    await write(1);
    await reader.find([email]);
    goAway();
    clock.now = 60_000;
    expect((await reader.find([email]))?.eventCount).toBe(1);
    clock.now = 60_001;
    const tooOld = await Promise.race([
      reader.find([email]),
      new Promise((resolve) => setTimeout(resolve, 400, "waits")),
    ]);
    expect(tooOld).toBe("waits");
  });
});
