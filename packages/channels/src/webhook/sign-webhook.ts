import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Headers of the Standard Webhooks specification 1.0: who receives one can tell that it is ours, unchanged, recent, and whether it is a
 * repetition.
 *
 * @param secret `whsec_` and base64, or any text.
 * @param now milliseconds.
 */
export function webhookHeaders(secret: string, id: string, now: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature(secret, id, timestamp, body)}`,
  };
}

/** Whether these headers were made with the secret for this body, not more than `toleranceMs` ago or ahead. */
export function isSignedWebhook(
  secret: string,
  headers: Record<string, string | undefined>,
  body: string,
  { now, toleranceMs }: { now: number; toleranceMs: number },
): boolean {
  const { "webhook-id": id = "", "webhook-timestamp": timestamp = "", "webhook-signature": given = "" } = headers;
  if (!(Math.abs(now - Number(timestamp) * 1000) <= toleranceMs)) return false;
  const expected = Buffer.from(signature(secret, id, timestamp, body));
  return given.split(" ").some((entry) => {
    const seen = Buffer.from(entry.startsWith("v1,") ? entry.slice(3) : "");
    return seen.length === expected.length && timingSafeEqual(seen, expected);
  });
}

function signature(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
  return createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
}
