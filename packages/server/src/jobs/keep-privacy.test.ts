import type { Stores } from "@attune/engine/ports/stores";
import { afterEach, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";
import { keepPrivacy } from "./keep-privacy.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const forever = new AbortController().signal;
let app: MemoryApp;
afterEach(() => app.close());

it("forty days, hour by hour: visitors go when their time is over, and the day after the stores are compacted, once", async () => {
  let now = testNow;
  const purgedOn: number[] = [];
  const counting = (stores: Stores): Stores => ({
    ...stores,
    async purge() {
      purgedOn.push(Math.floor((now - testNow) / dayMs));
      await stores.purge();
    },
  });
  app = await openMemoryApp({
    configuration: "privacy: { retention: { visitorDays: 30 } }",
    clock: () => now,
    change: counting,
  });
  const { engine } = app;
  const visit = (anonymousId: string) =>
    app.server.inject({
      method: "POST",
      url: "/v1/batch",
      headers: basic(writeKey),
      payload: { batch: [{ type: "page", anonymousId }] },
    });
  const known = async (id: string) =>
    (await engine.findProfile({ namespace: "anonymous_id", value: id })) !== undefined;

  await visit("early");
  const goneOn: Record<string, number> = {};
  for (let hour = 0; hour < 40 * 24; hour++) {
    if (hour === 5 * 24) await visit("late");
    await keepPrivacy(engine, now, forever);
    for (const id of ["early", "late"])
      if (hour > 5 * 24 && goneOn[id] === undefined && !(await known(id))) goneOn[id] = Math.floor(hour / 24);
    now += hourMs;
  }
  // On the first look after 30 days: looks come once a day, at the hour of the first.
  expect(goneOn).toEqual({ early: 31, late: 36 });
  // Nothing was erased before, so nothing was compacted before; each erasure is compacted within a day.
  expect(purgedOn).toHaveLength(2);
  for (const [i, day] of purgedOn.entries()) {
    expect(day - [31, 36][i]!).toBeGreaterThanOrEqual(0);
    expect(day - [31, 36][i]!).toBeLessThanOrEqual(1);
  }
});

it("a restart neither repeats the day's work nor puts it off", async () => {
  app = await openMemoryApp({ configuration: "privacy: { retention: { visitorDays: 30 } }" });
  const first = await keepPrivacy(app.engine, testNow, forever);
  expect(first).toMatchObject({ retentionAt: testNow, purgedAt: testNow });
  // What is kept is in the store: a process that begins anew reads it.
  expect(await keepPrivacy(app.engine, testNow + 23 * hourMs - 1, forever)).toEqual(first);
  expect((await keepPrivacy(app.engine, testNow + dayMs, forever)).retentionAt).toBe(testNow + dayMs);
});

it("an order to erase reaches the disk within a day, and an order to anonymise as well", async () => {
  let now = testNow;
  let purges = 0;
  app = await openMemoryApp({
    clock: () => now,
    change: (stores) => ({
      ...stores,
      async purge() {
        purges += 1;
        await stores.purge();
      },
    }),
  });
  for (const [userId, how] of [
    ["ada", "erase"],
    ["bob", "anonymise"],
  ]) {
    await app.server.inject({ method: "POST", url: "/v1/identify", headers: basic(secretKey), payload: { userId } });
    await keepPrivacy(app.engine, now, forever);
    const before = purges;
    const url = `/v1/privacy/${how}/user_id/${userId}`;
    expect((await app.server.inject({ method: "POST", url, headers: basic(secretKey), payload: {} })).statusCode).toBe(
      200,
    );
    now += dayMs;
    await keepPrivacy(app.engine, now, forever);
    expect(purges).toBe(before + 1);
    now += dayMs;
    await keepPrivacy(app.engine, now, forever);
    expect(purges).toBe(before + 1);
  }
});
