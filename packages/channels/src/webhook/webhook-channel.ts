import type { Channel } from "@attune/engine/ports/channel";
import type { Handover } from "@attune/model/message";
import type { Outbound } from "../address/outbound-agent.ts";
import { webhookHeaders } from "./sign-webhook.ts";

export interface WebhookOptions {
  /** Signs every call; from the environment, never from the playbook. */
  secret: string;
  outbound: Outbound;
  clock: () => number;
}

/** JSON posted to a URL, signed as Standard Webhooks has it; `idempotency-key` is the same at every attempt. */
export function createWebhookChannel({ secret, outbound, clock }: WebhookOptions): Channel {
  return {
    name: "webhook",
    async send({ deliveryId, to, message }) {
      if (message.channel !== "webhook")
        return { kind: "failed", reason: `a ${message.channel} message is no webhook` };
      const body = JSON.stringify(message.payload);
      const headers = {
        "content-type": "application/json",
        "idempotency-key": deliveryId,
        ...webhookHeaders(secret, deliveryId, clock(), body),
      };
      try {
        const { status, retryAfterMs } = await outbound.post(to, headers, body);
        return handoverOf(status, retryAfterMs, deliveryId);
      } catch (error) {
        return handoverOfFailure(error);
      }
    },
    close: () => outbound.close(),
  };
}

/** What an HTTP status says of a message. 410 is how receivers of webhooks and push services unsubscribe. */
export function handoverOf(status: number, retryAfterMs: number | null, reference: string): Handover {
  if (status >= 200 && status < 300) return { kind: "accepted", reference };
  if (status === 410) return { kind: "gone", reason: "answered 410: it takes nothing any more" };
  const isPassing = status === 408 || status === 425 || status === 429 || status >= 500;
  if (!isPassing) return { kind: "failed", reason: `answered ${status}` };
  const reason = `answered ${status}`;
  return retryAfterMs === null ? { kind: "later", reason } : { kind: "later", reason, retryAfterMs };
}

/** An address that may not be called will not become one that may; anything else may pass. */
export function handoverOfFailure(error: unknown): Handover {
  const { code, message, cause } = error as Error & { code?: string };
  const refused = [code, (cause as { code?: string } | undefined)?.code].includes("ERR_INNER_ADDRESS");
  return { kind: refused ? "failed" : "later", reason: message === "" ? String(code) : message };
}
