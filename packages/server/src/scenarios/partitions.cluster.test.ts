import type { EventLog } from "@attune/engine/ports/event-log";
import type { FoldInput } from "@attune/engine/profile/fold-group";
import { identifierKeysOf } from "@attune/engine/profile/fold-group";
import { expectEmbedded, expectReplayable, expectSound } from "@attune/engine/profile/partitions/embedded-twin.suite";
import type { Cargo } from "@attune/engine/profile/partitions/kin";
import type { EntryTask } from "@attune/engine/profile/partitions/letter";
import type { CarriedOut } from "@attune/engine/profile/partitions/partition-view";
import { mergedLog, type World } from "@attune/engine/profile/partitions/partition-world.suite";
import { placeOf } from "@attune/engine/profile/partitions/place-of";
import { anyInput, asInput, event, settings } from "@attune/engine/profile/profile-world.suite";
import { logPages } from "@attune/engine/runtime/log-pages";
import { createPartitionGroup } from "@attune/engine/runtime/partition-group";
import { createPartitionWriter, type PartitionWriter } from "@attune/engine/runtime/partition-writer";
import { createRng } from "@attune/math/rng";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { openJetStream } from "@attune/store/cluster/jetstream-link";
import { createKeySpace } from "@attune/store/cluster/key-space";
import { createFindKin } from "@attune/store/cluster/kin-places";
import { isStateLost } from "@attune/store/cluster/lost-state";
import { type OpenPartition, openPartition } from "@attune/store/cluster/partition-store";
import { createRedisClient } from "@attune/store/cluster/redis-client";
import { openStateToRestore } from "@attune/store/cluster/restore-state";
import { describeOnEngines, freshNamespace } from "@attune/store/cluster/testing/engines-under-test";
import { keysOf } from "@attune/store/cluster/testing/read-instance";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { restorePartitions } from "../cluster/restore-partitions.ts";

const partitions = 3;
type Task = EntryTask & { input: Exclude<FoldInput, { kind: "quarantine" }> };

interface Node {
  store: OpenPartition;
  writer: PartitionWriter;
}

