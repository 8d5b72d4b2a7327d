import { parseBody } from "@attune/engine/collect/parse-body";
import type { Engine } from "@attune/engine/runtime/engine";
import type { Profile } from "@attune/model/profile";
import { describe, expect, it } from "vitest";
import { totalsReport } from "../report/totals-report.ts";
import { openScenario, type Scenario } from "./open-scenario.ts";
import { storeKinds } from "./store-kinds.ts";

const hourMs = 3_600_000;

const order = (id: string, revenue: number) => ({
  type: "track",
  event: "Order Completed",
  messageId: `order-${id}`,
  properties: { order_id: id, revenue, currency: "EUR", products: [{ product_id: "p1", price: revenue, quantity: 1 }] },
});

/** Ada on her phone, then on her laptop, then signed in on both; Bob alone. */
async function liveAWhile({ send, pass }: Scenario): Promise<void> {
  await send({ type: "page", messageId: "1", anonymousId: "phone" });
  pass(hourMs);
  await send({ type: "page", messageId: "2", anonymousId: "laptop" }, { ...order("A", 30), anonymousId: "laptop" });
  pass(hourMs);
  await send({
    type: "identify",
    messageId: "3",
    anonymousId: "phone",
    userId: "ada",
    traits: { email: "ada@example.com" },
  });
  pass(hourMs);
  await send({ type: "identify", messageId: "4", anonymousId: "laptop", userId: "ada" });
  await send({ ...order("B", 20), anonymousId: "phone" }, { ...order("C", 5), userId: "bob" });
}

async function person(engine: Engine, namespace: string, value: string): Promise<Profile> {
  const profile = await engine.findProfile({ namespace, value });
  if (profile === undefined) throw new Error(`nobody answers to ${namespace}:${value}`);
  return profile;
}

async function everyone(engine: Engine): Promise<unknown[]> {
  const ids = await engine.stores.state.profileIds(null, 1_000);
  return Promise.all(ids.map((profileId) => engine.stores.state.profile(profileId)));
}

