import { createKeySpace } from "@attune/store/cluster/key-space";
import { createRedisClient } from "@attune/store/cluster/redis-client";
import { describeOnEngines, freshNamespace } from "@attune/store/cluster/testing/engines-under-test";
import { openOnEngines } from "@attune/store/cluster/testing/open-on-engines";
import { keysOf } from "@attune/store/cluster/testing/read-instance";
import { expect, it } from "vitest";
import { openScenario, type Scenario } from "./open-scenario.ts";

const view = (n: number) => ({
  type: "track",
  event: "Product Viewed",
  messageId: `m-${n}`,
  anonymousId: `a-${n % 5}`,
  ...(n % 4 === 0 ? { userId: `u-${n % 3}` } : {}),
  properties: { product_id: "mug" },
});

/** Everybody, with what they own in the log. */
async function everybody({ engine }: Scenario) {
  const { state, log } = engine.stores;
  const ids = await state.profileIds(null, 100);
  return Promise.all(ids.map(async (id) => [await state.profile(id), await log.offsetsOf(id)] as const));
}

describeOnEngines("a cluster whose Redis has lost everything", ({ jetstream, redis }) => {
  it("brings people and what they own back from the log when a node starts, and goes on", async () => {
    const namespace = freshNamespace();
    const open = () => openScenario({ stores: openOnEngines({ jetstream, redis }, namespace) });
    const before = await open();
    for (let n = 0; n < 40; n++) await before.send(view(n));
    await before.engine.settled(10_000);
    const people = await everybody(before);
    // Write sets that Redis has had are not kept whole.
    await before.engine.stores.purge();
    await before.engine.close();

    const client = createRedisClient({ addresses: redis });
    for (const key of await keysOf(client, createKeySpace({ instance: namespace }))) await client.call("DEL", key);
    await client.close();

    const after = await open();
    expect(await everybody(after)).toEqual(people);
    await after.send(view(41));
    const { state, log } = after.engine.stores;
    const visitor = await state.find(["anonymous_id:a-1"]);
    expect((await log.offsetsOf(visitor!.profileId)).at(-1)).toBe(await log.head());
    await after.engine.close();
  });
});
