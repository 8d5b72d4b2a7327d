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

  async function asked(access: RedisAccess): Promise<unknown> {
    const client = createRedisClient({ ...access, patienceMs: 2_000 });
    try {
      await client.call("SET", "{a}b", "kept");
      return await client.script("return redis.call('GET', KEYS[1])", "{a}b", []);
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.close();
    }
  }

  it("is reached with all of them, and with none of them missing", async () => {
    const { username: _, password: __, ...nameless } = redis.access;
    const { tls: ___, ...plain } = redis.access;
    const answers = await Promise.all([
      asked(redis.access),
      asked({ ...redis.access, password: "another" }),
      asked(nameless),
      asked(plain),
      asked({ ...redis.access, tls: {} }),
    ]);
    expect(answers).toEqual([
      "kept",
      expect.stringMatching(/does not answer.*WRONGPASS/),
      expect.stringMatching(/does not answer.*NOAUTH/),
      expect.stringMatching(/does not answer/),
      expect.stringMatching(/does not answer/),
    ]);
  });
});
