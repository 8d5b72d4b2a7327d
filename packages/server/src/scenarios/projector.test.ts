import type { Stores } from "@attune/engine/ports/stores";
import { openMemoryStores } from "@attune/store/memory/stores";
import { describe, expect, it } from "vitest";
import { totalsReport } from "../report/totals-report.ts";
import { openScenario } from "./open-scenario.ts";

type Moment = "before" | "after";

/** Stores of which the n-th call that writes to analytics, or keeps its checkpoint, fails once: before it has its effect, or after. */
function failingOnce(stores: Stores, failAt: number, moment: Moment): { stores: Stores; calls: () => number } {
  let calls = 0;
  async function counted<T>(call: () => Promise<T>): Promise<T> {
    const fails = calls === failAt;
    calls += 1;
    if (fails && moment === "before") throw new Error("cut off before");
    const result = await call();
    if (fails) throw new Error("cut off after");
    return result;
  }
  const { analytics, definitions } = stores;
  const failing: Stores = {
    ...stores,
    analytics: {
      ...analytics,
      insert: (batch, token) => counted(() => analytics.insert(batch, token)),
      removeProfiles: (profileIds) => counted(() => analytics.removeProfiles(profileIds)),
      clear: () => counted(() => analytics.clear()),
    },
    definitions: {
      ...definitions,
      async claim(kind, id, begin) {
        const claimed = await definitions.claim(kind, id, begin);
        return { ...claimed, put: (document) => counted(() => claimed.put(document)) };
      },
    },
  };
  return { stores: failing, calls: () => calls };
}

const order = (id: string, userId: string, anonymousId: string, revenue: number) => ({
  type: "track",
  event: "Order Completed",
  messageId: id,
  userId,
  anonymousId,
  properties: { order_id: id, revenue, currency: "EUR" },
});

/** Orders of three people, one of them taken apart, one erased, and all of it replayed; then the totals. */
async function totalsAfterAll(stores: Stores): Promise<unknown> {
  const { engine, send, pass } = await openScenario({ stores });
  const person = async (value: string) => {
    const profile = await engine.findProfile({ namespace: "user_id", value });
    if (profile === undefined) throw new Error(`nobody answers to ${value}`);
    return profile;
  };
  await send({ type: "page", messageId: "p", anonymousId: "a2" }, order("1", "ada", "a1", 10));
  await send({ ...order("2", "ada", "a2", 20) }, order("3", "bob", "b1", 30), order("4", "eve", "e1", 40));
  await engine.settled(20_000);
  await engine.unmerge(await person("ada"), [{ namespace: "anonymous_id", value: "a2" }], "test");
  await engine.settled(20_000);
  pass(1_000);
  await engine.erase(await person("eve"), "test");
  await send(order("5", "bob", "b1", 5));
  await engine.replay(() => {}, new AbortController().signal);
  const totals = await totalsReport(engine, {});
  await engine.close();
  return totals;
}

describe("projector", { timeout: 60_000 }, () => {
  it("wherever it is cut off, analytics ends up as if it had not been", async () => {
    const counting = failingOnce(openMemoryStores(), -1, "before");
    const expected = await totalsAfterAll(counting.stores);
    expect(expected).toMatchObject({ customers: 2, orders: 4, netRevenue: 65 });
    const runs = Array.from({ length: counting.calls() }, (_, n) => n).flatMap((n) =>
      (["before", "after"] as const).map(async (moment) => ({
        n,
        moment,
        totals: await totalsAfterAll(failingOnce(openMemoryStores(), n, moment).stores),
      })),
    );
    for (const { n, moment, totals } of await Promise.all(runs)) {
      expect({ n, moment, totals }).toEqual({ n, moment, totals: expected });
    }
  });
});
