import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@attune/math/rng";
import { openJetStream } from "@attune/store/cluster/jetstream-link";
import { createKeySpace } from "@attune/store/cluster/key-space";
import { createRedisClient } from "@attune/store/cluster/redis-client";
import { describeOnEngines } from "@attune/store/cluster/testing/engines-under-test";
import { keysOf, readInstance } from "@attune/store/cluster/testing/read-instance";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { ClusterNode } from "../cluster/start-cluster-node.ts";
import { type ClusterPlace, clusterHeaders as headers, openClusterPlace } from "../testing/cluster-place.ts";
import { openScenario, type Scenario } from "./open-scenario.ts";

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

/** Somebody who signs in on browsers of others too, and whose mail another of them names. */
function withZelda(): Array<Record<string, unknown>> {
  const timestamp = new Date(1_750_000_100_000).toISOString();
  const named = { type: "identify", userId: "zelda", timestamp, traits: { email: "zelda@example.com" } };
  return [
    { ...named, anonymousId: "browser-1", messageId: "z-1" },
    { ...named, anonymousId: "browser-7", messageId: "z-2" },
    { ...named, anonymousId: "zelda-phone", messageId: "z-3" },
    { type: "track", event: "Product Viewed", anonymousId: "browser-1", messageId: "z-4", timestamp },
    {
      ...{
        type: "track",
        event: "Gift Card Sent",
        userId: "u-1",
        anonymousId: "browser-1",
        messageId: "z-5",
        timestamp,
      },
      properties: { to: "zelda@example.com" },
    },
  ];
}

const identifiersOf = (events: ReadonlyArray<Record<string, unknown>>) => [
  ...new Set(
    events.flatMap(({ userId, anonymousId }) => [
      ...(userId === undefined ? [] : [`user_id/${userId}`]),
      ...(anonymousId === undefined ? [] : [`anonymous_id/${anonymousId}`]),
    ]),
  ),
];

