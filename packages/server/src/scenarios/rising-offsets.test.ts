import type { Stores } from "@attune/engine/ports/stores";
import { describe, expect, it } from "vitest";
import { openChannels } from "../deliver/open-channels.ts";
import { recentEvents } from "../quality/recent-events.ts";
import { basic, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

const configuration = `
holdout: 0
placements: { hero: { default: { content: {} } } }
tactics:
  five-off: { placement: hero, holdout: 0, content: {}, offer: five }
offers:
  five: { discount: { amount: 5 }, code: FIVE, validDays: 7, budget: { people: 2 } }
segments:
  buyers: { when: { event: Order Completed, atLeast: 1 } }
messages:
  note: { channel: in-app, content: { line: Hello } }
journeys:
  welcome: { trigger: { event: Signed Up }, holdout: 0, steps: [{ send: note }] }
`;

/** Each write set takes a tick of its own, as in a log of three partitions; nothing else of the stores changes. */
function withGaps(stores: Stores): Stores {
  const apart = 3 * 4_096;
  const { state } = stores;
  return {
    ...stores,
    state: {
      ...state,
      async load(identifiers, messageKeys) {
        const view = await state.load(identifiers, messageKeys);
        return { ...view, nextOffset: Math.ceil(view.nextOffset / apart) * apart + 1 };
      },
    },
  };
}

const order = (userId: string, anonymousId: string, revenue: number) => ({
  ...{ type: "track", event: "Order Completed", userId, anonymousId, messageId: `${userId}-${anonymousId}` },
  properties: { order_id: `${userId}-${anonymousId}`, revenue, currency: "EUR" },
});
const signUp = (userId: string) => ({ type: "track", event: "Signed Up", userId, messageId: `${userId}-new` });

/** What every reader of the log makes of the same life: of offsets only whether they rise. */
async function everythingRead(change: (stores: Stores) => Stores) {
  const channels = openChannels(undefined, () => testNow);
  const { engine, server, instance, close } = await openMemoryApp({ configuration, change, channels });
  const { log } = engine.stores;
  const get = async (url: string) => (await server.inject({ url, headers: basic(secretKey) })).json();
  const send = (...batch: object[]) =>
    server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: { batch } });
  const personOf = async (value: string) => (await engine.findProfile({ namespace: "user_id", value }))!;
  const settled = async () => {
    await engine.settled(20_000);
    await engine.segments.settled(20_000);
    await engine.journeys!.settled();
  };

  await send(signUp("ada"), order("ada", "a1", 10));
  await send(order("ada", "a2", 20), order("bob", "b1", 30));
  for (const userId of ["ada", "bob", "eve"]) await engine.decide({ userId, placements: ["hero"] });
  await settled();
  await engine.unmerge(await personOf("ada"), [{ namespace: "anonymous_id", value: "a2" }], "test");
  await settled();
  await send(signUp("eve"), order("eve", "e1", 40));
  await settled();
  await engine.erase(await personOf("eve"), "test");
  await send(order("bob", "b1", 5), { ...order("bob", "b2", 7) });
  const { entries } = await engine.replay(() => {}, new AbortController().signal);
  await settled();

  const offsets = (await log.read(1, 1_000)).map(({ offset }) => offset);
  expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
  const seen = {
    entries,
    totals: await get("/v1/measure/totals"),
    live: (await get("/v1/collect/events?limit=3")).events.map((event: { name: string }) => event.name),
    recent: (await recentEvents(log, 3)).map(({ messageId }) => messageId),
    timeline: (await engine.timeline(await personOf("bob"), null, 10)).map(({ kind }) => kind),
    buyers: await engine.stores.memberships.sizes(),
    told: (await engine.stores.journeys.deliveries(null, 10)).map(({ outcome }) => outcome),
    offers: (await engine.offerAccounts()).map(({ open, isUsedUp }) => ({ open, isUsedUp })),
    people: await instance.engine.stores.state.profileCount(),
  };
  const apart = offsets.at(-1)! / offsets.length;
  await close();
  return { seen, apart };
}

describe("a log whose offsets rise with gaps", () => {
  it("is read by everything that follows it as one without", async () => {
    const [dense, gaps] = [await everythingRead((stores) => stores), await everythingRead(withGaps)];
    expect(dense.apart).toBe(1);
    expect(gaps.apart).toBeGreaterThan(4_096);
    expect(gaps.seen).toEqual(dense.seen);
    expect(dense.seen).toMatchObject({
      totals: { customers: 2, orders: 4, netRevenue: 67 },
      recent: ["ada-a2", "bob-b1", "bob-b2"],
      buyers: { buyers: 2 },
      // Nobody said yes to marketing.
      told: ["skipped"],
      offers: [{ open: 2, isUsedUp: true }],
    });
  });
});
