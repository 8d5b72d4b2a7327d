import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openChannels } from "../deliver/open-channels.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

const sensitive = `
privacy:
  sensitiveCategories: [health]
  texts: { sensitive: { version: v1, title: Health, text: "May what you do with health products be used for you?" } }`;
const playbook = `
holdout: 0
placements: { row: {}, again: {} }
tactics:
  seen: { placement: row, holdout: 0, items: { from: recently-viewed, limit: 5 } }
  for-poor-sleepers: { placement: again, holdout: 0, when: { segment: poor-sleepers }, content: { line: Sleep well } }
segments: { poor-sleepers: { when: { touched: view, category: health/sleep } } }
messages:
  note: { channel: in-app, content: { line: "Still thinking of {{ trigger.product_id }}?" } }
  receipt: { channel: in-app, category: transactional, content: { line: "Thanks for {{ trigger.products[0].product_id }}" } }
journeys:
  reminder: { trigger: { event: Product Viewed }, againAfterDays: 0, holdout: 0, steps: [{ wait: { hours: 4 } }, { send: note }] }
  thanks: { trigger: { event: Order Completed }, againAfterDays: 0, holdout: 0, steps: [{ send: receipt }] }
`;
const hourMs = 3_600_000;

describe("sensitive categories, over HTTP", () => {
  let app: MemoryApp;
  let now = testNow;
  beforeEach(async () => {
    now = testNow;
    app = await openMemoryApp({
      configuration: playbook + sensitive,
      channels: openChannels(undefined, () => now),
      clock: () => now,
    });
    await app.engine.catalogue.put([
      { itemId: "pills", name: "Pills", category: categoryOf.pills!, available: true },
      { itemId: "lamp", name: "Lamp", category: categoryOf.lamp!, available: true },
    ]);
  });
  afterEach(() => app.close());

  const post = async (url: string, payload: object, key = secretKey) =>
    (await app.server.inject({ method: "POST", url, headers: basic(key), payload })).json();
  async function send(...events: object[]): Promise<void> {
    const at = new Date(now).toISOString();
    const batch = events.map((event) => ({ timestamp: at, userId: "ada", type: "track", ...event }));
    await post("/v1/batch", { batch, sentAt: at }, writeKey);
    await app.engine.segments.settled(5_000);
    await app.engine.journeys!.settled();
  }
  async function pass(ms: number): Promise<void> {
    now += ms;
    await app.engine.journeys!.settled();
  }
  const categoryOf: Record<string, string> = { pills: "health/sleep", lamp: "light" };
  const view = (itemId: string) => ({
    event: "Product Viewed",
    properties: { product_id: itemId, category: categoryOf[itemId] },
  });
  const say = (sensitive: boolean) =>
    post("/v1/privacy/consent", { userId: "ada", choices: { sensitive }, method: "support" });
  async function shown() {
    const { placements } = await post("/v1/decide", { userId: "ada", placements: ["row", "again"] });
    return [placements.row.items.map(({ itemId }: { itemId: string }) => itemId), placements.again.tacticId];
  }
  async function members(): Promise<number> {
    await app.engine.segments.settled(5_000);
    return (await app.engine.stores.memberships.membersOf("poor-sleepers", null, 10)).length;
  }
  const lines = async () => {
    const { messages } = (await app.server.inject({ url: "/v1/inbox?userId=ada", headers: basic(secretKey) })).json();
    return messages.map(({ content }: { content: { line: string } }) => content.line);
  };

  it("are used from the yes on, with all that was before, and not from the next no on", async () => {
    await send(view("pills"), view("lamp"));
    const leanings = async () => {
      const { affinities } = (
        await app.server.inject({ url: "/v1/profiles/user_id/ada", headers: basic(secretKey) })
      ).json();
      return affinities.categories.map(({ value }: { value: string }) => value).sort();
    };
    expect(await leanings()).toEqual(["light"]);
    expect(await shown()).toEqual([["lamp"], null]);
    expect(await members()).toBe(0);
    const { choices } = await say(true);
    expect(choices.find(({ purpose }: { purpose: string }) => purpose === "sensitive")).toMatchObject({
      said: true,
      allowed: true,
    });
    expect(await shown()).toEqual([["lamp", "pills"], "for-poor-sleepers"]);
    expect(await members()).toBe(1);
    expect(await leanings()).toEqual(["health/sleep", "light"]);
    await say(false);
    expect(await shown()).toEqual([["lamp"], null]);
    expect(await members()).toBe(0);
  });

  it("need a yes of their own: nothing said is no, a yes to all else is none, and Global Privacy Control takes it back", async () => {
    await send(view("pills"));
    const all = { analytics: true, personalization: true, marketing: true };
    await post("/v1/privacy/consent", { userId: "ada", choices: all, method: "support" });
    // What is newest stands in, as for somebody who has viewed nothing.
    expect(await shown()).toEqual([["lamp"], null]);
    await say(true);
    await send({ type: "page", context: { gpc: true } });
    await post("/v1/privacy/consent", { userId: "ada", choices: all, method: "support" });
    expect(await shown()).toEqual([["lamp"], null]);
  });

  it("begin to hold, and cease, with the playbook: memberships are found anew", async () => {
    await send(view("pills"));
    const apply = (file: string) => post("/v1/playbook/apply", { file, author: "test", note: "" });
    await apply(playbook);
    expect(await members()).toBe(1);
    expect(await shown()).toEqual([["pills"], "for-poor-sleepers"]);
    await apply(playbook + sensitive);
    expect(await members()).toBe(0);
    expect(await shown()).toEqual([["lamp"], null]);
  });

  it("set no message off, and a message that waits does not go out after a no; what was ordered is told", async () => {
    await send({ type: "identify", context: { consent: { marketing: true } } }, view("pills"));
    await pass(5 * hourMs);
    expect(await lines()).toEqual([]);
    await say(true);
    await send(view("pills"));
    await pass(5 * hourMs);
    expect(await lines()).toEqual(["Still thinking of pills?"]);
    await send(view("pills"));
    await say(false);
    await pass(5 * hourMs);
    expect(await lines()).toHaveLength(1);
    const { deliveries } = (
      await app.server.inject({ url: "/v1/deliveries?id=ada", headers: basic(secretKey) })
    ).json();
    expect(deliveries[0]).toMatchObject({
      outcome: "skipped",
      reason: "it names products of a sensitive category, to which the person did not say yes",
    });
    const order = { order_id: "o", total: 5, currency: "EUR", products: [{ product_id: "pills" }] };
    await send({ event: "Order Completed", properties: order });
    expect(await lines()).toContain("Thanks for pills");
  });
});
