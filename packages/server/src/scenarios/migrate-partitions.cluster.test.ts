import type { Stores } from "@attune/engine/ports/stores";
import { homeOf } from "@attune/engine/profile/partitions/home-of";
import { createPartitionWriter } from "@attune/engine/runtime/partition-writer";
import { hashKey } from "@attune/model/hash-key";
import { openPartition } from "@attune/store/cluster/partition-store";
import { describeOnEngines, freshNamespace } from "@attune/store/cluster/testing/engines-under-test";
import { openMemoryStores } from "@attune/store/memory/stores";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ClusterSettings } from "../cluster/cluster-settings.ts";
import { migrateStores } from "../migrate/migrate-stores.ts";
import { moveEverything } from "../migrate/move-everything.ts";
import { openClusterSide } from "../migrate/open-cluster-side.ts";
import { openPartitionsSide } from "../migrate/open-partitions-side.ts";
import { renumberStores } from "../migrate/renumber-stores.ts";
import type { Side } from "../migrate/side.ts";
import { type ClusterPlace, openClusterPlace } from "../testing/cluster-place.ts";
import { addBesides, contentsOf, live } from "./moved-shop.suite.ts";
import { openScenario } from "./open-scenario.ts";

const partitions = 3;
/** Few, so that each partition gets several write sets. */
const entriesInBlock = 7;

/** Stores in memory as a side. */
const sideOf = (stores: Stores): Side => ({
  stores,
  playbook: "",
  timeZone: "UTC",
  accounts: { read: async () => null, write: async () => {} },
  takesIn: (old) => old,
  settle: async () => {},
  takeOver: async () => {},
  handOver: async () => {},
  close: async () => {},
});

/** What makes no difference by where an entry lies. */
async function peopleOf({ state }: Stores) {
  const ids = await state.profileIds(null, 1_000);
  const profiles = await Promise.all(ids.map((id) => state.profile(id)));
  return profiles.map((profile) => [
    profile!.profileId,
    profile!.eventCount,
    profile!.commerce,
    profile!.identities.map(({ namespace, value }) => `${namespace}:${value}`).sort(),
    profile!.merges.map(({ profileId }) => profileId).sort(),
  ]);
}

