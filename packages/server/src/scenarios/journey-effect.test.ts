import { startMailServer, type TestMailServer } from "@attune/channels/contract/mail-server";
import { createRng } from "@attune/math/rng";
import type { MetricComparison } from "@attune/model/report";
import { isUndetermined } from "@attune/model/undetermined";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openChannels } from "../deliver/open-channels.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { sendBatch } from "../testing/send-batch.ts";

const hourMs = 3_600_000;
const people = 700;

/** The planted truth: a mail in the inbox raises the chance of an order from one to two in ten; four fifths may be written to. */
const truth = { without: 0.2, withMail: 0.4, consentShare: 0.8 };

const playbook = `
holdout: 0
messages:
  reminder: { channel: email, subject: "Still there?", html: '<a href="{{ unsubscribeUrl }}">No more</a>' }
journeys:
  browse: { trigger: { event: Product Viewed }, holdout: 0.5, stopOn: [Order Completed], steps: [{ wait: { hours: 4 } }, { send: reminder }] }
`;

let mail: TestMailServer;
let channels: ReturnType<typeof openChannels>;
let app: MemoryApp;
let now = testNow;
beforeEach(async () => {
  mail = await startMailServer();
  now = testNow;
  channels = openChannels({ smtpUrl: mail.url, mailFrom: "hello@shop.example", allowInner: false }, () => now);
  app = await openMemoryApp({ configuration: playbook, channels, clock: () => now });
});
afterEach(async () => {
  await app.close();
  await Promise.all([...channels.values()].map((channel) => channel.close()));
  await mail.close();
});

async function send(events: object[]): Promise<void> {
  const timestamp = new Date(now).toISOString();
  for (let from = 0; from < events.length; from += 300) {
    const batch = events
      .slice(from, from + 300)
      .map((event, i) => ({ messageId: `${now}-${from + i}`, timestamp, ...event }));
    await sendBatch(app, batch);
  }
  await app.engine.journeys!.settled();
}

it("the effect of a journey's mail is recovered against its holdout, through a real mail server", {
  timeout: 60_000,
}, async () => {
  const rng = createRng("journey effect");
  const shoppers = Array.from({ length: people }, (_, i) => ({
    userId: `p${i}`,
    marketing: rng.uniform() < truth.consentShare,
  }));
  await send(
    shoppers.flatMap(({ userId, marketing }) => [
      { type: "identify", userId, traits: { email: `${userId}@example.com` }, context: { consent: { marketing } } },
      { type: "track", event: "Product Viewed", userId, properties: { product_id: "boots" } },
    ]),
  );
  now += 4 * hourMs;
  await app.engine.journeys!.settled();

  const reached = new Set(mail.mails.map((raw) => /^To: (\S+)@example\.com/m.exec(raw)?.[1]));
  now += 20 * hourMs;
  await send(
    shoppers
      .filter(({ userId }) => rng.uniform() < (reached.has(userId) ? truth.withMail : truth.without))
      .map(({ userId }) => ({
        type: "track",
        event: "Order Completed",
        userId,
        properties: { order_id: userId, total: 20, currency: "EUR" },
      })),
  );
  await app.engine.settled(10_000);

  const url = "/v1/measure/tactics/browse";
  const report = (await app.server.inject({ url, headers: basic(secretKey) })).json();
  const { effect } = (report.metrics as MetricComparison[]).find(({ name }) => name === "conversion rate")!;
  if (isUndetermined(effect)) throw new Error(effect.undetermined.reason);
  // Intention to treat: who may not be written to dilutes the effect of the mail.
  const planted = truth.consentShare * (truth.withMail - truth.without);
  expect(Math.abs(effect.estimate - planted)).toBeLessThan(3.5 * effect.standardError);
  expect(effect.pValue).toBeLessThan(0.01);
  expect(report.exposed.people + report.heldOut.people).toBe(people);
});
