import type { Stores } from "@attune/engine/ports/stores";
import type { Segment } from "@attune/model/segment";
import type { Playbook } from "@attune/model/tactic";
import { truthOf } from "@attune/rules/truth-of";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { emptyPlaybook, openScenario, plainBusiness, type Scenario } from "./open-scenario.ts";
import { storeKinds } from "./store-kinds.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const segments: Segment[] = [
  { segmentId: "buyers", name: "Buyers", when: { event: "Order Completed", atLeast: 1 } },
  {
    segmentId: "lookers",
    name: "Looked three times in a week, did not buy",
    when: {
      all: [
        { touched: "view", sameItem: true, atLeast: 3, withinHours: 168 },
        { event: "Order Completed", atMost: 0, withinHours: 168 },
      ],
    },
  },
  {
    segmentId: "paused",
    name: "Viewed, then nothing for two days",
    when: { sequence: [{ event: "Product Viewed" }, { event: "Order Completed", atMost: 0, withinDays: 2 }] },
  },
  { segmentId: "lookers-for-long", name: "Lookers for a day", when: { segment: "lookers", forDays: 1 } },
  { segmentId: "gold", name: "Gold", when: { trait: "plan", is: "gold" } },
];

const playbook: Playbook = {
  ...emptyPlaybook,
  placements: { hero: { placementId: "hero", default: { content: {} } } },
  tactics: [
    {
      tacticId: "for-long",
      name: "For who looks for long",
      placementId: "hero",
      when: { segment: "lookers-for-long" },
      content: { headline: "Still looking?" },
      priority: 1,
      holdout: 0,
      windowDays: 7,
    },
  ],
  segments,
};

const view = (user: string, item = "mug") => ({
  type: "track",
  event: "Product Viewed",
  userId: user,
  properties: { product_id: item },
});
const order = (user: string) => ({
  type: "track",
  event: "Order Completed",
  userId: user,
  properties: { order_id: `${user}-1`, revenue: 20, currency: "EUR", products: [{ product_id: "mug" }] },
});

let scenario: Scenario | undefined;
afterEach(async () => {
  await scenario?.engine.close();
  scenario = undefined;
});

async function open(stores: Stores | Promise<Stores>, of: Playbook = playbook): Promise<Scenario> {
  scenario = await openScenario({ stores, playbook: of });
  // Whom the follower finds before anybody has come are told of without a word: on stores far away that takes a moment.
  await scenario.engine.segments.settled(20_000);
  return scenario;
}

async function idOf({ engine }: Scenario, value: string): Promise<string> {
  const profile = await engine.findProfile({ namespace: "user_id", value });
  if (profile === undefined) throw new Error(`nobody answers to ${value}`);
  return profile.profileId;
}

async function segmentsOf(running: Scenario, user: string): Promise<string[]> {
  await running.engine.segments.settled(20_000);
  const found = await running.engine.stores.memberships.of(await idOf(running, user));
  return Object.keys(found?.since ?? {}).sort();
}

async function told({ engine }: Scenario): Promise<string[]> {
  const transitions = await engine.stores.memberships.transitions(0, 1_000);
  return transitions.map(({ segmentId, change }) => `${change} ${segmentId}`);
}

