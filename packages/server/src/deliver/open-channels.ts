import { createOutbound } from "@attune/channels/address/outbound-agent";
import { readEmailAddress } from "@attune/channels/address/read-email-address";
import { createEmailChannel } from "@attune/channels/email/email-channel";
import { createWebPushChannel } from "@attune/channels/web-push/web-push-channel";
import { createWebhookChannel } from "@attune/channels/webhook/webhook-channel";
import type { Channel } from "@attune/engine/ports/channel";
import { AttuneError } from "@attune/model/errors";
import type { ChannelName } from "@attune/model/message";
import type { OutboundSettings } from "../environment.ts";

const timeoutMs = 20_000;
/** Connections to one mail server, or to one host of webhooks. */
export const connections = 8;
const pushTtlSeconds = 24 * 3600;

/** The channels that the surroundings set up. `in-app` needs nothing: its messages wait in the inbox. */
export function openChannels(
  settings: OutboundSettings | undefined,
  clock: () => number,
): ReadonlyMap<ChannelName, Channel> {
  const channels = new Map<ChannelName, Channel>([["in-app", inbox]]);
  if (settings === undefined) return channels;
  const { smtpUrl, mailFrom, bounceAddress, webhookSecret, allowInner } = settings;
  if (smtpUrl !== undefined) {
    const from = readSender(mailFrom);
    const bounces = bounceAddress === undefined ? {} : { bounceAddress };
    channels.set("email", createEmailChannel({ smtpUrl, from, ...bounces, connections, timeoutMs }));
  }
  if (webhookSecret !== undefined) {
    const outbound = createOutbound({ timeoutMs, connections, allowInner });
    channels.set("webhook", createWebhookChannel({ secret: webhookSecret, outbound, clock }));
  }
  const { vapidPublicKey: publicKey, vapidPrivateKey: privateKey, vapidSubject: subject } = settings;
  if (publicKey !== undefined && privateKey !== undefined && subject !== undefined) {
    const outbound = createOutbound({ timeoutMs, connections, allowInner });
    const vapid = { subject, publicKey, privateKey };
    channels.set("web-push", createWebPushChannel({ vapid, ttlSeconds: pushTtlSeconds, outbound }));
  }
  return channels;
}

/** What was handed over to the inbox is what the record of deliveries says; an app asks for it. */
const inbox: Channel = {
  name: "in-app",
  async send({ deliveryId, message }) {
    if (message.channel !== "in-app") return { kind: "failed", reason: `a ${message.channel} message is not in-app` };
    return { kind: "accepted", reference: deliveryId };
  },
  async close() {},
};

/** "The shop <hello@shop.example>", or the address alone. */
function readSender(text: string | undefined): { name: string; address: string } {
  const [, name = "", inside] = /^\s*"?([^"<]*?)"?\s*<([^>]+)>\s*$/.exec(text ?? "") ?? [];
  const address = readEmailAddress(inside ?? text ?? "");
  if (address !== null) return { name, address };
  throw new AttuneError(
    "bad-request",
    "ATTUNE_SMTP_URL is set: ATTUNE_MAIL_FROM must say who sends, such as `The shop <hello@shop.example>`.",
  );
}
