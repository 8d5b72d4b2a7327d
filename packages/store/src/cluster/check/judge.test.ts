import { describe, expect, it } from "vitest";
import { type ClickHouseFacts, judgeClickHouse } from "./check-clickhouse.ts";
import { judgeClocks } from "./check-cluster.ts";
import { type JetStreamFacts, judgeJetStream } from "./check-jetstream.ts";
import { countReplicas, judgeRedis, type RedisFacts } from "./check-redis.ts";
import { type ClusterFinding, isOlder } from "./cluster-finding.ts";

const told = (found: readonly ClusterFinding[]) => found.map(({ severity, message }) => `${severity}: ${message}`);

const mebibyte = 1024 ** 2;

describe("judgeJetStream", () => {
  const server = (address: string) =>
    ({ address, failure: null, version: "2.9.10", jetstream: true, cluster: "c", maxPayload: 8 * mebibyte }) as const;
  const stream = {
    name: "shop-log-0",
    replicas: 3,
    onDisk: true,
    leader: "n0",
    behind: [],
    bytes: 1,
    limitBytes: null,
  };
  const well: JetStreamFacts = {
    servers: [server("a:1"), server("b:1"), server("c:1")],
    account: { usedBytes: 1, limitBytes: -1 },
    streams: [stream],
  };

  it("says one line of a cluster that is well", () => {
    expect(told(judgeJetStream(well, 3))).toEqual(["ok: NATS 2.9.10: 3 servers, 1 streams on 3 replicas."]);
  });

  it.each([
    [
      { ...well, servers: [...well.servers.slice(0, 2), { address: "c:1", failure: "CONNECTION_REFUSED" }] },
      /NATS at c:1 does not answer: CONNECTION_REFUSED/,
    ],
    [
      { ...well, servers: [{ ...server("a:1"), version: "2.8.4" }, server("b:1"), server("c:1")] },
      /NATS at a:1 is 2.8.4/,
    ],
    [{ ...well, servers: [{ ...server("a:1"), jetstream: false }, server("b:1"), server("c:1")] }, /without JetStream/],
    [{ ...well, servers: [{ ...server("a:1"), cluster: null }, server("b:1"), server("c:1")] }, /in no cluster/],
    [
      { ...well, servers: [{ ...server("a:1"), cluster: "d" }, server("b:1"), server("c:1")] },
      /different clusters: d, c/,
    ],
    [{ ...well, streams: [{ ...stream, replicas: 1 }] }, /shop-log-0 has 1 replica, not 3/],
    [{ ...well, streams: [{ ...stream, onDisk: false }] }, /lies in memory/],
    [{ ...well, streams: [{ ...stream, leader: null }] }, /has no leader/],
    [
      { ...well, streams: [{ ...stream, bytes: 90 * mebibyte, limitBytes: 100 * mebibyte }] },
      /has 90 MB of its 100 MB/,
    ],
    [{ ...well, account: { usedBytes: 90 * mebibyte, limitBytes: 100 * mebibyte } }, /has used 90 MB of its 100 MB/],
  ] satisfies Array<[JetStreamFacts, RegExp]>)("names what is wrong: %#", (facts, message) => {
    expect(judgeJetStream(facts, 3)).toContainEqual(
      expect.objectContaining({ severity: "error", message: expect.stringMatching(message) }),
    );
  });

  it("warns of a replica that does not follow", () => {
    expect(told(judgeJetStream({ ...well, streams: [{ ...stream, behind: ["n2"] }] }, 3))).toEqual([
      "warn: Stream shop-log-0: n2 does not follow.",
    ]);
  });
});

