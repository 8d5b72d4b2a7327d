import { setTimeout as pause } from "node:timers/promises";
import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { Engine } from "@attune/engine/runtime/engine";
import { openMemoryStores } from "@attune/store/memory/stores";
import Fastify from "fastify";
import { afterEach, expect, test, vi } from "vitest";
import { keepAnswers } from "./keep-answers.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** An answer that takes `tookMs` and says how often it was worked out; the clock stands until it is moved. */
function setUp(tookMs: number, definitions: DefinitionStore = openMemoryStores().definitions, notedAs?: string) {
  const state = { now: 1_000_000, times: 0, playbook: {}, fails: false };
  const instance = {
    clock: () => state.now,
    get engine() {
      return { playbook: state.playbook, stores: { definitions } } as unknown as Engine;
    },
  };
  const app = Fastify();
  const workOut = async () => {
    state.now += tookMs;
    if (state.fails) throw new Error("analytics is away");
    return { times: ++state.times };
  };
  const keep = keepAnswers(app, instance, {
    expected: { "/figure": workOut },
    ...(notedAs === undefined ? {} : { notedAs }),
  });
  app.get("/figure", (request, reply) => keep(request, reply, workOut));
  const ask = async (cacheControl?: string) => {
    const headers = cacheControl === undefined ? {} : { "cache-control": cacheControl };
    const response = await app.inject({ url: "/figure", headers });
    return { ...response.json(), age: response.headers.age };
  };
  return { state, ask, start: () => app.ready() };
}

test("who does not allow an old answer gets one that holds now", async () => {
  const { ask } = setUp(500);
  await ask("max-stale=600");
  expect(await ask()).toEqual({ times: 2, age: undefined });
  expect(await ask("no-cache")).toEqual({ times: 3, age: undefined });
});

test("an answer is fresh for twenty times as long as it took, then told once more while a new one is worked out", async () => {
  const { state, ask } = setUp(500);
  expect(await ask("max-stale=600")).toEqual({ times: 1, age: undefined });
  state.now += 9_000;
  expect(await ask("max-stale=600")).toEqual({ times: 1, age: "10" });
  expect(state.times).toBe(1);
  state.now += 100_000;
  expect(await ask("max-stale=600")).toMatchObject({ times: 1 });
  expect(await ask("max-stale=600")).toMatchObject({ times: 2 });
});

test("older than the request allows, it is worked out before it is told", async () => {
  const { state, ask } = setUp(500);
  await ask("max-stale=600");
  state.now += 600_000 + 10_001;
  expect(await ask("max-stale=600")).toMatchObject({ times: 2 });
});

test("another playbook forgets what was kept", async () => {
  const { state, ask } = setUp(500);
  await ask("max-stale=600");
  state.playbook = {};
  expect(await ask("max-stale=600")).toMatchObject({ times: 2 });
});

test("where a new one cannot be had the old one stays, and a failure is not kept", async () => {
  const { state, ask } = setUp(500);
  await ask("max-stale=600");
  state.fails = true;
  state.now += 100_000;
  expect(await ask("max-stale=600")).toMatchObject({ times: 1 });
  expect(await ask("max-stale=600")).toMatchObject({ times: 1 });
  state.fails = false;
  state.now += 700_000;
  expect(await ask("max-stale=600")).toMatchObject({ times: 2 });
});

test("what was asked for within a day is renewed before it is too old, and then no more", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { state, ask } = setUp(500);
  await ask("max-stale=600");
  state.now += 7 * 60_000;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.times).toBe(1);
  state.now += 2 * 60_000;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.times).toBe(2);
  expect(await ask("max-stale=600")).toEqual({ times: 2, age: "1" });
  state.now += 25 * 3_600_000;
  await vi.advanceTimersByTimeAsync(120_000);
  expect(state.times).toBe(2);
});

test("after a start, what was asked for within a day is worked out before anyone asks", async () => {
  const { definitions } = openMemoryStores();
  const before = setUp(500, definitions);
  await before.ask("max-stale=600");
  await vi.waitFor(async () => expect(await definitions.list("checkpoint", null, 10)).toHaveLength(1));

  const next = setUp(500, definitions);
  await next.start();
  await vi.waitFor(() => expect(next.state.times).toBe(1));
  expect(await next.ask("max-stale=600")).toEqual({ times: 1, age: "1" });

  const muchLater = setUp(500, definitions);
  muchLater.state.now += 25 * 3_600_000;
  await muchLater.start();
  await new Promise(setImmediate);
  expect(muchLater.state.times).toBe(0);
});

test("after a start a rare view is worked out where somebody asked for it, not where they asked for others", async () => {
  const { definitions } = openMemoryStores();
  await setUp(500, definitions).ask("max-stale=600");
  const before = setUp(500, definitions, "rare");
  await before.start();
  await pause(20);
  expect(before.state.times).toBe(0);
  await before.ask("max-stale=600");
  await vi.waitFor(async () => expect(await definitions.get("checkpoint", "rare")).toBeDefined());
  const after = setUp(500, definitions, "rare");
  await after.start();
  await vi.waitFor(() => expect(after.state.times).toBe(1));
});
