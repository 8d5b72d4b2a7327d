import { expect, it } from "vitest";
import { describeOnEngines } from "./testing/engines-under-test.ts";

describeOnEngines("the engines under test", ({ jetstream, redis }) => {
  it("are three nodes of JetStream and six of Redis Cluster", () => {
    expect([jetstream.length, redis.length]).toEqual([3, 6]);
  });
});
