import type { Channel } from "@attune/engine/ports/channel";
import type { OutboundMessage } from "@attune/model/message";
import webPush, { type PushSubscription } from "web-push";
import type { Outbound } from "../address/outbound-agent.ts";
import { handoverOf, handoverOfFailure } from "../webhook/webhook-channel.ts";

export interface WebPushOptions {
  /** Who sends (RFC 8292): `mailto:` or an https URL, and the key pair in base64url. */
  vapid: { subject: string; publicKey: string; privateKey: string };
  /** How long a push service keeps a message for a browser that is off. */
  ttlSeconds: number;
  outbound: Outbound;
}

/** RFC 8030: a message that waits takes the place of an earlier one of its topic, so a repetition shows once. */
const maxTopicLength = 32;

/** Notifications for browsers: encrypted for the one browser (RFC 8291), signed by this instance (RFC 8292). `to` is the subscription as JSON. */
export function createWebPushChannel({ vapid, ttlSeconds, outbound }: WebPushOptions): Channel {
  function encrypted(subscription: PushSubscription, outgoing: OutboundMessage) {
    try {
      const { headers, body } = webPush.generateRequestDetails(subscription, payloadOf(outgoing), {
        vapidDetails: vapid,
        TTL: ttlSeconds,
        contentEncoding: "aes128gcm",
        topic: outgoing.deliveryId.slice(-maxTopicLength),
      });
      const { "Content-Length": _, ...sent } = headers as Record<string, string | number>;
      const texts = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, String(value)]));
      return { headers: texts, body: body as Buffer };
    } catch {
      return null;
    }
  }

  return {
    name: "web-push",
    async send(outgoing) {
      const { channel } = outgoing.message;
      if (channel !== "web-push") return { kind: "failed", reason: `a message for ${channel} is no web push` };
      const subscription = readSubscription(outgoing.to);
      if (subscription === null) return { kind: "gone", reason: "the address is no push subscription" };
      const details = encrypted(subscription, outgoing);
      if (details === null) return { kind: "gone", reason: "the subscription's keys cannot be encrypted for" };
      try {
        const { status, retryAfterMs } = await outbound.post(subscription.endpoint, details.headers, details.body);
        // A subscription that the browser's maker has forgotten.
        if (status === 404) return { kind: "gone", reason: "answered 404: no such subscription" };
        return handoverOf(status, retryAfterMs, outgoing.deliveryId);
      } catch (error) {
        return handoverOfFailure(error);
      }
    },
    close: () => outbound.close(),
  };
}

function payloadOf({ deliveryId, message }: OutboundMessage): string {
  return JSON.stringify({ deliveryId, ...message });
}

/** Null where it is not what a browser's `PushSubscription.toJSON()` gives. */
function readSubscription(text: string): PushSubscription | null {
  try {
    const { endpoint, keys } = JSON.parse(text) as Partial<PushSubscription>;
    if (typeof endpoint !== "string" || typeof keys?.auth !== "string" || typeof keys.p256dh !== "string") return null;
    return { endpoint, keys: { auth: keys.auth, p256dh: keys.p256dh } };
  } catch {
    return null;
  }
}
