import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import webPush from "web-push";
import { createOutbound } from "../address/outbound-agent.ts";
import { channelContract, type Receiver } from "../contract/channel.contract.ts";
import { createWebPushChannel } from "./web-push-channel.ts";

/** A browser's side of a subscription: decrypts what arrives (RFC 8188 and 8291, written from the text). */
function browserSubscription(endpoint: string) {
  const ecdh = createECDH("prime256v1");
  const publicKey = ecdh.generateKeys();
  const auth = randomBytes(16);
  return {
    json: JSON.stringify({
      endpoint,
      keys: { p256dh: publicKey.toString("base64url"), auth: auth.toString("base64url") },
    }),
    decrypt(body: Buffer): unknown {
      const salt = body.subarray(0, 16);
      const keyLength = body[20]!;
      const sender = body.subarray(21, 21 + keyLength);
      const sealed = body.subarray(21 + keyLength);
      const info = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, sender]);
      const keying = Buffer.from(hkdfSync("sha256", ecdh.computeSecret(sender), auth, info, 32));
      const key = Buffer.from(hkdfSync("sha256", keying, salt, "Content-Encoding: aes128gcm\0", 16));
      const nonce = Buffer.from(hkdfSync("sha256", keying, salt, "Content-Encoding: nonce\0", 12));
      const decipher = createDecipheriv("aes-128-gcm", key, nonce);
      decipher.setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString());
    },
  };
}

const vapid = { subject: "mailto:hello@shop.example", ...webPush.generateVAPIDKeys() };
const message = {
  channel: "web-push",
  title: "Back in stock",
  text: "Your shoes",
  url: "https://shop.example/p/1",
} as const;

async function startPushService() {
  const received: Array<{ headers: Record<string, string | string[] | undefined>; body: Buffer }> = [];
  let status: number | null = 201;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (status === null) return;
      if (status < 300) received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(status).end();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/push/abc`,
    received,
    answer(next: number | null) {
      status = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const open = () =>
  createWebPushChannel({
    vapid,
    ttlSeconds: 3600,
    outbound: createOutbound({ timeoutMs: 300, connections: 2, allowInner: true }),
  });

channelContract("web push", async () => {
  const service = await startPushService();
  const subscription = browserSubscription(service.endpoint);
  const statuses = { accept: 201, "refuse-for-now": 429, "refuse-for-good": 413, "unknown-address": 404, hang: null };
  const receiver: Receiver = {
    behave: (as) => service.answer(statuses[as]),
    taken: () => service.received.map(({ body }) => (subscription.decrypt(body) as { deliveryId: string }).deliveryId),
  };
  const outgoing = (deliveryId: string) =>
    ({ deliveryId, category: "marketing", to: subscription.json, message }) as const;
  return { channel: open(), receiver, message: outgoing, close: service.close };
});

describe("createWebPushChannel", () => {
  it("what the browser decrypts is the message, and the request says who sends, how long it is kept and its topic", async () => {
    const service = await startPushService();
    const subscription = browserSubscription(service.endpoint);
    const channel = open();
    await channel.send({ deliveryId: "d-1", category: "marketing", to: subscription.json, message });
    const { headers, body } = service.received[0]!;
    expect(subscription.decrypt(body)).toEqual({ deliveryId: "d-1", ...message });
    expect(headers["content-encoding"]).toBe("aes128gcm");
    expect([headers.ttl, headers.topic]).toEqual(["3600", "d-1"]);
    const token = /^vapid t=([^,]+), ?k=(.+)$/.exec(String(headers.authorization))!;
    expect(token[2]).toBe(vapid.publicKey);
    const claims = JSON.parse(Buffer.from(token[1]!.split(".")[1]!, "base64url").toString());
    expect(claims).toMatchObject({ aud: new URL(service.endpoint).origin, sub: vapid.subject });
    await channel.close();
    await service.close();
  });

  it("a subscription with keys that are no keys is gone", async () => {
    const channel = open();
    const to = JSON.stringify({ endpoint: "https://push.example/1", keys: { p256dh: "AAAA", auth: "AAAA" } });
    expect((await channel.send({ deliveryId: "d", category: "marketing", to, message })).kind).toBe("gone");
    await channel.close();
  });
});
