import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@attune/math/rng";
import { describeOnEngines, freshNamespace } from "@attune/store/cluster/testing/engines-under-test";
import { startClickHouse } from "@attune/store/cluster/testing/start-clickhouse";
import pino from "pino";
import { expect, it } from "vitest";
import type { ClusterSettings } from "../cluster/cluster-settings.ts";
import { type ClusterNode, startClusterNode } from "../cluster/start-cluster-node.ts";
import { basic } from "../testing/memory-app.ts";
import { openScenario } from "./open-scenario.ts";

const keys = { writeKey: "wk_cluster", secretKey: "sk_cluster" };
const headers = { ...basic(keys.secretKey), "content-type": "application/json" };

/** Visits of people who sign in on browsers that others use too, and have two addresses each, in no order of people. */
function visits(count: number): Array<Record<string, unknown>> {
  const rng = createRng(4);
  const events: Array<Record<string, unknown>> = [];
  for (let index = 0; index < count; index++) {
    const person = rng.integer(12);
    const anonymousId = `browser-${rng.integer(4) === 0 ? rng.integer(12) : person}`;
    const messageId = `m-${index}`;
    const timestamp = new Date(1_750_000_000_000 + index * 1_000).toISOString();
    const isSigningIn = rng.integer(3) === 0;
    const email = `${person}${rng.integer(2)}@example.com`;
    if (isSigningIn)
      events.push({ type: "identify", userId: `u-${person}`, anonymousId, messageId, timestamp, traits: { email } });
    else
      events.push({
        type: "track",
        event: "Product Viewed",
        anonymousId,
        messageId,
        timestamp,
        properties: { product_id: "sku" },
      });
  }
  return events;
}

const identifiersOf = (events: ReadonlyArray<Record<string, unknown>>) => [
  ...new Set(
    events.flatMap(({ userId, anonymousId }) => [
      ...(userId === undefined ? [] : [`user_id/${userId}`]),
      `anonymous_id/${anonymousId}`,
    ]),
  ),
];

describeOnEngines("an instance of three partitions", ({ jetstream, redis }) => {
  async function open() {
    const directory = await mkdtemp(join(tmpdir(), "attune-partitions-"));
    const clickhouse = await startClickHouse("");
    const settings = {
      instance: freshNamespace(),
      roles: ["collect", "decide", "process", "jobs"] as const,
      replicas: 3 as const,
      partitions: 3,
      shardCount: 8,
      jetstream: { servers: jetstream },
      redis: { addresses: redis },
      clickhouse: clickhouse.settings,
      ...keys,
    };
    const replaced: string[] = [];
    return {
      replaced,
      start: (name: string, changed: Partial<ClusterSettings> = {}): Promise<ClusterNode> =>
        startClusterNode({
          settings: { ...settings, ...changed },
          dataDirectory: join(directory, name),
          configFile: null,
          listen: { host: "127.0.0.1", port: 0 },
          publicUrl: null,
          advertisedUrl: null,
          environment: {
            ...keys,
            logLevel: "silent",
            workingDirectory: directory,
            projectDirectory: new URL("../../../..", import.meta.url),
            stdout: process.stdout,
            stderr: process.stderr,
          },
          log: pino({ level: process.env.ATTUNE_TEST_LOG ?? "silent" }),
          onReplaced: (reason) => void replaced.push(reason),
        }),
      async close() {
        await clickhouse.close();
        await rm(directory, { recursive: true });
      },
    };
  }

  async function send(node: ClusterNode, ...batch: unknown[]) {
    const answer = await fetch(`${node.url}/v1/batch`, { method: "POST", headers, body: JSON.stringify({ batch }) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  async function asked<T>(node: ClusterNode, path: string, body?: unknown): Promise<T> {
    const more = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return (await (await fetch(node.url + path, { headers, ...more })).json()) as T;
  }

  const countOf = async (node: ClusterNode) =>
    Number(
      (await asked<{ rows?: Array<{ n: number }> }>(node, "/v1/query", { sql: "SELECT count() AS n FROM events" }))
        .rows?.[0]?.n,
    );

  /** Who is one person: for each identifier the others of the same, and how much that person did. */
  async function peopleOf(identifiers: readonly string[], look: (identifier: string) => Promise<Found | undefined>) {
    const found = await Promise.all(
      identifiers.map(async (identifier) => [identifier, await look(identifier)] as const),
    );
    return found.map(([identifier, person]) => [
      identifier,
      person?.eventCount,
      found.filter(([, other]) => other?.profileId === person?.profileId).map(([other]) => other),
    ]);
  }
  interface Found {
    profileId: string;
    eventCount: number;
  }

  it("collects, decides and measures over HTTP, and makes the people that one machine makes", async () => {
    const place = await open();
    const node = await place.start("one");
    await expect.poll(node.state, { timeout: 60_000 }).toBe("writing");
    await expect.poll(node.partitions, { timeout: 30_000 }).toEqual([0, 1, 2]);
    const events = visits(90);
    for (let from = 0; from < events.length; from += 6)
      expect(await send(node, ...events.slice(from, from + 6))).toMatchObject({ status: 200 });
    // Sent again they are known, wherever their people have got to.
    expect(await send(node, ...events.slice(0, 20))).toMatchObject({ status: 200 });
    const embedded = await openScenario();
    for (const event of events) await embedded.send(event);
    const identifiers = identifiersOf(events);
    const theirs = await peopleOf(identifiers, (identifier) => asked<Found>(node, `/v1/profiles/${identifier}`));
    const expected = await peopleOf(identifiers, async (identifier) => {
      const [namespace = "", value = ""] = identifier.split("/");
      return embedded.engine.findProfile({ namespace, value });
    });
    expect(theirs).toEqual(expected);
    expect(new Set(theirs.map(([, , same]) => String(same))).size).toBeGreaterThan(5);
    await expect.poll(() => countOf(node), { timeout: 30_000 }).toBe(events.length);
    const userId = events.find((event) => event.userId !== undefined)!.userId as string;
    const person = await asked<Found>(node, `/v1/profiles/user_id/${userId}`);
    expect(await asked(node, "/v1/decide", { userId, placements: ["home"] })).toMatchObject({
      profileId: person.profileId,
    });
    expect(await asked(node, "/health/ready")).toMatchObject({ ready: true });
    const { status } = await fetch(`${node.url}/v1/profiles/user_id/${userId}`, { method: "DELETE", headers });
    expect(status).toBe(400);
    await embedded.engine.close();
    await node.close();
    expect(place.replaced).toEqual([]);
    await place.close();
  }, 180_000);
});
