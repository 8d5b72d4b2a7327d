import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readAlerts } from "../config/read-alerts.ts";
import { deliveryTroubles } from "../deliver/delivery-troubles.ts";
import { openChannels } from "../deliver/open-channels.ts";
import { observeSignals } from "../governance/observe-signals.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { sendBatch } from "../testing/send-batch.ts";

const hourMs = 3_600_000;
const noMailServer = "smtp://127.0.0.1:1";
let now: number;
let app: MemoryApp;
let receiver: Server;
let status: number;
let channels: ReturnType<typeof openChannels>;
const clock = () => now;

beforeEach(async () => {
  now = testNow;
  status = 200;
  receiver = createServer((request, response) => {
    request.resume();
    response.statusCode = status;
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await app.close();
  for (const channel of channels.values()) await channel.close();
  receiver.close();
});

async function open(delivery: string, more: { publicUrl?: string | null; smtpUrl?: null } = {}): Promise<void> {
  const { smtpUrl, ...rest } = more;
  const mail = smtpUrl === null ? {} : { smtpUrl: noMailServer, mailFrom: "shop@shop.example" };
  channels = openChannels({ webhookSecret: "whsec_c2VjcmV0c2VjcmV0c2VjcmV0", allowInner: true, ...mail }, clock);
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`;
  app = await openMemoryApp({
    configuration: `
holdout: 0
messages:
  news: { channel: webhook, category: newsletter, payload: { text: News } }
  letter: { channel: email, category: transactional, subject: Hi, html: "<p>Hi</p>" }
journeys:
  greet: { trigger: { event: Signed Up }, againAfterDays: 0, holdout: 0, steps: [{ send: news, to: "${url}" }] }
  mails: { trigger: { event: Signed In }, againAfterDays: 0, holdout: 0, steps: [{ send: letter }, { wait: { days: 30 } }] }
delivery: ${delivery}
`,
    channels,
    clock,
    ...rest,
  });
}

async function happens(event: string, userId = "ada"): Promise<void> {
  const said = { context: { consent: { marketing: true } }, timestamp: new Date(now).toISOString() };
  const batch = [
    { type: "identify", userId, traits: { email: `${userId}@example.com` }, ...said },
    { type: "track", event, userId, ...said },
  ];
  await sendBatch(app, batch);
  await app.engine.journeys!.settled();
}

const ask = async (url: string) => app.server.inject({ url, headers: basic(secretKey) });
const get = async (url: string) => (await ask(url)).json();
const limits = { waitingHours: 1, waitingMessages: 10_000 };
const troubles = async () =>
  (await deliveryTroubles(app.engine, limits, now)).map(({ subject, message }) => [subject, message]);

it("what quiet hours hold is listed, with whose, which, why and until when; the run says so, and then that it came to its end", async () => {
  // testNow is noon in UTC.
  await open('{ quietHours: "11:00-14:00" }');
  await happens("Signed Up");
  const { waiting, total } = await get("/v1/deliveries/waiting");
  const [{ profileId }] = (await get("/v1/journeys/greet/runs")).runs;
  expect(total).toBe(1);
  expect(waiting).toEqual([
    {
      deliveryId: expect.any(String),
      profileId,
      journeyId: "greet",
      templateId: "news",
      channel: "webhook",
      attempts: 0,
      queuedAt: testNow,
      untilAt: testNow + 2 * hourMs,
      waitsFor: "rules",
      why: "quiet hours 11:00-14:00",
    },
  ]);
  expect((await get("/v1/deliveries/waiting?id=ada")).waiting).toEqual(waiting);
  await happens("Nothing", "eve");
  expect(await get("/v1/deliveries/waiting?id=eve")).toEqual({ waiting: [], total: 0 });

  const told = async () => (await get("/v1/journeys/greet/runs")).runs[0].told;
  const counts = async () => (await get("/v1/journeys")).journeys[0].counts;
  expect(await told()).toBe(
    "its last message waits: news waits until 2026-11-22T14:00:00.000Z: quiet hours 11:00-14:00",
  );
  expect(await counts()).toMatchObject({ people: 1, active: {}, waiting: 1, ended: {} });
  expect(await troubles()).toEqual([]);

  now += 2 * hourMs;
  await app.engine.journeys!.settled();
  expect((await get("/v1/deliveries/waiting")).total).toBe(0);
  expect(await told()).toBe("came to its end");
  expect(await counts()).toMatchObject({ people: 1, waiting: 0, ended: { "came to its end": 1 } });
});

it("what is held for more than a day is told, and why", async () => {
  await open("{ pauseWhile: { event: Support Ticket Opened, withinDays: 30 } }");
  await happens("Support Ticket Opened");
  await happens("Signed Up");
  now += 23 * hourMs;
  await app.engine.journeys!.settled();
  expect(await troubles()).toEqual([]);
  now += 2 * hourMs;
  await app.engine.journeys!.settled();
  expect(await troubles()).toEqual([
    ["held", expect.stringMatching(/^1 message waits, held back for more than a day: promotion pauses: /)],
  ]);
});

it("a receiver that refuses is told once it did so again and again, with what it says; one that took another message meanwhile is not away", async () => {
  status = 503;
  await open("{}");
  await happens("Signed Up");
  expect((await get("/v1/deliveries/waiting")).waiting).toMatchObject([
    { attempts: 1, waitsFor: "receiver", why: "answered 503", untilAt: testNow + 30_000 },
  ]);
  expect(await troubles()).toEqual([]);
  for (const waitMs of [30_000, 60_000]) {
    now += waitMs;
    await app.engine.journeys!.settled();
  }
  expect(await troubles()).toEqual([
    [
      "webhook",
      `The receiver of webhooks takes nothing: 1 message waits, the first since ${new Date(testNow).toISOString()}. It says: answered 503.`,
    ],
  ]);
  status = 200;
  await happens("Signed Up", "eve");
  expect(await troubles()).toEqual([]);
});

it("a mail server that cannot be reached is seen by alerts, the doctor and readiness, which stays 200", async () => {
  await open("{}");
  await happens("Signed In");
  for (const waitMs of [30_000, 60_000]) {
    now += waitMs;
    await app.engine.journeys!.settled();
  }
  const says = /^The mail server takes nothing: 1 message waits, .*ECONNREFUSED/;
  const alerts = await observeSignals(app.instance, readAlerts({}), null);
  expect(alerts.filter(({ signal }) => signal === "delivery")).toEqual([
    {
      signal: "delivery",
      subject: "email",
      message: expect.stringMatching(says),
      action: expect.stringContaining("ATTUNE_SMTP_URL"),
    },
  ]);
  const { findings } = await get("/v1/doctor");
  expect(findings).toContainEqual({
    severity: "warn",
    message: expect.stringMatching(says),
    remedy: expect.stringContaining("ATTUNE_SMTP_URL"),
  });
  const ready = await ask("/health/ready");
  expect(ready.statusCode).toBe(200);
  const [check] = ready.json().checks.filter(({ name }: { name: string }) => name === "messages");
  expect(check).toEqual({
    name: "messages",
    ok: false,
    detail: "Something keeps them back; `attune doctor` says what.",
  });
  const { answers } = await get("/v1/readiness");
  const crossChannel = answers.find(({ question }: { question: string }) => question === "cross-channel");
  expect(crossChannel.evidence).toContainEqual(expect.stringMatching(says));
});

it("journeys that mail are told what is missing: a mail server, and where links lead", async () => {
  await open("{}", { publicUrl: null, smtpUrl: null });
  expect(await troubles()).toEqual([
    ["email", "Journeys send by email, which is not set up: each such message fails (mails)."],
    ["public-url", expect.stringContaining("lead to http://localhost (mails)")],
  ]);
  await app.close();
  await open("{}", { publicUrl: "https://shop.example" });
  expect(await troubles()).toEqual([]);
});

it("messages that nobody sends any more pile up: late ones are told after an hour, many of them sooner", async () => {
  await open("{}");
  const { journeys } = app.engine.stores;
  const waiting = (i: number, dueAt: number) => ({
    deliveryId: `d${i}`,
    profileId: "p",
    journeyId: "greet",
    templateId: "news",
    channel: "webhook" as const,
    values: {},
    dueAt,
    attempts: 0,
    createdAt: dueAt,
  });
  await journeys.commit({ pending: Array.from({ length: 30 }, (_, i) => waiting(i, testNow)) });
  const at = async (laterMs: number, waitingMessages: number) =>
    (await deliveryTroubles(app.engine, { waitingHours: 1, waitingMessages }, testNow + laterMs)).map(
      ({ message }) => message,
    );
  expect(await at(hourMs, 30)).toEqual([]);
  expect(await at(hourMs, 29)).toEqual(["30 messages wait though due; 29 is the most that should."]);
  expect(await at(5 * 60_000, 29)).toEqual([]);
  expect(await at(hourMs + 1, 30)).toEqual(["30 messages wait that should have gone out more than 1 h ago."]);
});
