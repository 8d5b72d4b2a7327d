import { startMailServer, type TestMailServer } from "@attune/channels/contract/mail-server";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parse } from "yaml";
import { journeyTemplates } from "../deliver/journey-templates.ts";
import { openChannels } from "../deliver/open-channels.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { sendBatch } from "../testing/send-batch.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let mail: TestMailServer;
let channels: ReturnType<typeof openChannels>;
let app: MemoryApp;
let now: number;
let messages = 0;
beforeEach(async () => {
  mail = await startMailServer();
  // Noon in UTC.
  now = testNow;
});
afterEach(async () => {
  await app.close();
  await Promise.all([...channels.values()].map((channel) => channel.close()));
  await mail.close();
});

/** Takes a template over as it is; nobody is held out, so that everybody's mails can be foretold. */
async function takeOver(templateId: string): Promise<void> {
  const { yaml } = journeyTemplates.find((template) => template.templateId === templateId)!;
  const { tactics = {}, journeys, ...rest } = parse(yaml);
  const withoutHoldout = (entries: object) =>
    Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, { ...entry, holdout: 0 }]));
  const configuration = JSON.stringify({
    ...rest,
    holdout: 0,
    tactics: withoutHoldout(tactics),
    journeys: withoutHoldout(journeys),
  });
  channels = openChannels({ smtpUrl: mail.url, mailFrom: "hello@shop.example", allowInner: false }, () => now);
  app = await openMemoryApp({ configuration, channels, clock: () => now });
  await post([{ type: "identify", userId: "ada", traits: { email: "ada@example.com" } }]);
}

async function post(events: object[]): Promise<void> {
  const timestamp = new Date(now).toISOString();
  const context = { consent: { marketing: true } };
  const batch = events.map((event) => ({ messageId: `m-${++messages}`, timestamp, context, ...event }));
  await sendBatch(app, batch);
  await settle();
}

const track = (event: string, properties: object = {}) => post([{ type: "track", userId: "ada", event, properties }]);
const boots = { product_id: "boots", name: "Boots", price: 90, currency: "EUR" };
const order = (id: string) => track("Order Completed", { order_id: id, total: 90, currency: "EUR", products: [boots] });

async function settle(): Promise<void> {
  await app.engine.segments.settled(10_000);
  await app.engine.journeys!.settled();
}

/** Time goes on, an hour at a time: what is due meanwhile happens. */
async function pass(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    now += hourMs;
    await settle();
  }
}

const subjects = () => mail.mails.map((text) => /^Subject: (.*)$/m.exec(text)?.[1]?.trim());
const endOf = async (journeyId: string) =>
  (await app.server.inject({ url: `/v1/journeys/${journeyId}/runs`, headers: basic(secretKey) })).json().runs[0]?.told;

it("browse-abandonment: four quiet hours after the visit a mail brings its own offer, once", async () => {
  await takeOver("browse-abandonment");
  const item = { itemId: "boots", name: "Red boots", url: "https://shop.example/p/boots", available: true };
  const payload = { items: [item] };
  await app.server.inject({ method: "PUT", url: "/v1/catalog/items", headers: basic(secretKey), payload });
  await track("Product Viewed", boots);
  await pass(2);
  await track("Page Viewed");
  await pass(3);
  expect(subjects()).toEqual([]);
  await pass(2);
  expect(subjects()).toEqual(["Still thinking about it?"]);
  expect(mail.mails[0]).toContain("come-back");
  expect(mail.mails[0]).toContain("\r\nRed boots (https://");
  await pass(24);
  expect(mail.mails).toHaveLength(1);
});

it("browse-abandonment: who returns before the morning, or buys, gets none", async () => {
  await takeOver("browse-abandonment");
  now += 6 * hourMs;
  await track("Product Viewed", boots);
  await pass(6);
  // Midnight: entered at ten, it waits for nine in the morning.
  expect(await endOf("browse-abandonment")).toMatch(/^at step 1: waits for 09:00-20:00/);
  await track("Page Viewed");
  expect(await endOf("browse-abandonment")).toBe("Page Viewed happened");
  await pass(24);
  expect(mail.mails).toEqual([]);
});

it("cart-abandonment: an hour after the visit, and a day later to who did not click", async () => {
  await takeOver("cart-abandonment");
  await track("Product Added", { ...boots, quantity: 1 });
  await pass(2);
  expect(subjects()).toEqual(["Your cart is waiting"]);
  await pass(23);
  expect(subjects()).toEqual(["Your cart is waiting", "Still in your cart"]);
});

it("cart-abandonment: who buys gets no second reminder", async () => {
  await takeOver("cart-abandonment");
  await track("Product Added", { ...boots, quantity: 1 });
  await pass(2);
  await order("o-1");
  await pass(30);
  expect(subjects()).toEqual(["Your cart is waiting"]);
});

it("welcome: at once, and two days later to who did not order", async () => {
  await takeOver("welcome");
  await track("Signed Up");
  expect(subjects()).toEqual(["Welcome"]);
  await pass(48);
  expect(subjects()).toEqual(["Welcome", "What others like"]);
});

it("post-purchase: a week after the order, unless it was sent back", async () => {
  await takeOver("post-purchase");
  await order("o-1");
  await pass(6 * 24);
  expect(subjects()).toEqual([]);
  await pass(24);
  expect(subjects()).toEqual(["Goes well with your order"]);
});

it("win-back: sixty days after the last order, once more two weeks later, then silence", async () => {
  await takeOver("win-back");
  await order("o-1");
  now += 60 * dayMs;
  await settle();
  await pass(24);
  expect(subjects()).toEqual(["It has been a while"]);
  now += 14 * dayMs;
  await settle();
  expect(subjects()).toEqual(["It has been a while", "It has been a while"]);
  now += 60 * dayMs;
  await settle();
  expect(mail.mails).toHaveLength(2);
});

it("replenishment: on the morning on which the person's own rhythm says that the next order is near", async () => {
  await takeOver("replenishment");
  await order("o-1");
  const profile = await app.engine.findProfile({ namespace: "user_id", value: "ada" });
  const { profileId } = profile!;
  const scored = async (days: number) => {
    const scoreOf = (value: number) => ({ value, modelVersion: "of the test", computedAt: now });
    const scores = { nextOrderInDays: scoreOf(days), probabilityAlive: scoreOf(0.9) };
    await app.engine.stores.scores.put([[profileId, scores]]);
    await post([{ type: "track", userId: "ada", event: "Product Viewed", properties: boots }]);
  };
  await scored(9);
  await pass(24);
  expect(subjects()).toEqual([]);
  await scored(2);
  await pass(24);
  expect(subjects()).toEqual(["Time to stock up?"]);
});
