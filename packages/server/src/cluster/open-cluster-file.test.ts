import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openClusterFile } from "./open-cluster-file.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "attune-cluster-file-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, text: string, mode = 0o600): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const smallest = `
instance: shop
jetstream: { servers: ["nats-0:4222"] }
redis: { nodes: ["redis-0:6379"] }
clickhouse: { urls: ["http://clickhouse-0:8123"] }
`;

describe("openClusterFile", () => {
  it("fills in what a small file leaves out", async () => {
    expect(await openClusterFile(write("small.yaml", smallest), {})).toEqual({
      instance: "shop",
      roles: ["collect", "decide", "process", "jobs"],
      replicas: 3,
      jetstream: { servers: ["nats-0:4222"], options: {} },
      redis: { addresses: ["redis-0:6379"] },
      clickhouse: {
        urls: ["http://clickhouse-0:8123"],
        readUrls: [],
        database: "default",
        username: "default",
        password: "",
        cluster: null,
      },
    });
  });

  it("takes several partitions, also from files that had to say what they go without", async () => {
    const several = (partitions: string) =>
      openClusterFile(write("several.yaml", `${smallest}partitions: ${partitions}\n`), {});
    expect((await several("{ count: 3 }")).partitions).toBe(3);
    expect((await several("{ count: 3, without: [rebuilds, moves] }")).partitions).toBe(3);
    await expect(several("{ count: 3, without: [people] }")).rejects.toThrow(/partitions\.without/);
    await expect(several("{ count: 1 }")).rejects.toThrow(/partitions\.count/);
    await expect(several("3")).rejects.toThrow(/partitions/);
  });

  it("reads secrets from files beside it and from variables, and certificates", async () => {
    write("redis-password", "from a file\n", 0o440);
    write("ca.pem", "authority", 0o644);
    write("node.pem", "certificate", 0o644);
    write("node.key", "key", 0o400);
    const file = write(
      "whole.yaml",
      `
instance: shop
keys: { write: { variable: ATTUNE_W }, secret: { file: redis-password } }
roles: [decide]
replicas: 1
shards: 64
jetstream:
  servers: ["nats-0:4222", "nats-1:4222"]
  username: attune
  password: { variable: ATTUNE_NATS_PASSWORD }
  tls: { ca: ca.pem, cert: node.pem, key: node.key }
redis: { nodes: ["redis-0:6379"], password: { file: redis-password } }
clickhouse:
  urls: ["https://clickhouse-0:8443"]
  readUrls: ["https://clickhouse-1:8443"]
  database: attune
  username: attune
  password: { variable: ATTUNE_CLICKHOUSE_PASSWORD }
  tls: { ca: ca.pem }
  cluster: attune
`,
    );
    const variables = { ATTUNE_NATS_PASSWORD: "n", ATTUNE_CLICKHOUSE_PASSWORD: "c", ATTUNE_W: "wk_1" };
    expect(await openClusterFile(file, variables)).toMatchObject({
      keys: { writeKey: "wk_1", secretKey: "from a file" },
      roles: ["decide"],
      replicas: 1,
      shardCount: 64,
      jetstream: {
        servers: ["nats-0:4222", "nats-1:4222"],
        options: { user: "attune", pass: "n", tls: { ca: "authority", cert: "certificate", key: "key" } },
      },
      redis: { addresses: ["redis-0:6379"], password: "from a file" },
      clickhouse: { database: "attune", password: "c", tls: { ca: "authority" }, cluster: "attune" },
    });
  });

  it("lets variables win, and needs no file where they say everything", async () => {
    const variables = {
      ATTUNE_CLUSTER_INSTANCE: "other",
      ATTUNE_CLUSTER_ROLES: "collect, decide",
      ATTUNE_CLUSTER_JETSTREAM: "a:4222,b:4222",
      ATTUNE_CLUSTER_REDIS: "c:6379",
      ATTUNE_CLUSTER_CLICKHOUSE: "http://d:8123",
    };
    const expected = {
      instance: "other",
      roles: ["collect", "decide"],
      jetstream: { servers: ["a:4222", "b:4222"] },
      redis: { addresses: ["c:6379"] },
      clickhouse: { urls: ["http://d:8123"] },
    };
    expect(await openClusterFile(write("small.yaml", smallest), variables)).toMatchObject(expected);
    expect(await openClusterFile(null, variables)).toMatchObject(expected);
  });

  it.each([
    [smallest.replace("shop", "a b"), /instance must look like shop-1/],
    ["instance: shop\nredis: { nodes: [redis] }", /jetstream is missing|redis/],
    [smallest.replace('["redis-0:6379"]', "[]"), /redis.nodes must not be empty/],
    [`${smallest}roles: [serve]\n`, /roles\[0\] must be/],
    [`${smallest}kafka: {}\n`, /kafka/],
    [smallest.replace("redis: {", "redis: { password: open, "), /redis.password says where the secret is/],
    [
      smallest.replace("http://clickhouse-0:8123", "clickhouse-0"),
      /clickhouse.urls\[0\] must look like http:..host-0:8123/,
    ],
    [
      smallest.replace("redis: {", "redis: { password: { file: none }, "),
      /redis.password names .*none, which cannot be read/,
    ],
    [
      smallest.replace("redis: {", "redis: { password: { variable: ATTUNE_NONE }, "),
      /redis.password names ATTUNE_NONE, which is not set/,
    ],
    [
      smallest.replace("redis: {", "redis: { tls: { ca: ca.pem, cert: x }, "),
      /redis.tls needs `cert` and `key` together/,
    ],
    ["instance: [", /cannot be read/],
  ])("refuses %j", async (text, message) => {
    const refused = openClusterFile(write("wrong.yaml", text), {});
    await expect(refused).rejects.toMatchObject({ code: "bad-request", message: expect.stringMatching(message) });
  });

  it.skipIf(process.platform === "win32")("refuses a secret that others may read", async () => {
    write("open-password", "x", 0o644);
    const file = write("open.yaml", smallest.replace("redis: {", "redis: { password: { file: open-password }, "));
    await expect(openClusterFile(file, {})).rejects.toThrow(/others may read \(0644\); give it 0400 or 0440/);
  });
});