describeOnEngines("an instance of three partitions", ({ jetstream, redis }) => {
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

  let place: ClusterPlace;
  let node: ClusterNode;
  let embedded: Scenario;
  const sent: Array<Record<string, unknown>> = [];

  beforeAll(async () => {
    place = await openClusterPlace({ jetstream, redis }, { partitions: 3 });
    node = await place.start("one");
    await vi.waitFor(() => expect(node.state()).toBe("writing"), { timeout: 60_000, interval: 100 });
    await vi.waitFor(() => expect(node.partitions()).toEqual([0, 1, 2]), { timeout: 30_000, interval: 100 });
    embedded = await openScenario();
  }, 120_000);

  afterAll(async () => {
    await embedded.engine.close();
    await node.close();
    expect(place.replaced).toEqual([]);
    await place.close();
  }, 60_000);

  /** To the instance at once, and to one machine one after the other. */
  async function both(...events: Array<Record<string, unknown>>) {
    sent.push(...events);
    expect(await send(node, ...events)).toMatchObject({ status: 200 });
    for (const event of events) await embedded.send(event);
  }

  async function expectSame() {
    const identifiers = identifiersOf(sent);
    const theirs = await peopleOf(identifiers, (identifier) => asked<Found>(node, `/v1/profiles/${identifier}`));
    const expected = await peopleOf(identifiers, async (identifier) => {
      const [namespace = "", value = ""] = identifier.split("/");
      return embedded.engine.findProfile({ namespace, value });
    });
    expect(theirs).toEqual(expected);
    return new Map(theirs.map(([identifier, , same]) => [identifier as string, same as string[]]));
  }

  it("collects, decides and measures over HTTP, and makes the people that one machine makes", async () => {
    const events = visits(90);
    for (let from = 0; from < events.length; from += 6) await both(...events.slice(from, from + 6));
    // Sent again they are known, wherever their people have got to.
    expect(await send(node, ...events.slice(0, 20))).toMatchObject({ status: 200 });
    const whole = await expectSame();
    expect(new Set([...whole.values()].map(String)).size).toBeGreaterThan(5);
    await expect.poll(() => countOf(node), { timeout: 30_000 }).toBe(sent.length);
    const userId = events.find((event) => event.userId !== undefined)!.userId as string;
    const person = await asked<Found>(node, `/v1/profiles/user_id/${userId}`);
    expect(await asked(node, "/v1/decide", { userId, placements: ["home"] })).toMatchObject({
      profileId: person.profileId,
    });
    expect(await asked(node, "/health/ready")).toMatchObject({ ready: true });
  }, 180_000);

  it("forgets people and takes them apart as one machine does, in every store and over HTTP", async () => {
    const then = withZelda();
    await both(...visits(30).map((event, index) => ({ ...event, messageId: `more-${index}` })));
    await both(...then);
    // Set aside.
    expect(await send(node, { type: "track", userId: "zelda", event: "", messageId: "m-bad" })).toMatchObject({
      status: 200,
    });
    const person = async (namespace: string, value: string) =>
      (await embedded.engine.findProfile({ namespace, value }))!;
    const countedAs = async (expected: number) => expect.poll(() => countOf(node), { timeout: 30_000 }).toBe(expected);

    const whole = await expectSame();
    const [browser, user] = [...whole].find(
      ([identifier, same]) =>
        identifier.startsWith("anonymous_id/browser") && same.some((one) => one.startsWith("user_id/u-")),
    )!;
    const value = browser.slice(browser.indexOf("/") + 1);
    const split = [{ namespace: "anonymous_id", value }];
    const found = (user.find((one) => one.startsWith("user_id/u-")) ?? "").slice("user_id/".length);
    const body = { identifiers: split.map(({ namespace, value: id }) => ({ namespace, value: id })) };
    const unmerged = await fetch(`${node.url}/v1/profiles/user_id/${found}/unmerge`, {
      ...{ method: "POST", headers, body: JSON.stringify(body) },
    });
    expect(unmerged.status).toBe(200);
    await embedded.engine.unmerge(await person("user_id", found), split, "api");
    const apart = await expectSame();
    expect(apart.get(browser)).not.toContain(`user_id/${found}`);
    await both(...visits(12).map((event, index) => ({ ...event, messageId: `again-${index}` })));
    await expectSame();

    const zelda = await asked<Found>(node, "/v1/profiles/user_id/zelda");
    const erased = await fetch(`${node.url}/v1/profiles/user_id/zelda`, { method: "DELETE", headers });
    const theirs = await embedded.engine.erase(await person("user_id", "zelda"), "api");
    expect(await erased.json()).toMatchObject({ erased: true, entries: theirs.entries });
    await expectSame();
    expect((await fetch(`${node.url}/v1/profiles/profile_id/${zelda.profileId}`, { headers })).status).toBe(404);
    await countedAs(sent.length - theirs.entries);
    const inOneLog = await embedded.engine.stores.log.read(1, 1_000);
    expect(JSON.stringify(inOneLog)).not.toContain("zelda");
    // Nothing of the log says the name any more, wherever its entries lie; nor does the state.
    expect(await wordsIn(place.settings.instance, ["log", "rewrites", "parts"], "zelda")).toEqual([]);
    const client = createRedisClient({ addresses: redis });
    const inRedis = await readInstance(client, createKeySpace({ instance: place.settings.instance, shardCount: 8 }));
    expect(Object.entries(inRedis).filter(([, kept]) => JSON.stringify(kept).includes("zelda"))).toEqual([]);
    await client.close();
    // Write sets and letters go with the compaction.
    expect(await wordsIn(place.settings.instance, ["redo", "letters"], "zelda")).not.toEqual([]);
    const { jobId } = await asked<{ jobId: string }>(node, "/v1/privacy/purge", {});
    await expect.poll(() => stateOf(jobId), { timeout: 30_000 }).toBe("done");
    expect(await wordsIn(place.settings.instance, ["redo", "letters"], "zelda")).toEqual([]);
    // What was counted is known, also of who is forgotten; who comes again is somebody new.
    expect(await send(node, then[0])).toMatchObject({ status: 200 });
    expect((await fetch(`${node.url}/v1/profiles/user_id/zelda`, { headers })).status).toBe(404);
    await both({ type: "track", event: "Product Viewed", userId: "zelda", messageId: "m-new" });
    expect(await asked<Found>(node, "/v1/profiles/user_id/zelda")).toMatchObject({ eventCount: 1 });
    await expectSame();
  }, 180_000);

  it("makes people nameless as one machine does, and gives everything out, over HTTP", async () => {
    const nora = { type: "identify", userId: "nora", traits: { email: "nora@example.com" } };
    const timestamp = new Date(1_750_000_200_000).toISOString();
    await both(
      ...["browser-2", "nora-phone", "nora-desk"].map((anonymousId, index) => ({
        ...{ ...nora, anonymousId, timestamp, messageId: `n-${index}` },
      })),
      { type: "track", event: "Product Viewed", anonymousId: "nora-desk", timestamp, messageId: "n-4" },
    );
    await expectSame();
    const certificate = await asked<Record<string, unknown>>(node, "/v1/privacy/anonymise/user_id/nora", {});
    expect(certificate).toMatchObject({ mode: "anonymise", complete: true });
    const person = await embedded.engine.findProfile({ namespace: "user_id", value: "nora" });
    await embedded.engine.anonymise(person!, "api");
    await expectSame();
    expect((await fetch(`${node.url}/v1/profiles/user_id/nora`, { headers })).status).toBe(404);
    expect(await wordsIn(place.settings.instance, ["log", "rewrites", "parts"], "nora")).toEqual([]);
    await embedded.engine.settled(10_000);
    const all = await embedded.engine.stores.log.read(1, 1_000);
    const events = all.filter(({ kind }) => kind === "event").length;
    await expect.poll(() => countOf(node), { timeout: 30_000 }).toBe(events);

    const directory = await mkdtemp(join(tmpdir(), "attune-export-"));
    const { jobId } = await asked<{ jobId: string }>(node, "/v1/export", { directory });
    await expect.poll(() => stateOf(jobId), { timeout: 30_000 }).toBe("done");
    const lines = async (name: string) =>
      (await readFile(join(directory, "open", name), "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    const log = await lines("log.jsonl");
    const offsets = log.map(({ offset }: { offset: number }) => offset);
    expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
    expect(log.filter(({ kind }: { kind: string }) => kind === "event")).toHaveLength(events);
    expect(await lines("people.jsonl")).toHaveLength(await embedded.engine.stores.state.profileCount());
    await rm(directory, { recursive: true });
  }, 180_000);

  const stateOf = async (jobId: string) => (await asked<{ state: string }>(node, `/v1/jobs/${jobId}`)).state;

  it("brings people back from the logs, and goes on with them", async () => {
    const client = createRedisClient({ addresses: redis });
    const keys = createKeySpace({ instance: place.settings.instance, shardCount: 8 });
    const people = async () => {
      const kept = Object.entries(await readInstance(client, keys));
      return new Map(kept.filter(([key]) => /\}([pie]:|ids$)/.test(key)).map(([key, value]) => [key, parsed(value)]));
    };
    const lose = async () => {
      for (const key of await keysOf(client, keys)) if (/\}[pie]:/.test(key)) await client.call("DEL", key);
    };
    const before = await people();
    expect(before.size).toBeGreaterThan(20);
    await lose();
    const { jobId } = await asked<{ jobId: string }>(node, "/v1/replay", {});
    await expect.poll(() => stateOf(jobId), { timeout: 30_000 }).toBe("done");
    expect(await people()).toEqual(before);
    await client.close();
    await expectSame();
    await both(...visits(30).map((event, index) => ({ ...event, messageId: `anew-${index}` })));
    // Sent again they are known.
    expect(await send(node, ...sent.slice(-5))).toMatchObject({ status: 200 });
    await expectSame();
  }, 180_000);

  it("brings everything back from the logs where Redis has lost all of it, and goes on", async () => {
    const client = createRedisClient({ addresses: redis });
    const keys = createKeySpace({ instance: place.settings.instance, shardCount: 8 });
    const people = async () => {
      const kept = Object.entries(await readInstance(client, keys));
      return new Map(kept.filter(([key]) => /\}([pie]:|ids$)/.test(key)).map(([key, value]) => [key, parsed(value)]));
    };
    const before = await people();
    // What the logs keep whole of late would bring it back by itself.
    const link = await openJetStream({ servers: jetstream });
    for (let partition = 0; partition < 3; partition++)
      await link.manager.streams.purge(`${place.settings.instance}-redo-${partition}`);
    await link.close();
    for (const key of await keysOf(client, keys)) await client.call("DEL", key);
    // Whoever wrote it notices, and ends.
    await expect.poll(() => place.replaced, { timeout: 10_000 }).not.toEqual([]);
    expect(place.replaced.join()).toContain("Redis has lost");
    await node.close();
    place.replaced.length = 0;

    node = await place.start("one");
    await vi.waitFor(() => expect(node.state()).toBe("writing"), { timeout: 60_000, interval: 100 });
    expect(await people()).toEqual(before);
    await expectSame();
    await both(...visits(30).map((event, index) => ({ ...event, messageId: `restored-${index}` })));
    // Nobody has come under that name since it was forgotten.
    await both({ type: "track", event: "Product Viewed", userId: "nora", messageId: "m-again" });
    // Sent again they are known; of who was erased meanwhile the log keeps no message ids.
    const late = sent.filter(({ messageId }) => String(messageId).startsWith("anew-"));
    expect(await send(node, ...late)).toMatchObject({ status: 200 });
    await expectSame();
    await client.close();
  }, 180_000);

  const parsed = (value: unknown) => (typeof value === "string" && value.startsWith("{") ? JSON.parse(value) : value);

  /** Which streams of an instance keep a message that says this word. */
  async function wordsIn(instance: string, kinds: readonly string[], word: string): Promise<string[]> {
    const link = await openJetStream({ servers: jetstream });
    const found = new Set<string>();
    for (const kind of kinds)
      for (let partition = 0; partition < 3; partition++) {
        const name = `${instance}-${kind}-${partition}`;
        const { state } = await link.manager.streams.info(name);
        for (let seq = state.first_seq; seq > 0 && seq <= state.last_seq; seq++) {
          const stored = await link.manager.streams.getMessage(name, { seq });
          if (stored !== null && Buffer.from(stored.data).includes(word)) found.add(name);
        }
      }
    await link.close();
    return [...found];
  }
});
