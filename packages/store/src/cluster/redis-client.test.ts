import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createRedisClient, type RedisClient } from "./redis-client.ts";

describe("a client of a Redis Cluster that is not there", () => {
  let client: RedisClient | undefined;
  afterEach(() => client?.close());

  /** A port that was free a moment ago. */
  async function deadAddress(): Promise<string> {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)),
    );
    await new Promise((resolve) => server.close(resolve));
    return `127.0.0.1:${port}`;
  }

  it("says so when its patience ends, and does not wait for ever", async () => {
    client = createRedisClient({ addresses: [await deadAddress()], patienceMs: 300 });
    await expect(client.call("GET", "{a}b")).rejects.toMatchObject({
      code: "storage-unavailable",
      retryAfterSeconds: 2,
    });
  });

  it("takes nothing any more once it is closed", async () => {
    client = createRedisClient({ addresses: [await deadAddress()], patienceMs: 300 });
    await client.close();
    await expect(client.call("GET", "{a}b")).rejects.toMatchObject({ code: "stopping" });
  });
});