describe.each(storeKinds)("people, on %s stores", (_kind, openStores) => {
  it("two devices become one person at sign-in, under the older profile's id", async () => {
    const scenario = await openScenario({ stores: openStores() });
    const { engine } = scenario;
    await scenario.send({ type: "page", messageId: "0", anonymousId: "phone" });
    const { profileId } = await person(engine, "anonymous_id", "phone");
    await liveAWhile(scenario);
    const ada = await person(engine, "user_id", "ada");
    expect(ada.profileId).toBe(profileId);
    expect((await person(engine, "anonymous_id", "laptop")).profileId).toBe(profileId);
    expect((await person(engine, "email", "ada@example.com")).profileId).toBe(profileId);
    expect(ada.commerce).toMatchObject({ orderCount: 2, grossMicros: 50_000_000 });
    await engine.close();
  });

  it("analytics counts a merged person once", async () => {
    const scenario = await openScenario({ stores: openStores() });
    await liveAWhile(scenario);
    expect(await totalsReport(scenario.engine, {})).toMatchObject({
      customers: 2,
      identifiedCustomers: 2,
      orders: 3,
      netRevenue: 55,
    });
    await scenario.engine.close();
  });

  it("a replay gives the same people and the same totals", async () => {
    const scenario = await openScenario({ stores: openStores() });
    const { engine } = scenario;
    await liveAWhile(scenario);
    const before = { people: await everyone(engine), totals: await totalsReport(engine, {}) };
    await engine.replay(() => {}, new AbortController().signal);
    expect({ people: await everyone(engine), totals: await totalsReport(engine, {}) }).toEqual(before);
    await engine.close();
  });

  it("an unmerge gives both sides their own history back, in profiles and in analytics, and a replay keeps it", async () => {
    const scenario = await openScenario({ stores: openStores() });
    const { engine, send } = scenario;
    await liveAWhile(scenario);
    const ada = await person(engine, "user_id", "ada");
    const restored = await engine.unmerge(ada, [{ namespace: "anonymous_id", value: "laptop" }], "test");
    expect(restored).toHaveLength(2);

    const laptop = await person(engine, "anonymous_id", "laptop");
    expect(laptop.commerce).toMatchObject({ orderCount: 1, grossMicros: 30_000_000 });
    expect((await person(engine, "user_id", "ada")).commerce).toMatchObject({ orderCount: 1, grossMicros: 20_000_000 });
    expect(await totalsReport(engine, {})).toMatchObject({
      customers: 3,
      identifiedCustomers: 2,
      orders: 3,
      netRevenue: 55,
    });

    await send({ type: "page", messageId: "again", anonymousId: "laptop", userId: "ada" });
    expect((await person(engine, "anonymous_id", "laptop")).profileId).toBe(laptop.profileId);

    const before = { people: await everyone(engine), totals: await totalsReport(engine, {}) };
    await engine.replay(() => {}, new AbortController().signal);
    expect({ people: await everyone(engine), totals: await totalsReport(engine, {}) }).toEqual(before);
    await engine.close();
  });

  it("an erasure leaves nobody behind, and counts of others as they were", async () => {
    const scenario = await openScenario({ stores: openStores() });
    const { engine } = scenario;
    await liveAWhile(scenario);
    await engine.collect([{ type: "track", userId: "ada", messageId: "bad" }], {
      source: "http",
      receivedAt: scenario.now(),
      maxEventBytes: 32 * 1024,
      deduplicate: "day",
    });
    await engine.erase(await person(engine, "user_id", "ada"), "test");
    for (const [namespace, value] of [
      ["user_id", "ada"],
      ["email", "ada@example.com"],
      ["anonymous_id", "phone"],
      ["anonymous_id", "laptop"],
    ]) {
      expect(await engine.findProfile({ namespace: namespace!, value: value! })).toBeUndefined();
    }
    const head = await engine.stores.log.head();
    const kept = JSON.stringify([
      await engine.stores.log.read(1, head),
      await engine.stores.quarantine.list(null, 10),
      await everyone(engine),
    ]);
    for (const trace of ["ada", "phone", "laptop"]) expect(kept).not.toContain(`"${trace}`);
    expect(await totalsReport(engine, {})).toMatchObject({ customers: 1, orders: 1, netRevenue: 5 });
    await engine.close();
  });

  it("an erasure reads the bytes of what was no UTF-8, too", async () => {
    const scenario = await openScenario({ stores: openStores() });
    const { engine, send } = scenario;
    await send({ type: "identify", messageId: "1", userId: "josé", traits: { email: "jose@example.com" } });
    const holdAside = (text: string) =>
      send(...parseBody(Buffer.concat([Buffer.from(text, "latin1"), Buffer.from("}")])).raws);
    await holdAside('{"type":"track","event":"É","userId":"josé"');
    await holdAside('{"type":"track","event":"É","userId":"bob","properties":{"friend":"jose@example.com"}');
    await holdAside('{"type":"track","event":"É","userId":"bob"');
    await send(...parseBody(Uint8Array.of(0x1f, 0x8b, 8, 0, 0xff)).raws);
    await engine.erase(await person(engine, "user_id", "josé"), "test");
    const held = await engine.stores.quarantine.list(null, 10);
    const bobs = held.filter(({ payload }) => typeof payload === "object");
    expect(bobs.map(({ payload }) => payload)).toMatchObject([
      { userId: "bob", properties: { friend: "(erased)" } },
      { userId: "bob" },
    ]);
    expect(bobs.map(({ bytesBase64 }) => bytesBase64 !== undefined)).toEqual([false, true]);
    const broken = held.filter((entry) => !bobs.includes(entry));
    expect(broken.map(({ code, bytesBase64 }) => [code, bytesBase64])).toEqual([["invalid-utf8", undefined]]);
    await engine.close();
  });

  it("an erasure finds every entry of a kiosk's browser, on which more people signed in than its record lists", async () => {
    const { engine, send } = await openScenario({ stores: openStores() });
    const signIn = (i: number) => ({ type: "page", messageId: `${i}`, anonymousId: "kiosk", userId: `customer-${i}` });
    await send(...Array.from({ length: 103 }, (_, i) => signIn(i)));
    const { state, log } = engine.stores;
    expect(await state.identity("anonymous_id:kiosk")).toMatchObject({ namedBy: [], shared: true });
    await engine.erase(await person(engine, "user_id", "customer-7"), "test");
    expect(await state.identity("anonymous_id:kiosk")).toBeUndefined();
    const kept = JSON.stringify([await log.read(1, await log.head()), await everyone(engine)]);
    for (const trace of ["kiosk", "customer-7"]) expect(kept).not.toContain(`"${trace}"`);
    expect(kept).toContain('"customer-8"');
    await engine.close();
  });
});
