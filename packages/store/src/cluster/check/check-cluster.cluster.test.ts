import { afterAll, beforeAll, expect, it } from "vitest";
import { describeOnEngines, freshNamespace } from "../testing/engines-under-test.ts";
import { type ClickHouseUnderTest, startClickHouse } from "../testing/start-clickhouse.ts";
import { checkCluster } from "./check-cluster.ts";

describeOnEngines("checkCluster", ({ jetstream, redis }) => {
  let clickhouse: ClickHouseUnderTest;
  beforeAll(async () => {
    clickhouse = await startClickHouse();
  });
  afterAll(() => clickhouse.close());

  const named = (change: object = {}) => ({
    instance: freshNamespace(),
    replicas: 3 as const,
    jetstream: { servers: jetstream },
    redis: { addresses: redis },
    clickhouse: clickhouse.settings,
    ...change,
  });

  it("finds the engines of the tests well", async () => {
    const found = await checkCluster(named(), 10_000);
    expect(found.filter(({ severity }) => severity !== "ok")).toEqual([]);
    expect(found.map(({ engine }) => engine)).toEqual(["jetstream", "redis", "clickhouse"]);
  });

  it("names each engine that does not answer, and its address", async () => {
    const nowhere = named({
      jetstream: { servers: ["127.0.0.1:1"] },
      redis: { addresses: ["127.0.0.1:1"] },
      clickhouse: { ...clickhouse.settings, urls: ["http://127.0.0.1:1"] },
    });
    expect(await checkCluster(nowhere, 3_000)).toEqual([
      expect.objectContaining({
        severity: "error",
        message: expect.stringMatching(/NATS at 127.0.0.1:1 does not answer/),
      }),
      expect.objectContaining({ message: "No NATS server answers.", stopsServing: true }),
      expect.objectContaining({
        severity: "error",
        message: expect.stringMatching(/Redis at 127.0.0.1:1 does not answer/),
      }),
      expect.objectContaining({ message: "No Redis node answers.", stopsServing: true }),
      expect.objectContaining({
        severity: "error",
        message: expect.stringMatching(/ClickHouse at http:..127.0.0.1:1 does not answer/),
      }),
    ]);
  });

  it("tells a wrong password and a cluster that ClickHouse does not know", async () => {
    const wrong = { ...clickhouse.settings, password: "wrong" };
    expect(await checkCluster(named({ clickhouse: wrong }))).toContainEqual(
      expect.objectContaining({ severity: "error", message: expect.stringMatching(/Authentication failed/) }),
    );
    const other = { ...clickhouse.settings, cluster: "other" };
    expect(await checkCluster(named({ clickhouse: other }))).toContainEqual(
      expect.objectContaining({ severity: "error", message: expect.stringMatching(/knows no cluster named other/) }),
    );
  });
});