describe.each(storeKinds.slice(0, 2))("segments on %s stores", (_kind, openStores) => {
  it("follow what happens and what does not: entered by events, left by time alone at the very moment", async () => {
    const running = await open(openStores());
    const start = running.now();
    await running.send(view("ada"), view("ada"), view("ada"));
    expect(await segmentsOf(running, "ada")).toEqual(["lookers"]);
    running.pass(dayMs);
    expect(await segmentsOf(running, "ada")).toEqual(["lookers", "lookers-for-long"]);
    running.pass(dayMs);
    expect(await segmentsOf(running, "ada")).toEqual(["lookers", "lookers-for-long", "paused"]);
    // The views leave the week exactly 168 hours after they came.
    running.setNow(start + 7 * dayMs - 1);
    expect(await segmentsOf(running, "ada")).toContain("lookers");
    running.pass(1);
    expect(await segmentsOf(running, "ada")).toEqual(["paused"]);
    const transitions = await running.engine.stores.memberships.transitions(0, 100);
    expect(transitions.map(({ segmentId, change, at }) => [segmentId, change, at - start])).toEqual([
      ["lookers", "entered", 0],
      ["lookers-for-long", "entered", dayMs],
      ["paused", "entered", 2 * dayMs],
      ["lookers", "left", 7 * dayMs],
      ["lookers-for-long", "left", 7 * dayMs],
    ]);
  });

  it("are seen by the next decision, with since when", async () => {
    const running = await open(openStores());
    const ask = async () =>
      (await running.engine.decide({ userId: "ada", placements: ["hero"] })).placements.hero?.tacticId;
    await running.send(view("ada"), view("ada"), view("ada"));
    await running.engine.segments.settled(20_000);
    expect(await ask()).toBeNull();
    running.pass(dayMs);
    expect(await ask()).toBe("for-long");
    await running.send(order("ada"));
    expect(await ask()).toBeNull();
  });

  it("are found for everybody when a playbook declares them, without a word of anyone's coming or going", async () => {
    const running = await open(openStores(), { ...playbook, segments: [segments[0]!] });
    await running.send(order("ada"), view("bob"), { type: "identify", userId: "bob", traits: { plan: "gold" } });
    await running.engine.segments.settled(20_000);
    const before = await told(running);
    await running.engine.applyPlaybook(
      { business: { ...plainBusiness, currency: "EUR" }, playbook: { ...playbook, segments: segments.slice(1) } },
      async () => {},
    );
    expect(await segmentsOf(running, "ada")).toEqual([]);
    expect(await segmentsOf(running, "bob")).toEqual(["gold"]);
    expect(await running.engine.stores.memberships.sizes()).toEqual({ gold: 1 });
    expect(await told(running)).toEqual(before);
  });

  it("stand again after a replay, and go with who is erased", async () => {
    const running = await open(openStores());
    await running.send(order("ada"), order("bob"));
    expect(await segmentsOf(running, "ada")).toEqual(["buyers"]);
    await running.engine.replay(() => {}, new AbortController().signal);
    expect(await segmentsOf(running, "ada")).toEqual(["buyers"]);
    expect(await running.engine.stores.memberships.sizes()).toEqual({ buyers: 2 });
    const profile = await running.engine.findProfile({ namespace: "user_id", value: "ada" });
    await running.engine.erase(profile!, "test");
    await running.engine.segments.settled(20_000);
    expect(await running.engine.stores.memberships.sizes()).toEqual({ buyers: 1 });
    expect(await told(running)).toEqual(["entered buyers"]);
  });

  it("follow a score that is computed beside the log", async () => {
    const risky: Segment = { segmentId: "risky", name: "Risky", when: { score: "churn", atLeast: 0.5, maxAgeDays: 1 } };
    const running = await open(openStores(), { ...playbook, segments: [risky] });
    await running.send(order("ada"));
    expect(await segmentsOf(running, "ada")).toEqual([]);
    const score = { value: 0.75, modelVersion: "1", computedAt: running.now() };
    await running.engine.stores.scores.put([[await idOf(running, "ada"), { churn: score }]]);
    expect(await segmentsOf(running, "ada")).toEqual(["risky"]);
    running.pass(dayMs + 1);
    expect(await segmentsOf(running, "ada")).toEqual([]);
    expect(await told(running)).toEqual(["entered risky", "left risky"]);
  });
});

describe("segments on random histories", () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("view" as const), user: fc.constantFrom("ada", "bob") }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("order" as const), user: fc.constantFrom("ada", "bob") }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("pass" as const), hours: fc.integer({ min: 1, max: 60 }) }) },
  );

  it("are at any time what an evaluation from scratch gives", async () => {
    const asked = segments.filter(({ segmentId }) => segmentId !== "lookers-for-long");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const running = await openScenario({ playbook: { ...playbook, tactics: [], segments: asked } });
        try {
          for (const each of steps) {
            if (each.do === "pass") running.pass(each.hours * hourMs);
            else await running.send(each.do === "view" ? view(each.user) : order(each.user));
            await running.engine.segments.settled(20_000);
            for (const value of ["ada", "bob"]) {
              const profile = await running.engine.findProfile({ namespace: "user_id", value });
              if (profile === undefined) continue;
              const found = await running.engine.stores.memberships.of(profile.profileId);
              const person = await running.engine.segments.viewOf(profile);
              const scratch = asked.filter(({ when }) => truthOf(when, person) === 1).map(({ segmentId }) => segmentId);
              expect(Object.keys(found?.since ?? {}).sort()).toEqual(scratch.sort());
            }
          }
        } finally {
          await running.engine.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});
