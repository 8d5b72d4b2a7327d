import type { Channel } from "@attune/engine/ports/channel";
import type { ChannelName, OutboundMessage } from "@attune/model/message";
import { afterEach, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";
import { lookForAlerts } from "./alerts.ts";

const hourMs = 3_600_000;
const configuration = `
alerts:
  freshness: { http: 2 }
  owner: ops
  email: [ops@shop.example]
  webhook: https://hooks.example/alerts
`;
let app: MemoryApp;
afterEach(() => app.close());

function recording(): { sent: OutboundMessage[]; channels: ReadonlyMap<ChannelName, Channel> } {
  const sent: OutboundMessage[] = [];
  const channel = (name: ChannelName): Channel => ({
    name,
    async send(message) {
      sent.push(message);
      return { kind: "accepted", reference: null };
    },
    async close() {},
  });
  return {
    sent,
    channels: new Map([
      ["email", channel("email")],
      ["webhook", channel("webhook")],
    ] as const),
  };
}

it("a source that falls silent for longer than the playbook allows is told by mail and webhook, once, until it sends again", async () => {
  let now = testNow;
  app = await openMemoryApp({ configuration, clock: () => now });
  const { sent, channels } = recording();
  const view = () => {
    const batch = [{ type: "track", event: "Product Viewed", anonymousId: "a", properties: { product_id: "p" } }];
    return app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: { batch } });
  };
  await view();
  await lookForAlerts(app.instance, channels, null);
  expect(sent).toEqual([]);

  now += 3 * hourMs;
  for (let i = 0; i < 2; i++) await lookForAlerts(app.instance, channels, null);
  expect(sent.map(({ to }) => to)).toEqual(["ops@shop.example", "https://hooks.example/alerts"]);
  expect(sent[0]).toMatchObject({
    category: "transactional",
    message: { subject: expect.stringContaining("freshness http") },
  });

  const taken = await app.server.inject({
    method: "POST",
    url: "/v1/alerts/freshness%3Ahttp/acknowledge",
    headers: basic(secretKey),
    payload: { by: "ada" },
  });
  expect(taken.json()).toMatchObject({ owner: "ops", acknowledged: { by: "ada" } });

  await view();
  await lookForAlerts(app.instance, channels, null);
  expect(sent).toHaveLength(4);
  const { alerts } = (await app.server.inject({ url: "/v1/alerts", headers: basic(secretKey) })).json();
  expect(alerts).toMatchObject([{ alertId: "freshness:http", endedAt: now }]);
});