describeOnEngines("an instance of three partitions", ({ jetstream, redis }) => {
  const history = (seed: number, count: number): Task[] =>
    fc.sample(anyInput, { seed, numRuns: count }).map((input) => ({ kind: "entry", input }) as Task);

  async function openNode(namespace: string, partition: number, done: CarriedOut[]): Promise<Node> {
    const store = await openPartition({
      ...{ namespace, partition, partitions, replicas: 3, shardCount: 8, redoBytes: 16 * 1024 ** 2 },
      ...{ jetstream: { servers: jetstream }, redis: { addresses: redis } },
    });
    const onCarriedOut = (one: CarriedOut) => void done.push(one);
    return { store, writer: createPartitionWriter({ store, settings, onCarriedOut }) };
  }

  const openNodes = (namespace: string, done: CarriedOut[]) =>
    Promise.all(Array.from({ length: partitions }, (_, partition) => openNode(namespace, partition, done)));

  const newestTick = async (store: OpenPartition) => Math.max(...(await store.standings()).map(({ tick }) => tick));

  const closeNodes = async (nodes: readonly Node[]) => {
    for (const { writer, store } of nodes) {
      await writer.close();
      await store.close();
    }
  };

  /** In pages, as those do who follow the log. */
  async function pagesOf(log: EventLog): Promise<LogEntry[]> {
    const found: LogEntry[] = [];
    for await (const page of logPages(log, { after: 0, upTo: await log.head(), entriesAtOnce: 7 })) found.push(...page);
    return found;
  }

  /** Until no letter is on its way any more. */
  async function drain(nodes: readonly Node[]): Promise<void> {
    for (let round = 0, taken = 1; taken > 0; round++) {
      if (round > 100) throw new Error("letters go round and round");
      const counts = await Promise.all(nodes.map(({ writer }) => writer.takeLetters()));
      taken = counts.reduce((sum, count) => sum + count, 0);
    }
  }

  /** What lies in the stores, as the protocol's own tests look at it. */
  async function worldOf(nodes: readonly Node[], tasks: readonly Task[], carriedOut: CarriedOut[]): Promise<World> {
    const named = [...new Set(tasks.flatMap(({ input }) => identifierKeysOf(input)))];
    return Promise.all(
      nodes.map(async ({ store }, partition) => {
        const standing = await store.standing();
        const group = createPartitionGroup(store, standing);
        const kin = new Map<Offset, Cargo>();
        await group.run(named, (view) => {
          for (const key of named) {
            const one = view.kinOf(key);
            if (one !== undefined) kin.set(one.born, { kin: one, ...view.contentsOf(one.born) });
          }
          return null;
        });
        const entries = new Map((await store.log.read(1, 10_000)).map((entry) => [entry.offset, entry]));
        const committed = {
          ...{ partition, partitions, ...standing, kin, moved: new Map(), entries, orders: new Map(), letters: [] },
          carriedOut: partition === 0 ? carriedOut : [],
        };
        return { committed, working: committed };
      }),
    );
  }

  it("folds what is handed in anywhere as one log would, in the order of the offsets", async () => {
    const done: CarriedOut[] = [];
    const namespace = freshNamespace();
    const nodes = await openNodes(namespace, done);
    const client = createRedisClient({ addresses: redis });
    const findKin = createFindKin(client, createKeySpace({ instance: namespace, shardCount: 8 }));
    const tasks = history(11, 80);
    const random = createRng(7);
    for (let from = 0; from < tasks.length; from += 8) {
      const submitted = tasks
        .slice(from, from + 8)
        .map((task) => nodes[random.integer(partitions)]!.writer.submit(task));
      await Promise.all([...submitted, ...nodes.map(({ writer }) => writer.takeLetters())]);
    }
    await drain(nodes);
    expect(done).toHaveLength(tasks.length);
    const world = await worldOf(nodes, tasks, done);
    expectSound(world);
    expectEmbedded(world);
    expectReplayable(world);
    const most = Math.max(...world.map(({ committed }) => committed.tick));
    // What an idle partition has not passed nobody may read yet.
    expect((await nodes[0]!.store.merged.read(1, 1_000)).length).toBeLessThan(mergedLog(world).length);
    for (const { writer } of nodes) await writer.passTick(most);
    for (const { store } of nodes) expect(await pagesOf(store.merged)).toEqual(mergedLog(world));
    for (const { committed } of world)
      for (const kin of committed.kin.values())
        for (const key of kin.identities.keys())
          if (kin.places.has(placeOf(key))) expect(await findKin([key])).toBe(committed.partition);
    expect(await findKin(["user_id:nobody", "email:nobody@example.com"])).toBeNull();
    await client.close();
    // Whose kin moved, or the test would show nothing.
    expect(world.some(({ committed }) => committed.received.some((number) => number > 3))).toBe(true);
    await closeNodes(nodes);
  }, 120_000);

  it("takes network details out of what came in before a moment, each partition out of its own log", async () => {
    const nodes = await openNodes(freshNamespace(), []);
    const tasks = Array.from({ length: 24 }, (_, index): Task => {
      const context = { ip: "192.0.2.7", userAgent: "Firefox", page: { path: `/${index}` } };
      const input = asInput(event([`anonymous_id:v${index % 5}`], { context, receivedAt: index < 16 ? 100 : 300 }));
      return { kind: "entry", input } as Task;
    });
    for (const [index, task] of tasks.entries()) {
      await nodes[index % partitions]!.writer.submit(task);
      // What comes later is folded later.
      if (index === 15 || index === 23) await drain(nodes);
    }
    const newest = await newestTick(nodes[0]!.store);
    for (const { writer } of nodes) await writer.passTick(newest);
    const contexts = async () =>
      (await nodes[0]!.store.merged.read(1, 1_000)).flatMap((entry) =>
        entry.kind === "event" ? [[entry.event.receivedAt, Object.keys(entry.event.context)]] : [],
      );
    expect(await contexts()).toHaveLength(24);
    const steps = await Promise.all(nodes.map(({ writer }) => writer.forgetDetails({ after: 0, before: 200 })));
    expect(steps.reduce((sum, { changed }) => sum + changed, 0)).toBe(16);
    // Readers who have met them before meet them anew.
    const expected = tasks.map((_, index) => (index < 16 ? [100, ["page"]] : [300, ["ip", "userAgent", "page"]]));
    expect((await contexts()).sort()).toEqual(expected.sort());
    const again = await Promise.all(
      nodes.map(({ writer }, which) => writer.forgetDetails({ after: steps[which]!.last, before: 200 })),
    );
    expect(again.map(({ changed, isOver }) => [changed, isOver])).toEqual(nodes.map(() => [0, true]));
    await closeNodes(nodes);
  }, 120_000);

  it("shows whoever follows all logs every entry, in order, while they are written", async () => {
    const done: CarriedOut[] = [];
    const nodes = await openNodes(freshNamespace(), done);
    const { merged } = nodes[0]!.store;
    const met: Offset[] = [];
    let writing = true;
    const following = (async () => {
      for (;;) {
        const wasWriting = writing;
        const page = await merged.read((met.at(-1) ?? 0) + 1, 1_000);
        met.push(...page.map(({ offset }) => offset));
        if (page.length === 0 && !wasWriting) return;
      }
    })();
    // All at once, as nodes do: what is committed, what is passed and what is read meet in every order.
    const passing = Promise.all(
      nodes.map(async ({ store, writer }) => {
        while (writing) await writer.passTick(await newestTick(store));
      }),
    );
    const tasks = history(13, 240).filter(({ input }) => input.kind === "event");
    for (let from = 0; from < tasks.length; from += 3) {
      const some = tasks.slice(from, from + 3);
      const submitted = some.map((task, index) => nodes[index % partitions]!.writer.submit(task));
      await Promise.all([...submitted, ...nodes.map(({ writer }) => writer.takeLetters())]);
    }
    await drain(nodes);
    const newest = await newestTick(nodes[0]!.store);
    for (const { writer } of nodes) await writer.passTick(newest);
    writing = false;
    await Promise.all([passing, following]);
    const all = await Promise.all(nodes.map(({ store }) => store.log.read(1, 10_000)));
    expect(met).toEqual(
      all
        .flat()
        .map(({ offset }) => offset)
        .sort((a, b) => a - b),
    );
    expect(met.length).toBeGreaterThan(50);
    await closeNodes(nodes);
  }, 120_000);

  it("loses nothing and folds nothing twice, whichever writer is replaced in the midst of its work", async () => {
    const namespace = freshNamespace();
    const done: CarriedOut[] = [];
    const nodes = await openNodes(namespace, done);
    const replaced: Node[] = [];
    const tasks = history(5, 60).filter(({ input }) => input.kind === "event");
    const random = createRng(3);
    for (let from = 0; from < tasks.length; from += 6) {
      const which = random.integer(partitions);
      const some = tasks.slice(from, from + 6);
      const submitted = some.map((task) => nodes[random.integer(partitions)]!.writer.submit(task));
      const working = Promise.allSettled([...submitted, ...nodes.map(({ writer }) => writer.takeLetters())]);
      const next = await openNode(namespace, which, done);
      replaced.push(nodes[which]!);
      nodes[which] = next;
      const results = await working;
      // Clients send again what they have no answer to.
      for (const [index, task] of some.entries())
        if (results[index]!.status === "rejected") await nodes[which]!.writer.submit(task);
    }
    await drain(nodes);
    const world = await worldOf(nodes, tasks, done);
    expectSound(world);
    expectReplayable(world);
    const kept = world.flatMap(({ committed }) => [...committed.entries.values()]);
    const ids = kept.flatMap((entry) => (entry.kind === "event" ? [entry.event.messageId] : []));
    const sent = tasks.flatMap(({ input }) => (input.kind === "event" ? [input.event.messageId] : []));
    expect([...new Set(ids)].sort()).toEqual([...new Set(sent)].sort());
    expect(replaced.length).toBeGreaterThan(5);
    await closeNodes(nodes);
    await Promise.all(replaced.map(({ store }) => store.close().catch(() => {})));
  }, 120_000);

  it("is restored when Redis has lost everything with letters on their way, also where that was cut short", async () => {
    const namespace = freshNamespace();
    const done: CarriedOut[] = [];
    const before = await openNodes(namespace, done);
    const tasks = history(17, 60).filter(({ input }) => input.kind === "event");
    const random = createRng(9);
    const submit = (nodes: readonly Node[], some: readonly Task[]) =>
      Promise.all(some.map((task) => nodes[random.integer(partitions)]!.writer.submit(task)));
    for (let from = 0; from < 30; from += 5) {
      await submit(before, tasks.slice(from, from + 5));
      await before[random.integer(partitions)]!.writer.takeLetters();
    }
    const stood = await Promise.all(before.map(({ store }) => store.standing()));
    const underway = stood.flatMap(({ sent }, from) => sent.map((number, to) => number - stood[to]!.received[from]!));
    expect(Math.max(...underway)).toBeGreaterThan(1);

    const link = await openJetStream({ servers: jetstream });
    const client = createRedisClient({ addresses: redis });
    const keys = createKeySpace({ instance: namespace, shardCount: 8 });
    const place = { link, namespace, partitions, redis: { addresses: redis }, shardCount: 8 };
    expect(await isStateLost(client, keys, place)).toBe(false);
    for (const key of await keysOf(client, keys)) await client.call("DEL", key);
    // What the logs keep whole brings it back by itself.
    expect(await isStateLost(client, keys, place)).toBe(false);
    for (let partition = 0; partition < partitions; partition++)
      await link.manager.streams.purge(`${namespace}-redo-${partition}`);
    expect(await isStateLost(client, keys, place)).toBe(true);
    await expect(openNode(namespace, 1, done)).rejects.toThrow("What Redis lacks of partition 1");

    const short = await openStateToRestore(place);
    await short.putKin(2, { pointers: new Map([["nobody", { kin: 1 }]]), kin: new Map(), members: new Map() });
    await restorePartitions(place, settings, 0);
    await expect(short.finish(stood)).rejects.toMatchObject({ code: "conflict" });
    await short.close();
    expect(await isStateLost(client, keys, place)).toBe(false);
    await expect(submit(before, tasks.slice(0, 1))).rejects.toThrow();

    const after = await openNodes(namespace, done);
    await submit(after, tasks.slice(30));
    await drain(after);
    const world = await worldOf(after, tasks, done);
    expectSound(world);
    expectEmbedded(world);
    expectReplayable(world);
    await closeNodes(after);
    await Promise.all(before.map(({ store }) => store.close().catch(() => {})));
    await Promise.all([client.close(), link.close()]);
  }, 120_000);
});
