import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createRedisClient, type RedisAccess } from "./redis-client.ts";
import { isInstalled } from "./testing/engine-process.ts";
import { type SecuredRedis, startSecuredRedis } from "./testing/secured-redis.ts";

const isPossible = inject("engines") !== null && isInstalled("openssl");
if (!isPossible) process.stdout.write("Redis over TLS: not tested, redis-server or openssl is not installed\n");

describe.skipIf(!isPossible)("Redis over TLS, with certificates and a password", () => {
  let redis: SecuredRedis;
  beforeAll(async () => {
    redis = await startSecuredRedis();
  });
  afterAll(() => redis?.close());

  async function asked(access: RedisAccess, patienceMs: number): Promise<string> {
    const client = createRedisClient({ ...access, patienceMs });
    try {
      await client.call("SET", "{a}b", "kept");
      return await client.script("return redis.call('GET', KEYS[1])", "{a}b", []);
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.close();
    }
  }

  /** However long the machine takes to say it. */
  async function answer(access: RedisAccess, expected: RegExp): Promise<string> {
    let last = "";
    for (const patienceMs of [500, 2_000, 8_000]) {
      last = await asked(access, patienceMs);
      if (expected.test(last)) break;
    }
    return last;
  }

  it("is reached with all of them, and with none of them missing", async () => {
    const { username: _, password: __, ...nameless } = redis.access;
    const { tls: ___, ...plain } = redis.access;
    const cases: Array<[access: RedisAccess, expected: RegExp]> = [
      [redis.access, /^kept$/],
      [{ ...redis.access, password: "another" }, /does not answer.*WRONGPASS/],
      [nameless, /does not answer.*NOAUTH/],
      [plain, /does not answer/],
      [{ ...redis.access, tls: {} }, /does not answer/],
    ];
    await Promise.all(
      cases.map(async ([access, expected]) => expect(await answer(access, expected)).toMatch(expected)),
    );
  });
});
