import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createOutbound } from "../address/outbound-agent.ts";
import { channelContract, type Receiver } from "../contract/channel.contract.ts";
import { isSignedWebhook, webhookHeaders } from "./sign-webhook.ts";
import { createWebhookChannel } from "./webhook-channel.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

channelContract("webhook", async () => {
  const taken: string[] = [];
  let status: number | null = 200;
  const statuses = { accept: 204, "refuse-for-now": 503, "refuse-for-good": 422, "unknown-address": 410, hang: null };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      if (status === null) return;
      const headers = request.headers as Record<string, string>;
      const isOurs = isSignedWebhook(secret, headers, body, { now: Date.now(), toleranceMs: 300_000 });
      if (isOurs && status < 300) taken.push(headers["idempotency-key"]!);
      response.writeHead(isOurs ? status : 401).end();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const outbound = createOutbound({ timeoutMs: 300, connections: 2, allowInner: true });
  const receiver: Receiver = {
    behave: (as) => {
      status = statuses[as];
    },
    taken: () => taken,
  };
  return {
    channel: createWebhookChannel({ secret, outbound, clock: Date.now }),
    receiver,
    message: (deliveryId) => ({
      deliveryId,
      category: "marketing",
      to: url,
      message: { channel: "webhook", payload: { hello: "ada" } },
    }),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
});

describe("webhookHeaders", () => {
  it("signs as the example of the Standard Webhooks specification", () => {
    const body = '{"test": 2432232314}';
    const headers = webhookHeaders(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330_000, body);
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("a changed body, an old time and another secret are told", () => {
    const now = 1_800_000_000_000;
    const headers = webhookHeaders(secret, "a", now, "{}");
    const check = (body: string, at: number, key = secret) =>
      isSignedWebhook(key, headers, body, { now: at, toleranceMs: 300_000 });
    expect(check("{}", now)).toBe(true);
    expect([check("{} ", now), check("{}", now + 301_000), check("{}", now, "other")]).toEqual([false, false, false]);
  });
});

describe("createWebhookChannel", () => {
  it("does not call inner networks, by address or by name, unless that is allowed", async () => {
    const outbound = createOutbound({ timeoutMs: 500, connections: 1, allowInner: false });
    const channel = createWebhookChannel({ secret, outbound, clock: Date.now });
    for (const to of [
      "https://127.0.0.1/",
      "https://[::1]/",
      "https://[::ffff:10.0.0.1]/",
      "https://169.254.169.254/latest/meta-data",
      "https://localhost:9/",
      "http://93.184.216.34/",
      "https://me:secret@93.184.216.34/",
      "file:///etc/passwd",
    ]) {
      const payload = {};
      const sent = await channel.send({
        deliveryId: "x",
        category: "marketing",
        to,
        message: { channel: "webhook", payload },
      });
      expect([to, sent.kind]).toEqual([to, "failed"]);
    }
    await channel.close();
  });
});