describe("judgeRedis", () => {
  const node: RedisFacts[number] = {
    address: "a:1",
    failure: null,
    version: "7.0.15",
    clusterEnabled: true,
    clusterState: "ok",
    slotsServed: 16_384,
    replicasByMaster: { "a:1": 1, "b:1": 1, "c:1": 1 },
    evictionPolicy: "noeviction",
    appendOnly: true,
    usedBytes: 1,
    limitBytes: 0,
    clockAheadMs: 0,
  };

  it("says one line of a cluster that is well", () => {
    expect(told(judgeRedis([node], 3))).toEqual(["ok: Redis 7.0.15: 3 masters with replicas, all slots served."]);
  });

  it.each([
    [{ address: "a:1", failure: "ECONNREFUSED" }, /Redis at a:1 does not answer: ECONNREFUSED/],
    [{ ...node, version: "6.2.7" }, /Redis at a:1 is 6.2.7/],
    [{ ...node, clusterEnabled: false }, /is no cluster/],
    [{ ...node, clusterState: "fail", slotsServed: 10_923 }, /10923 of 16384 slots \(state fail\)/],
    [{ ...node, replicasByMaster: { "a:1": 1, "b:1": 0, "c:1": 1 } }, /master b:1 has no replica/],
    [{ ...node, replicasByMaster: { "a:1": 1 } }, /1 masters/],
    [{ ...node, evictionPolicy: "allkeys-lru" }, /would throw profiles away/],
    [{ ...node, usedBytes: 90 * mebibyte, limitBytes: 100 * mebibyte }, /has used 90 MB of its 100 MB/],
  ] satisfies Array<[RedisFacts[number], RegExp]>)("names what is wrong: %#", (facts, message) => {
    expect(judgeRedis([facts], 3)).toContainEqual(
      expect.objectContaining({ severity: "error", message: expect.stringMatching(message) }),
    );
  });

  it("counts the replicas that follow, not those that failed", () => {
    // The form of Redis's own documentation of CLUSTER NODES.
    const nodes = [
      "m1 127.0.0.1:30001@31001,host myself,master - 0 0 1 connected 0-5460",
      "m2 127.0.0.1:30002@31002,host master - 0 1426238316232 2 connected 5461-10922",
      "m3 127.0.0.1:30003@31003,host master,fail - 0 1426238316232 3 disconnected 10923-16383",
      "r1 127.0.0.1:30004@31004,host slave m1 0 1426238317239 4 connected",
      "r2 127.0.0.1:30005@31005,host slave,fail m2 0 1426238317239 5 disconnected",
      "",
    ].join("\n");
    expect(countReplicas(nodes)).toEqual({ "127.0.0.1:30001": 1, "127.0.0.1:30002": 0 });
  });
});

describe("judgeClickHouse", () => {
  const server: ClickHouseFacts[number] = {
    url: "http://a:8123",
    failure: null,
    version: "25.3.1.1",
    clockAheadMs: 0,
    freeDiskBytes: 1e12,
    replicasByShard: [2, 2],
    macros: true,
    keeperFailure: null,
    readOnlyTables: [],
  };

  it("says one line of servers that are well", () => {
    expect(told(judgeClickHouse([server], "attune"))).toEqual(["ok: ClickHouse 25.3.1.1: 1 server, cluster attune."]);
  });

  it.each([
    [{ url: "http://a:8123", failure: "it is away" }, /^it is away\.$/],
    [{ ...server, version: "18.16.1" }, /is 18.16.1/],
    [{ ...server, replicasByShard: [] }, /knows no cluster named attune/],
    [{ ...server, macros: false }, /no macros/],
    [{ ...server, keeperFailure: "No ZooKeeper" }, /has no keeper: No ZooKeeper\./],
    [{ ...server, readOnlyTables: ["events_held"] }, /takes no rows for events_held/],
  ] satisfies Array<[ClickHouseFacts[number], RegExp]>)("names what is wrong: %#", (facts, message) => {
    expect(judgeClickHouse([facts], "attune")).toContainEqual(
      expect.objectContaining({ severity: "error", message: expect.stringMatching(message) }),
    );
  });

  it("warns of a shard with one replica, and of a disk that fills up", () => {
    expect(told(judgeClickHouse([{ ...server, replicasByShard: [2, 1], freeDiskBytes: 1024 ** 3 }], "attune"))).toEqual(
      [
        "warn: ClickHouse at http://a:8123 has 1,024 MB left on disk.",
        "warn: ClickHouse at http://a:8123: shard 2 of attune has one replica.",
      ],
    );
  });

  it("tells whose clock is off, and by how much", () => {
    expect(
      told(
        judgeClocks(
          [],
          [
            { ...server, clockAheadMs: -61_000 },
            { ...server, clockAheadMs: 4_000 },
          ],
        ),
      ),
    ).toEqual(["warn: ClickHouse at http://a:8123 is 61 s behind this node's clock."]);
  });
});

describe("isOlder", () => {
  it("compares numbers, not texts", () => {
    expect(isOlder("2.10.0", "2.9")).toBe(false);
    expect(isOlder("2.9", "2.9")).toBe(false);
    expect(isOlder("24.2.9", "24.3")).toBe(true);
    expect(isOlder("unknown", "2.9")).toBe(true);
  });
});