describeOnEngines("a move into three partitions", ({ jetstream, redis }) => {
  let place: ClusterPlace;
  beforeAll(async () => {
    place = await openClusterPlace({ jetstream, redis }, { partitions });
  }, 60_000);
  afterAll(() => place.close());

  const move = (now: number) => ({ to: "cluster.yaml", now, onStep: () => {} });
  const openSide = (settings: ClusterSettings) => openPartitionsSide(settings, partitions, entriesInBlock);

  it("brings everything over, again after more has happened, and back", async () => {
    const old = openMemoryStores();
    const now = await live(old, 0);
    await addBesides(old);
    let side = await openSide(place.settings);
    const cut = (what: string, done: number) => {
      if (what === "entries of the log" && done > 20) throw new Error("cut short");
    };
    await expect(moveEverything(sideOf(old), side, { ...move(now), onStep: cut })).rejects.toThrow("cut short");
    const first = await moveEverything(sideOf(old), side, move(now));
    expect(first).toMatchObject({ entries: await old.log.head(), rewritten: 0, quarantined: 1, suppressions: 1 });
    await expectMoved(old, side.stores, now);
    // Done again, it changes nothing.
    expect(await moveEverything(sideOf(old), side, move(now))).toMatchObject({ entries: first.entries, added: 0 });
    await side.close();

    const later = await live(old, 30);
    const scenario = await openScenario({ stores: old });
    await scenario.engine.erase((await old.state.find(["user_id:u-1"]))!, "a test");
    await scenario.engine.close();
    side = await openSide(place.settings);
    const second = await moveEverything(sideOf(old), side, move(later));
    expect(second.rewritten).toBeGreaterThan(0);
    expect(second.entries).toBe(await old.log.head());
    await expectMoved(old, side.stores, later);

    // Back under the offsets that the entries have there.
    const back = openMemoryStores();
    await moveEverything(side, sideOf(back), move(later));
    const there = await contentsOf(side.stores);
    const { seen: _, allSeen, nextOffset, ...kept } = await contentsOf(back);
    expect(kept).toEqual(pickOf(there));
    expect([allSeen, nextOffset]).toEqual([true, (await side.stores.log.head()) + 1]);
    expect(await peopleOf(back)).toEqual(await peopleOf(old));
    await side.close();

    // A cluster file that says nothing of partitions would bring the first one over, and call it everything.
    const { partitions: _count, ...oneOnly } = place.settings;
    await expect(openClusterSide(oneOnly)).rejects.toThrow(/made with 3 partitions, and the cluster file says 1/);
  }, 120_000);

  /** As a move to one machine under those offsets has it, and the same people as before. */
  async function expectMoved(old: Stores, fresh: Stores, now: number) {
    const twin = openMemoryStores();
    await migrateStores(renumberStores(old, partitions, entriesInBlock), twin, {
      timeZone: "UTC",
      now,
      onStep: () => {},
    });
    expect(pickOf(await contentsOf(fresh))).toEqual(pickOf(await contentsOf(twin)));
    expect(await peopleOf(fresh)).toEqual(await peopleOf(old));
  }

  /** Message keys lie with kin, and offsets with each partition. */
  function pickOf({ seen: _, allSeen: __, nextOffset: ___, ...contents }: Awaited<ReturnType<typeof contentsOf>>) {
    return contents;
  }

  it("goes on where it was: people are found, known messages known, and strangers join them as on one machine", async () => {
    const settings = { ...place.settings, instance: freshNamespace() };
    const old = openMemoryStores();
    const now = await live(old, 0);
    const side = await openSide(settings);
    await moveEverything(sideOf(old), side, move(now));
    const salt = String(await old.definitions.get("setting", "salt"));
    await side.close();

    // Both live on: what is known already, and browsers that become one person with others.
    const scenario = await openScenario({ stores: old });
    scenario.pass(now);
    const events = Array.from({ length: 24 }, (_, n) => ({
      ...{ type: "track", event: "Product Viewed", properties: { product_id: "sku-1" } },
      ...{ anonymousId: `a-${(n * 5) % 11}`, messageId: n % 4 === 0 ? `m-${n}` : `after-${n}` },
      ...(n % 3 === 0 ? { userId: `u-${n % 7}` } : {}),
    }));
    for (const event of events) await scenario.send(event);
    await scenario.engine.settled(10_000);
    const inputs = (await old.log.read(1, 1_000)).flatMap((entry) =>
      entry.kind === "event" ? [{ kind: "event" as const, event: entry.event }] : [],
    );
    await scenario.engine.close();

    const results: string[] = [];
    const nodes = await Promise.all(
      Array.from({ length: partitions }, async (_, partition) => {
        const store = await openPartition({
          ...{ namespace: settings.instance, partition, partitions, replicas: settings.replicas },
          ...{ jetstream: settings.jetstream, redis: settings.redis, shardCount: settings.shardCount! },
        });
        const fold = { salt, timeZone: "UTC" };
        const onCarriedOut = ({ result }: { result: { kind: string } }) => void results.push(result.kind);
        return { store, writer: createPartitionWriter({ store, settings: fold, onCarriedOut }) };
      }),
    );
    // All of the log once more: what came over is known wherever it is handed in.
    for (const { event } of inputs) {
      const messageKey = hashKey(`http\u0000${event.messageId}`);
      const input = { kind: "event" as const, event, messageKey, keepSeenUntil: now * 2 };
      const { namespace, value } = event.identifiers.at(-1)!;
      await nodes[homeOf(`${namespace}:${value}`, partitions)]!.writer.submit({ kind: "entry", input });
      for (let taken = 1; taken > 0; ) {
        taken = 0;
        for (const { writer } of nodes) taken += await writer.takeLetters();
      }
    }
    const isNew = (id: string) => id.startsWith("after-");
    const fresh = inputs.filter(({ event }) => isNew(event.messageId)).length;
    expect(fresh).toBe(18);
    expect(results.toSorted()).toEqual(
      [...inputs.map(() => "duplicate").slice(fresh), ...Array.from({ length: fresh }, () => "kept")].toSorted(),
    );
    for (const { writer, store } of nodes) {
      await writer.close();
      await store.close();
    }
    const after = await openSide(settings);
    expect(await peopleOf(after.stores)).toEqual(await peopleOf(old));
    // It has lived: what the old side has is not brought over it.
    await expect(moveEverything(sideOf(old), after, move(now))).rejects.toMatchObject({ code: "conflict" });
    await after.close();
  }, 120_000);
});
