import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startMailServer, type TestMailServer } from "@attune/channels/contract/mail-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { openChannels } from "../deliver/open-channels.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

let app: MemoryApp;
let mail: TestMailServer;
let receiver: Server;
let retryAfter: string | null;
let channels: ReturnType<typeof openChannels>;

beforeEach(async () => {
  mail = await startMailServer();
  retryAfter = null;
  receiver = createServer((request, response) => {
    request.resume();
    response.statusCode = retryAfter === null ? 200 : 503;
    if (retryAfter !== null) response.setHeader("retry-after", retryAfter);
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const webhookSecret = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0";
  channels = openChannels(
    { smtpUrl: mail.url, mailFrom: "hello@shop.example", webhookSecret, allowInner: true },
    () => testNow,
  );
});
afterEach(async () => {
  await app?.close();
  for (const channel of channels.values()) await channel.close();
  await mail.close();
  receiver.close();
});

async function open(more: string): Promise<void> {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`;
  const configuration = `
holdout: 0
messages:
  news: { channel: webhook, category: newsletter, payload: { text: News } }
  restock: { channel: webhook, category: back-in-stock, payload: { text: Here again } }
  letter: { channel: email, category: transactional, subject: Hi, html: '<a href="https://shop.example/x">Look</a>' }
journeys:
  greet: { trigger: { event: Signed Up }, againAfterDays: 0, holdout: 0, steps: [{ send: news, to: "${url}" }] }
  restocks: { trigger: { event: Asked }, againAfterDays: 0, holdout: 0, steps: [{ send: restock, to: "${url}" }] }
  mails: { trigger: { event: Signed In }, againAfterDays: 0, holdout: 0, steps: [{ send: letter }] }
${more}
`;
  app = await openMemoryApp({ configuration, channels, clock: () => testNow });
}

async function happens(event: string, consent: object): Promise<void> {
  const said = { userId: "ada", context: { consent } };
  const batch = [
    { type: "identify", traits: { email: "ada@example.com" }, ...said },
    { type: "track", event, ...said },
  ];
  await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: { batch } });
  await app.engine.journeys!.settled();
}

const get = async (url: string) => (await app.server.inject({ url, headers: basic(secretKey) })).json();
const outcomes = async () =>
  (await get("/v1/deliveries")).deliveries.map(({ templateId, outcome, reason }: Record<string, string>) =>
    outcome === "sent" ? `${templateId} sent` : `${templateId}: ${reason}`,
  );

it("a cap of a category counts its own messages, and leaves room for others", async () => {
  await open("delivery: { caps: [{ category: newsletter, atMost: 1, withinDays: 7 }] }");
  const yes = { marketing: true };
  for (const event of ["Signed Up", "Signed Up", "Asked"]) await happens(event, yes);
  expect(await outcomes()).toEqual([
    "restock sent",
    "news: the cap of 1 newsletter messages in 7 days is reached",
    "news sent",
  ]);
});

describe("a cap of a category", () => {
  const read = (category: string) => () =>
    readConfiguration(`
messages: { news: { channel: webhook, category: newsletter, payload: {} } }
delivery: { caps: [{ atMost: 3, withinDays: 7 }, { category: ${category}, atMost: 1, withinDays: 7 }] }`);
  it.each([
    ["newsleter", /delivery\.caps\[1\]\.category names "newsleter", which is not declared; did you mean newsletter\?/],
    ["transactional", /delivery\.caps\[1\]\.category is transactional/],
    ["News Letter", /delivery\.caps\[1\]\.category must look like back-in-stock/],
  ])("%s is refused", (category, message) => {
    expect(read(category)).toThrow(message);
  });
});

it.each([
  // Nothing asked for: half a minute; then what is asked for, within six hours.
  ["0", 30],
  ["600", 600],
  ["999999999", 6 * 3_600],
])("a receiver that answers Retry-After: %s is asked again after %i seconds", async (asked, seconds) => {
  retryAfter = asked;
  await open("");
  await happens("Signed Up", { marketing: true });
  const { waiting } = await get("/v1/deliveries/waiting");
  expect((waiting[0].untilAt - testNow) / 1_000).toBe(seconds);
});

it("where analytics is asked for first, links of who said nothing lead straight to the shop; a yes lets clicks be counted", async () => {
  await open("privacy: { askFirst: [analytics] }");
  await happens("Signed In", {});
  expect(mail.mails).toHaveLength(1);
  expect(mail.mails[0]).not.toContain("/m/c/");
  await happens("Signed In", { analytics: true });
  expect(mail.mails[1]).toContain("/m/c/");
});

it("where personalization is asked for first, nobody comes into a promotional journey without a yes", async () => {
  await open("privacy: { askFirst: [personalization] }");
  await happens("Signed Up", { marketing: true });
  expect(await outcomes()).toEqual([]);
  await happens("Signed Up", { marketing: true, personalization: true });
  expect(await outcomes()).toEqual(["news sent"]);
});
