import type { FillBatch, FillOrder } from "@attune/engine/runtime/fill-segments";
import { createSegmentFollower } from "@attune/engine/runtime/segment-follower";
import type { Segment } from "@attune/model/segment";
import { createCalendar } from "@attune/rules/calendar";
import { openMemoryStores } from "@attune/store/memory/stores";
import { afterEach, expect, it } from "vitest";
import { emptyPlaybook, openScenario, type Scenario } from "./open-scenario.ts";

const buyers: Segment = { segmentId: "buyers", name: "Buyers", when: { event: "Order Completed" } };
const gold: Segment = { segmentId: "gold", name: "Gold", when: { trait: "plan", is: "gold" } };

let ends: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

/** A fill whose batches are handed to it one by one. */
function batchesByHand() {
  const waiting: Array<(batch: FillBatch | null) => void> = [];
  const orders: FillOrder[] = [];
  return {
    orders,
    async *fill(order: FillOrder) {
      orders.push(order);
      for (;;) {
        const batch = await new Promise<FillBatch | null>((resolve) => {
          waiting.push(resolve);
          order.signal.addEventListener("abort", () => {
            waiting.splice(waiting.indexOf(resolve), 1);
            resolve(null);
          });
        });
        order.signal.throwIfAborted();
        if (batch === null) return;
        yield batch;
      }
    },
    async hand(batch: FillBatch | null): Promise<void> {
      while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      waiting.shift()!(batch);
    },
  };
}

/** People in stores of an engine without segments, and a follower of its own that is filled by hand. */
async function open(segments: Segment[], ...raws: unknown[]) {
  const stores = openMemoryStores();
  const scenario: Scenario = await openScenario({ stores, playbook: emptyPlaybook });
  if (raws.length > 0) await scenario.send(...raws);
  const byHand = batchesByHand();
  const follower = await createSegmentFollower({
    stores,
    segments,
    calendar: createCalendar("UTC"),
    timeZone: "UTC",
    clock: scenario.now,
    fill: byHand.fill,
    sensitive: () => null,
    isRebuilding: () => false,
    onTrouble: (error) => {
      throw error;
    },
  });
  ends = [() => scenario.engine.close(), () => follower.close()];
  const idOf = async (value: string) => (await scenario.engine.findProfile({ namespace: "user_id", value }))!.profileId;
  return { stores, scenario, follower, byHand, idOf };
}

const order = (userId: string) => ({
  type: "track",
  event: "Order Completed",
  userId,
  properties: { order_id: userId, revenue: 1, currency: "EUR" },
});

it("what a fill read before an event does not undo what was found after it", async () => {
  const { stores, scenario, follower, byHand, idOf } = await open(
    [buyers],
    { type: "page", userId: "ada" },
    { type: "page", userId: "bob" },
  );
  await byHand.hand({ people: [], done: 0, total: 2 });
  await scenario.send(order("ada"));
  follower.wake();
  while ((await stores.memberships.of(await idOf("ada"))) === undefined) {
    follower.wake();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  // Read before the order: nobody is a buyer.
  const nobody = { since: {}, nextChangeAt: null };
  const stale: FillBatch["people"] = [
    [await idOf("ada"), nobody],
    [await idOf("bob"), { since: { buyers: 7 }, nextChangeAt: null }],
  ];
  await byHand.hand({ people: stale, done: 2, total: 2 });
  await byHand.hand(null);
  await follower.settled(10_000);
  expect(Object.keys((await stores.memberships.of(await idOf("ada")))!.since)).toEqual(["buyers"]);
  expect((await stores.memberships.of(await idOf("bob")))!.since).toEqual({ buyers: 7 });
});

it("a playbook that comes while a fill is under way begins another that finds both", async () => {
  const { follower, byHand, stores } = await open([buyers]);
  await byHand.hand({ people: [], done: 0, total: 1 });
  follower.use([buyers, gold]);
  while (byHand.orders.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await byHand.hand(null);
  await follower.settled(10_000);
  expect(byHand.orders.map(({ asked }) => [...asked].sort())).toEqual([["buyers"], ["buyers", "gold"]]);
  const filled = await stores.definitions.list("segment-filled", null, 9);
  expect(filled.map(({ id }) => id)).toEqual(["buyers", "gold"]);
});

it("what was filled before a restart is not filled again", async () => {
  const { follower, byHand, stores, scenario } = await open([buyers]);
  await byHand.hand(null);
  await follower.settled(10_000);
  await follower.close();
  const again = batchesByHand();
  const reopened = await createSegmentFollower({
    stores,
    segments: [buyers],
    calendar: createCalendar("UTC"),
    timeZone: "UTC",
    clock: scenario.now,
    fill: again.fill,
    sensitive: () => null,
    isRebuilding: () => false,
    onTrouble: () => {},
  });
  await reopened.settled(10_000);
  expect(again.orders).toEqual([]);
  await reopened.close();
});
